import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model.ids import PersonId
from bridge.model.text import Style
from bridge.sources.teams.markup import read

TAGS = ["<p>", "</p>", "<b>", "</b>", "<li>", "<ul>", "</ul>", "<pre>", "</pre>", "<td>", "<tr>", "<br>", "<at id='0'>"]


def nobody(number, words):
    return None


def shown(html):
    text = read(html, nobody).text
    return text.plain, [(span.style, text.plain[span.start : span.end]) for span in text.spans]


@pytest.mark.parametrize(
    ("html", "plain"),
    [
        ("<p>one</p><p>two</p>", "one\ntwo"),
        ("<p>one</p>\n<p>&nbsp;</p>\n<p>two</p>", "one\n\ntwo"),
        ("<div><div>one</div>two</div>", "one\ntwo"),
        ("a <b>bold</b> word", "a bold word"),
        ("a<b> bold</b>", "a bold"),
        ("<ul><li>one</li><li>two<ul><li>in</li></ul></li></ul>", "• one\n• two\n  • in"),
        ("<ol><li>one</li><li>two</li></ol>after", "1. one\n2. two\nafter"),
        ("<table><tr><td><p>a</p></td><td>b</td></tr><tr><td>c</td></tr></table>", "a | b\nc"),
        ("one<hr>two", "one\n———\ntwo"),
        ('hi<emoji id="smile" alt="🙂"></emoji>', "hi🙂"),
        ("2 &lt; 3 &amp; 4", "2 < 3 & 4"),
        ("a < b", "a < b"),
        ("a <!-- never --> b", "a b"),
    ],
)
def test_markup_is_shown_as_lines(html, plain):
    assert shown(html)[0] == plain


def test_a_block_of_code_keeps_its_space_and_tells_its_language():
    text = read('<pre class="language-python"><code>if x:\n    y</code></pre>', nobody).text
    assert (text.plain, [(span.style, span.language) for span in text.spans]) == (
        "if x:\n    y",
        [(Style.PREFORMATTED, "python")],
    )


def test_a_mention_is_the_person_of_its_number():
    text = read('<at id="0">Anna</at>', lambda number, words: PersonId(f"{number}:{words}")).text
    assert text.spans[0].person == "0:Anna"


def test_pictures_and_attachments_are_found_and_leave_no_words():
    markup = read('<img src="a.png" width="10.5px" alt="image"><attachment id="7"></attachment>', nobody)
    assert (markup.text.plain, markup.pictures[0].source, markup.pictures[0].width) == ("", "a.png", 10)
    assert markup.attachments == ("7",)


@given(st.lists(st.sampled_from([*TAGS, "a", " ", "&nbsp;", "<", "x>"]), max_size=40).map("".join))
def test_any_mixture_of_tags_gives_spans_within_the_text(html):
    text = read(html, nobody).text
    assert all(0 <= span.start < span.end <= len(text.plain) for span in text.spans)


@pytest.mark.parametrize("piece", ["<", "<a ", "<a b='>", "<!--", "<![", "</", "<b>", "&#", "<?", "<li>", "<b></i>"])
def test_no_markup_takes_long(piece):
    begun = time.monotonic()
    read(piece * (120_000 // len(piece)), nobody)
    assert time.monotonic() - begun < 3
