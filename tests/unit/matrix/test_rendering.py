import pytest

from bridge.matrix.events import Surroundings
from bridge.matrix.links import LONGEST, safe_link, with_unsafe_links_shown
from bridge.matrix.rendering import Rendered, render
from bridge.model.text import Span, Style
from tests.unit.matrix.cast import BORA, PHOTO, ghost, span, surroundings, text, upload

PILL = f'<a href="https://matrix.to/#/{ghost(BORA)}">@bora</a>'


def rendered(plain: str, *spans: Span, around: Surroundings | None = None, edited: bool = False) -> Rendered:
    return render(text(plain, *spans), around or surroundings(), edited=edited)


def test_plain_text_needs_no_html() -> None:
    assert rendered("<b>5 & 6\n") == Rendered("<b>5 & 6\n")


@pytest.mark.parametrize(
    ("style", "html"),
    [
        (Style.BOLD, "<strong>x</strong>"),
        (Style.ITALIC, "<em>x</em>"),
        (Style.UNDERLINE, "<u>x</u>"),
        (Style.STRIKETHROUGH, "<del>x</del>"),
        (Style.SPOILER, "<span data-mx-spoiler>x</span>"),
        (Style.CODE, "<code>x</code>"),
        (Style.PREFORMATTED, "<pre><code>x</code></pre>"),
        (Style.QUOTE, "<blockquote>x</blockquote>"),
    ],
)
def test_each_style_is_an_element(style: Style, html: str) -> None:
    assert rendered("x", Span(start=0, end=1, style=style)).html == html


def test_markup_in_the_text_is_only_text() -> None:
    evil = "<img src=x onerror=alert(1)>"
    assert rendered(evil, span("<", Style.BOLD, evil)).html == "<strong>&lt;</strong>img src=x onerror=alert(1)&gt;"


def test_overlapping_spans_nest() -> None:
    spans = Span(start=0, end=2, style=Style.ITALIC), Span(start=1, end=3, style=Style.BOLD)
    assert rendered("abc", *spans).html == "<em>a</em><strong><em>b</em>c</strong>"


def test_blocks_stand_outside_of_everything_else() -> None:
    spans = Span(start=0, end=3, style=Style.BOLD), Span(start=1, end=2, style=Style.QUOTE)
    expected = "<strong>a</strong><blockquote><strong>b</strong></blockquote><strong>c</strong>"
    assert rendered("abc", *spans).html == expected


def test_line_breaks_are_breaks_but_not_within_code_and_not_around_blocks() -> None:
    plain = "a\nb\nc\nd\ne"
    block = span("c\nd", Style.PREFORMATTED, plain, language="python")
    assert rendered(plain, block).html == 'a<br>b<pre><code class="language-python">c\nd</code></pre>e'


@pytest.mark.parametrize("language", ['"><script>', "", None, "x" * 51])
def test_only_a_sane_language_is_named(language: str | None) -> None:
    html = rendered("x", Span(start=0, end=1, style=Style.PREFORMATTED, language=language)).html
    assert html == "<pre><code>x</code></pre>"


def test_a_mention_is_a_pill_and_is_announced() -> None:
    plain = "@bora hello"
    assert rendered(plain, span("@bora", Style.MENTION, plain, person=BORA)) == Rendered(
        plain, f"{PILL} hello", (ghost(BORA),)
    )


def test_mentioning_nobody_known_is_plain_text() -> None:
    assert rendered("@eve", span("@eve", Style.MENTION, "@eve")).html is None


def test_a_link_leads_somewhere_and_the_body_says_where() -> None:
    link = span("here", Style.LINK, "look here", url="https://example.org/?a=1&b=2")
    assert rendered("look here", link) == Rendered(
        "look here (https://example.org/?a=1&b=2)", 'look <a href="https://example.org/?a=1&amp;b=2">here</a>'
    )


def test_a_link_that_shows_its_address_does_not_repeat_it() -> None:
    plain = "example.org"
    assert rendered(plain, span(plain, Style.LINK, plain, url="https://example.org/")).body == plain


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:x",
        "data:text/html,x",
        "tg://user?id=1",
        "http://a b",
        'https://x"y',
        "//x",
        "",
        "https://\u202egro.elpmaxe",
        "vbscript:x",
        "https://" + "x" * LONGEST,
    ],
)
def test_an_unsafe_address_is_no_link(url: str) -> None:
    assert safe_link(url) is None


def test_an_unsafe_address_stays_visible() -> None:
    shown = with_unsafe_links_shown(text("click me", span("click", Style.LINK, "click me", url="javascript:x")))
    assert shown.plain == "click (javascript:x) me"
    assert rendered(shown.plain, *shown.spans).html is None


def test_a_quote_is_marked_in_the_body() -> None:
    plain = "he said a\nb and left"
    assert rendered(plain, span("a\nb", Style.QUOTE, plain)).body == "he said \n> a\n> b\n and left"


def test_a_custom_emoji_shows_its_picture_and_says_its_words() -> None:
    around = surroundings(uploads={PHOTO: upload("image/webp")})
    emoji = Span(start=0, end=1, style=Style.CUSTOM_EMOJI, media=PHOTO)
    expected = '<img data-mx-emoticon src="mxc://example.org/beach" height="32" alt="&quot;">'
    assert rendered('"', emoji, around=around).html == expected


def test_a_custom_emoji_without_its_picture_is_text() -> None:
    emoji = Span(start=0, end=1, style=Style.CUSTOM_EMOJI, media=PHOTO)
    assert rendered("😀", emoji).html is None
    assert rendered("😀", emoji, around=surroundings(uploads={PHOTO: upload("video/webm")})).html is None


def test_an_edited_text_is_marked_in_html_only() -> None:
    assert rendered("a\nb", edited=True) == Rendered("a\nb", "a<br>b <sup>(edited)</sup>")


def test_two_spans_of_one_style_are_one_element() -> None:
    spans = Span(start=0, end=2, style=Style.BOLD), Span(start=0, end=2, style=Style.BOLD)
    assert rendered("ab", *spans).html == "<strong>ab</strong>"


def test_a_link_holds_no_mention_and_a_block_of_code_no_code() -> None:
    link = Span(start=0, end=5, style=Style.LINK, url="https://example.org")
    pill = Span(start=0, end=5, style=Style.MENTION, person=BORA)
    assert rendered("@bora", pill, link).html == '<a href="https://example.org">@bora</a>'
    spans = Span(start=0, end=1, style=Style.CODE), Span(start=0, end=1, style=Style.PREFORMATTED)
    assert rendered("x", *spans).html == "<pre><code>x</code></pre>"
