import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model.ids import PersonId
from bridge.model.text import Style
from bridge.sources.html_words import text_of_html


def decorated(html):
    text = text_of_html(html)
    return [(text.plain[span.start : span.end], span.style) for span in text.spans]


@pytest.mark.parametrize(
    ("html", "plain"),
    [
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("a<br>b", "a\nb"),
        ("<ul><li>a</li><li><p>b</p></li></ul>", "• a\n• b"),
        ("<ol start=3><li>a<li>b</ol>", "3. a\n4. b"),
        ("<table><tr><td>a<td>b<tr><td>c</table>", "a | b\nc"),
        ("<head><title>x</title></head><style>y</style>z", "z"),
        ("<mx-reply>old</mx-reply>new", "new"),
        ("a  \n b &amp; &lt;c&gt;", "a b & <c>"),
        ("<pre>a\n  b</pre>c", "a\n  b\nc"),
        ("1 < 2 <3", "1 < 2 <3"),
        ('<img alt="a cat">', "a cat"),
        ("a<!-- no -->b", "ab"),
    ],
)
def test_a_reader_sees(html, plain):
    assert text_of_html(html).plain == plain


def test_styles_become_spans():
    html = "<b>b</b> <i>i</i> <del>d</del> <code>c</code> <blockquote><p>q</p></blockquote>"
    assert [style for _, style in decorated(html)] == [
        Style.BOLD, Style.ITALIC, Style.STRIKETHROUGH, Style.CODE, Style.QUOTE,
    ]  # fmt: skip


def test_a_link_to_somebody_is_a_mention():
    text = text_of_html('<a href="to:anna">Anna</a>', lambda address: PersonId(address[3:]))
    assert (text.spans[0].style, text.spans[0].person) == (Style.MENTION, "anna")


def test_a_block_of_code_knows_its_language():
    text = text_of_html('<pre><code class="language-py">x = 1</code></pre>')
    assert [(span.style, span.language) for span in text.spans] == [(Style.PREFORMATTED, "py")]


@pytest.mark.parametrize(
    "piece", ["<", "<b>", "<a href='", "<td>", "<li>", "&#", "<!--", "</p>", "&#x110000;", "<ul><li>"]
)
def test_nothing_takes_for_ever(piece):
    began = time.monotonic()
    text_of_html(piece * 100_000)
    assert time.monotonic() - began < 5


PIECES = [
    "<b>",
    "</b>",
    "<p>",
    "</p>",
    "<br>",
    "<li>",
    "<ul>",
    "</ul>",
    "<pre>",
    "</pre>",
    "<a href=x>",
    "</a>",
    "a",
    "\n",
    "&lt;",
]


@given(st.lists(st.sampled_from(PIECES)))
def test_spans_lie_inside_the_text(pieces):
    text = text_of_html(" ".join(pieces))
    assert all(0 <= span.start < span.end <= len(text.plain) for span in text.spans)
