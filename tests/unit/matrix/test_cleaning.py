import unicodedata

import pytest
from hypothesis import given

from bridge.matrix.cleaning import clean, clean_line, clean_name, clean_text, count_unclean
from bridge.model.text import Span, Style, Text
from tests.strategies import texts, words


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\0b", "a␀b"),
        ("a\x1b[31mb", "a␛[31mb"),
        ("a\x7fb", "a␡b"),
        ("a\x9fb", "a\ufffdb"),
        ("a\ud83db", "a\ufffdb"),
        ("\ud83d\ude00", "😀"),
        ("a\u202eb\u202c", "ab"),
        ("\u2066a\u2069", "a"),
        ("a\r\nb\rc\x0bd\u0085e", "a\nb\nc\nd\ne"),
        ("a\U000e0041\U000e0042", "a"),
        ("\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", None),
        ("می\u200cخواهم\u200f", None),
        ("👩\u200d👩\u200d👧", None),
        ("\tcode\n", None),
    ],
)
def test_text_is_cleaned_of_what_harms_and_of_nothing_else(before: str, after: str | None) -> None:
    assert clean(before) == (before if after is None else after)


@given(words())
def test_clean_text_is_valid_unicode_and_stays_as_it_is(plain: str) -> None:
    once = clean(plain)
    assert once.encode().decode() == clean(once)
    assert count_unclean(once) == 0


@given(words())
def test_a_clean_text_counts_nothing_and_each_harmful_character_counts_once(plain: str) -> None:
    assert count_unclean(f"{clean(plain)}\0 \ud83d \u202e") == 3


def test_other_line_breaks_and_halves_of_a_pair_are_not_counted() -> None:
    assert count_unclean("a\r\nb\x0bc\ud83d\ude00") == 0


@given(texts())
def test_spans_stay_with_their_characters(text: Text) -> None:
    tidy = clean_text(text)
    assert tidy.plain == clean(text.plain)
    assert all(0 <= span.start < span.end <= len(tidy.plain) for span in tidy.spans)


def test_a_span_behind_something_removed_moves_with_its_words() -> None:
    text = Text("\u202eab\r\ncd", (Span(start=5, end=7, style=Style.BOLD),))
    (span,) = clean_text(text).spans
    assert clean_text(text).plain[span.start : span.end] == "cd"


def test_a_span_around_something_removed_is_dropped() -> None:
    assert clean_text(Text("a\u202e", (Span(start=1, end=2, style=Style.BOLD),))).spans == ()


def test_a_line_has_no_breaks() -> None:
    assert clean_line(" a\n\tb\0 ") == "a b␀"


@given(words())
def test_a_name_is_one_visible_line(name: str) -> None:
    tidy = clean_name(name)
    assert tidy == tidy.strip()
    assert unicodedata.is_normalized("NFC", tidy)
    assert not any(unicodedata.category(letter) in ("Cc", "Zl", "Zp", "Cs") for letter in tidy)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A\u200bn\u200fna", "Anna"),
        ("Anna 👩\u200d💻", "Anna 👩\u200d💻"),
        ("a\u200db", "ab"),
        ("\u3164\u2800", ""),
        ("Ame\u0301lie", "Amélie"),
        ("Anna\nadmin", "Anna admin"),
    ],
)
def test_a_name_loses_what_nobody_can_see(before: str, after: str) -> None:
    assert clean_name(before) == after
