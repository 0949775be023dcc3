import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model.text import Style
from bridge.sources.google_chat import markup
from bridge.sources.google_chat.people import People
from bridge.sources.google_chat.words import read

BOLD = {"format_type": "BOLD"}


def bold(start, length):
    return {"start_index": start, "length": length, "format_metadata": BOLD}


def decorated(text):
    return [(text.plain[span.start : span.end], span.style) for span in text.spans]


def test_places_count_utf16_units():
    assert decorated(read("😀😀 bold", [bold(5, 4)], People())) == [("bold", Style.BOLD)]


def test_hidden_signs_vanish_and_the_rest_stays_in_place():
    hidden = [{"start_index": at, "length": 1, "format_metadata": {"format_type": "HIDDEN"}} for at in (0, 5)]
    text = read("*bold* x", [*hidden, bold(1, 4)], People())
    assert (text.plain, decorated(text)) == ("bold x", [("bold", Style.BOLD)])


@pytest.mark.parametrize(
    "kind", [7, None, [], {"start_index": "x", "length": {}}, {"start_index": 9**30, "length": 9**30}]
)
def test_an_annotation_that_makes_no_sense_changes_nothing(kind):
    assert read("words", [kind], People()).plain == "words"


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("*a* _b_ ~c~", [("a", Style.BOLD), ("b", Style.ITALIC), ("c", Style.STRIKETHROUGH)]),
        ("2*3*4 and snake_case_name", []),
        ("* a *", []),
        ("<https://example.org|here>", [("here", Style.LINK)]),
        ("`*a*`", [("*a*", Style.CODE)]),
        ("*a _b* c_", [("a _b", Style.BOLD)]),
    ],
)
def test_signs_around_words_are_read(typed, read_as):
    assert decorated(markup.read(typed)) == read_as


@given(st.text(alphabet="*_~`<>|ab \n😀", max_size=60))
def test_spans_lie_inside_whatever_was_typed(typed):
    text = markup.read(typed)
    assert all(0 <= span.start < span.end <= len(text.plain) for span in text.spans)
