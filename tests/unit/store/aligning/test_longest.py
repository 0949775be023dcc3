"""What two sequences have in common."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bridge.store.aligning import longest
from bridge.store.aligning.longest import Common, ascending

letters = st.text("ab", max_size=12)


def pairs(mine, theirs):
    return sorted(
        Common(lambda one, other: mine[one] == theirs[other], mine.__getitem__, theirs.__getitem__).pairs(
            range(len(mine)), range(len(theirs))
        )
    )


def length(mine, theirs):
    """As everybody knows it."""
    if not mine or not theirs:
        return 0
    if mine[0] == theirs[0]:
        return 1 + length(mine[1:], theirs[1:])
    return max(length(mine[1:], theirs), length(mine, theirs[1:]))


@given(letters, letters)
def test_as_much_as_can_be_is_found_in_order(mine, theirs):
    found = pairs(mine, theirs)
    assert len(found) == length(mine, theirs)
    assert [other for _, other in found] == sorted({other for _, other in found})
    assert all(mine[one] == theirs[other] for one, other in found)


def test_of_twins_the_first_is_the_first():
    assert pairs("aab", "ab") == [(0, 0), (2, 1)]


@given(letters, letters)
def test_where_all_at_once_is_too_much_the_nth_is_the_nth(mine, theirs):
    least, longest.LARGEST = longest.LARGEST, 0
    try:
        found = pairs(mine, theirs)
    finally:
        longest.LARGEST = least
    assert len(found) == sum(min(mine.count(letter), theirs.count(letter)) for letter in "ab")
    assert len({other for _, other in found}) == len(found)


@given(st.lists(st.integers(0, 9)))
def test_what_ascends_ascends_strictly(values):
    kept = [values[position] for position in ascending(values)]
    assert kept == sorted(set(kept))


def test_the_longest_part_that_ascends_is_taken():
    assert ascending([5, 1, 2, 9, 3]) == [1, 2, 4]
