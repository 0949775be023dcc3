from hypothesis import given
from hypothesis import strategies as st

from bridge.matrix.cleaning import clean_text
from bridge.matrix.composing import joined, lines, linked, part_of, styled, with_insertions
from bridge.model.text import Style, Text
from tests.strategies import texts
from tests.unit.matrix.cast import span, text


def decorated(one: Text) -> list[tuple[str, Style]]:
    return [(one.plain[each.start : each.end], each.style) for each in one.spans]


tidy_texts = texts().map(clean_text)


@given(st.lists(tidy_texts, max_size=4))
def test_joining_keeps_words_and_decorations(several: list[Text]) -> None:
    whole = joined(several)
    assert whole.plain == "".join(one.plain for one in several)
    assert decorated(whole) == [pair for one in several for pair in decorated(one)]


@given(tidy_texts, st.integers(0, 60))
def test_two_halves_make_the_whole(whole: Text, cut: int) -> None:
    halves = part_of(whole, 0, cut), part_of(whole, cut, len(whole.plain))
    assert joined(halves).plain == whole.plain
    assert all(0 <= each.start < each.end <= len(half.plain) for half in halves for each in half.spans)


def test_lines_leave_out_what_is_empty() -> None:
    assert lines([Text("a"), Text(), Text("b")]).plain == "a\nb"


def test_nothing_decorates_nothing() -> None:
    assert styled("", Style.BOLD) == linked("", "https://example.org") == Text()


def test_insertions_move_what_comes_behind_them_and_stay_outside_what_ends_there() -> None:
    plain = "one two"
    before = text(plain, span("one", Style.BOLD, plain), span("two", Style.CODE, plain))
    after = with_insertions(before, [(3, " (1)"), (7, "!")])
    assert after.plain == "one (1) two!"
    assert decorated(after) == [("one", Style.BOLD), ("two", Style.CODE)]
