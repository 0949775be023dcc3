"""HTML of somebody who means harm, or of a client that has gone mad."""

import random
import time

import pytest

from bridge.matrix.from_event.html_text import text_of_html
from bridge.matrix.from_event.layout import Layout
from tests.unit.matrix.from_event.cast import decorations, known, text_of

LONGEST = 65_536
PIECES = [
    *"<>/&;#='\" \n\r\t\f!?-[]xé😀\0\u202e\ud83d",
    *("<b>", "</b>", "<i", "</", "<!--", "-->", "<!", "<?", "<![CDATA[", "&#", "&#x", "&amp", "&lt;b&gt;"),
    *("<pre>", "</pre>", "<code class=language-a>", "<blockquote>", "</blockquote>", "<p>", "</p>", "<br>", "<br/>"),
    *("<ul>", "<ol start=99999999999>", "<li>", "</li>", "</ul>", "<table>", "<tr>", "<td>", "</table>", "<hr>"),
    *("<a href='https://matrix.to/#/@ghost_bora:example.org'>", "<a href='javascript:x'>", "<a href=", "</a>"),
    *("<span data-mx-spoiler='x'>", "<span data-mx-spoiler>", "</span>", "<mx-reply>", "</mx-reply>", "<script>"),
    *("</script>", "<img alt='x'>", "<img", "<title>", "word", "(Telegram)", " (Telegram)", "9" * 5000),
]
BAD_PATTERNS = [
    "<",
    "<a",
    "<a x='",
    '<a x=">',
    "<a x=\"> <a y='>",
    "<!--",
    "<!-->",
    "<![CDATA[",
    "<?",
    "<b>",
    "<b><i>",
    "</b>",
    "<li>",
    "<ul><li>",
    "<tr><td>",
    "<blockquote>",
    "<pre>\n",
    "<a href=x>",
    "<a / ",
    "<script>",
    "&#1",
    "&#" + "9" * 5000,
    " ",
    "\n ",
    "<br>",
    "<b " + "a='" * 600 + ">",
    "<b " + "a = " * 450 + ">",
    "<b" + "/" * 1900 + ">",
    "<span data-mx-spoiler=a>",
    "<a href='https://matrix.to/#/@ghost_bora:example.org'>x",
]


def test_ten_thousand_random_inputs_are_read_without_harm():
    chance, around = random.Random(5), known()
    for _ in range(10_000):
        markup = "".join(chance.choices(PIECES, k=chance.randrange(1, 25)))
        text = text_of_html(markup, around)
        if text is not None:
            text.plain.encode()
            assert all(0 <= span.start < span.end <= len(text.plain) for span in text.spans), markup


@pytest.mark.parametrize("pattern", BAD_PATTERNS)
def test_time_grows_no_faster_than_the_input(pattern):
    markup = (pattern * LONGEST)[:LONGEST]
    begun = time.process_time()
    text_of_html(markup, known())
    assert time.process_time() - begun < 2


def test_a_number_of_thousands_of_digits_is_text():
    number = "&#" + "9" * 5000 + ";"
    assert text_of(number).plain == number


def test_words_in_the_depth_stay_and_decorations_end_where_they_should():
    deep = "<i>" * 150 + "deep" + "</i>" * 150
    text = text_of(f"<b>{deep}</b>after")
    assert text.plain == "deepafter"
    assert decorations(text) == [("deep", "bold"), ("deep", "italic")]


def test_elements_below_the_hundredth_decorate_nothing():
    assert decorations(text_of("<div>" * 100 + "<b>x</b>")) == []
    assert decorations(text_of("<div>" * 99 + "<b>x</b>")) == [("x", "bold")]


@pytest.mark.parametrize("markup", ["", "<b></b>", " \n ", "<mx-reply>all", "<script>all", "<br><br>", "x" * 200_001])
def test_html_without_anything_to_see_is_none(markup):
    assert text_of_html(markup, known()) is None


def test_an_empty_layout_is_an_empty_text():
    assert Layout().build().plain == ""
