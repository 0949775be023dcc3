import pytest

from bridge.model.ids import PersonId
from bridge.model.text import Span, Style
from tests.unit.matrix.from_event.cast import BORA, decorations, text_of


@pytest.mark.parametrize(
    ("tag", "style"),
    [
        ("b", "bold"),
        ("strong", "bold"),
        ("i", "italic"),
        ("em", "italic"),
        ("u", "underline"),
        ("s", "strikethrough"),
        ("del", "strikethrough"),
        ("strike", "strikethrough"),
        ("code", "code"),
        ("pre", "preformatted"),
        ("blockquote", "quote"),
        ("h1", "bold"),
        ("h6", "bold"),
    ],
)
def test_each_element_decorates(tag, style):
    assert decorations(text_of(f"<{tag}>x</{tag}>")) == [("x", style)]


@pytest.mark.parametrize("tag", ["font", "div", "p", "details", "table", "tbody", "unheard-of", "svg", "a"])
def test_words_in_any_other_element_stay(tag):
    text = text_of(f"<{tag} style='color:red'>x</{tag}>")
    assert (text.plain, text.spans) == ("x", ())


@pytest.mark.parametrize(
    ("markup", "plain"),
    [
        ("<p>a</p>\n<p>b</p>", "a\n\nb"),
        ("<p>a<p>b", "a\n\nb"),
        ("a<br/>b<br>\nc", "a\nb\nc"),
        ("<h2>Title</h2>text", "Title\n\ntext"),
        ("a<hr>b", "a\n———\nb"),
        ("<ul>\n<li>a</li>\n<li>b\n</ul>c", "• a\n• b\nc"),
        ("<ol><li>a<li>b</ol>", "1. a\n2. b"),
        ("<ol start=7><li>a</li></ol>", "7. a"),
        ("<ol start='x'><li>a</li></ol>", "1. a"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "• a\n  • b\n• c"),
        ("<ul><li><p>a</p></li></ul>", "• a"),
        ("<blockquote>\n<p>a</p>\n</blockquote>\n<p>b</p>", "a\n\nb"),
        ("a<blockquote>b</blockquote>c", "a\nb\nc"),
        ("<table><tr><th>A</th><th>B</th></tr><tr><td>1<td>2</table>", "A | B\n1 | 2"),
        ("<details><summary>More</summary>hidden</details>", "More\nhidden"),
        ("x<sup>2</sup> + y<sub>1</sub>", "x^2 + y_1"),
        ("<img src='mxc://a/b' alt=':wave:'> <img title='hi'> <img>", ":wave: hi [picture]"),
        ("one\n  two\tthree  four", "one two\tthree  four"),
        ("<b>a</b>\n<i>b</i>", "a b"),
        ("1 &lt; 2 &amp; 3 &#128512; < 4", "1 < 2 & 3 😀 < 4"),
        ("a<!-- <b>not</b> here -->b<!-- nor", "ab<!-- nor"),
        ("<pre><code>a\n  b\n</code></pre>", "a\n  b"),
        ("<pre>a<br>b</pre>", "a\nb"),
        ("a</b></i></p>b", "ab"),
    ],
)
def test_html_is_read_as_a_person_would_see_it(markup, plain):
    assert text_of(markup).plain == plain


def test_a_block_of_code_names_its_language():
    (block,) = text_of('<pre><code class="x language-python">a = 1\n</code></pre>').spans
    assert block == Span(start=0, end=5, style=Style.PREFORMATTED, language="python")


def test_a_spoiler_says_beforehand_what_it_is_about():
    text = text_of("<span data-mx-spoiler='the end'>he dies</span>")
    assert text.plain == "(the end) he dies"
    assert decorations(text) == [("he dies", "spoiler")]


def test_a_span_decorates_words_and_not_the_layout_around_them():
    assert decorations(text_of("a\n<b>\n b\n</b>\n<p><i>\nc</i></p>")) == [("b", "bold"), ("c", "italic")]


def test_what_overlaps_is_closed_from_the_inside():
    assert decorations(text_of("<b>a<i>b</b>c</i>")) == [("ab", "bold"), ("b", "italic")]


def test_two_elements_of_one_style_are_one_span():
    assert decorations(text_of("<b>a<strong>b</strong></b><b>c</b>")) == [("abc", "bold")]


def test_a_link_leads_where_it_led():
    (link,) = text_of("<a href='https://example.org/?a=1&amp;b=2'>here</a>").spans
    assert (link.style, link.url) == (Style.LINK, "https://example.org/?a=1&b=2")


@pytest.mark.parametrize("address", ["javascript:x", "data:text/html,x", "tg://user?id=1", "//x"])
def test_an_unsafe_address_is_only_shown(address):
    text = text_of(f"<a href='{address}'>here</a>")
    assert (text.plain, text.spans) == (f"here ({address})", ())


@pytest.mark.parametrize(
    "address",
    [
        f"https://matrix.to/#/{BORA}",
        "https://matrix.to/#/%40ghost_bora%3Aexample.org",
        f"HTTPS://matrix.to/#/{BORA}?via=example.org",
        "matrix:u/ghost_bora:example.org",
        "matrix:user/ghost_bora:example.org?action=chat",
    ],
)
@pytest.mark.parametrize("words", ["Bora", "Bora (Telegram)", BORA])
def test_a_pill_of_somebody_known_is_a_mention_by_name(address, words):
    text = text_of(f"<a href='{address}'>{words}</a>: hi")
    assert text.plain == "Bora: hi"
    assert text.spans == (Span(start=0, end=4, style=Style.MENTION, person=PersonId("bora")),)


def test_a_pill_of_a_stranger_is_a_name():
    text = text_of("<a href='https://matrix.to/#/@eve:example.org'>Eve</a>")
    assert (text.plain, text.spans) == ("Eve", ())


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("https://matrix.to/#/#room:example.org", "https://matrix.to/#/#room:example.org"),
        ("matrix:r/room:example.org", "https://matrix.to/#/#room:example.org"),
        ("matrix:roomid/room:example.org/e/event", "https://matrix.to/#/!room:example.org/$event"),
        (f"https://matrix.to/#/{BORA}/$event", f"https://matrix.to/#/{BORA}/$event"),
    ],
)
def test_a_link_to_a_room_opens_everywhere(address, url):
    (link,) = text_of(f"<a href='{address}'>there</a>").spans
    assert (link.style, link.url) == (Style.LINK, url)


@pytest.mark.parametrize("tag", ["mx-reply", "script", "style"])
def test_what_nobody_sees_is_left_out(tag):
    assert text_of(f"<{tag}>a<b>b</{tag}>c</b>").plain == "c"


def test_what_is_unclean_is_cleaned():
    assert text_of("a&#8238;b&#0;\x1b").plain == "ab\ufffd␛"
