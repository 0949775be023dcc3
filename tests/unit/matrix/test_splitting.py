import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.matrix.cleaning import clean_text
from bridge.matrix.splitting import best_border, is_border, split
from bridge.model.text import Text
from tests.strategies import texts


def parts(plain: str, most: int) -> list[str]:
    return [part.plain for part in split(Text(plain), lambda part: len(part.plain) <= most)]


@given(texts(200).map(clean_text), st.integers(1, 50))
def test_the_parts_are_the_whole_text(text: Text, most: int) -> None:
    pieces = list(split(text, lambda part: len(part.plain) <= most))
    assert "".join(piece.plain for piece in pieces) == text.plain
    assert all(0 < len(piece.plain) <= most for piece in pieces)


@given(texts(200).map(clean_text), st.integers(1, 50))
def test_decorations_are_carried_over(text: Text, most: int) -> None:
    covered = {(span.style, place) for span in text.spans for place in range(span.start, span.end)}
    found, start = set(), 0
    for piece in split(text, lambda part: len(part.plain) <= most):
        found |= {(span.style, start + place) for span in piece.spans for place in range(span.start, span.end)}
        start += len(piece.plain)
    assert found == covered


@pytest.mark.parametrize(
    ("plain", "first"),
    [
        ("aaaa bbb\n\nccc ddd eee", "aaaa bbb\n\n"),
        ("aaaa bbb\nccc ddd eee", "aaaa bbb\n"),
        ("Aaaa. Bbb? Ccc ddd eee", "Aaaa. Bbb? "),
        ("aaaaaa bbbbbb cccc", "aaaaaa "),
        ("aaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaa"),
    ],
)
def test_a_text_is_cut_at_the_best_border(plain: str, first: str) -> None:
    assert parts(plain, 12)[0] == first


@pytest.mark.parametrize("whole", ["👩\u200d👩\u200d👧", "e\u0301", "👍🏽", "🇩🇪", "❤\ufe0f", "क्"])
def test_a_visible_character_is_not_torn_apart(whole: str) -> None:
    assert not any(is_border(whole + "a", place) for place in range(1, len(whole)))
    assert is_border(whole + "a", len(whole))
    assert parts("x" * 9 + whole + "y" * 9, 10)[0] == "x" * 9


def test_flags_in_a_row_are_cut_between_flags() -> None:
    flags = "🇩🇪🇫🇷🇮🇹"
    assert [is_border(flags, place) for place in range(1, 6)] == [False, True, False, True, False]


def test_a_character_of_endless_marks_is_cut_all_the_same() -> None:
    assert "".join(parts("e" + "\u0301" * 100, 10)) == "e" + "\u0301" * 100


def test_a_border_takes_at_least_one_character() -> None:
    assert best_border("a", "b") == 1


def test_what_never_fits_comes_one_by_one() -> None:
    assert [part.plain for part in split(Text("abc"), lambda _: False)] == ["a", "b", "c"]
