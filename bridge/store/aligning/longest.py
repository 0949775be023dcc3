"""Sequences: what two have in common in order, and what of one sequence ascends."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

LARGEST = 250_000
"""How many comparisons are worth it; beyond, the n-th of those that look alike is the n-th."""

Same = Callable[[int, int], bool]
Look = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Common:
    """Finds what two sequences of numbers have in common. What is ``same`` looks the same."""

    same: Same
    mine_look: Look
    theirs_look: Look

    def pairs(self, mine: Sequence[int], theirs: Sequence[int]) -> Iterator[tuple[int, int]]:
        """As many pairs as can be, in order. Of equals the earlier ones are taken.

        Where everything happened at once, so that comparing all with all would take too long, the n-th that looks so
        is the n-th, in whatever order.
        """
        start, mine_end, theirs_end = 0, len(mine), len(theirs)
        while start < min(mine_end, theirs_end) and self.same(mine[start], theirs[start]):
            yield mine[start], theirs[start]
            start += 1
        while min(mine_end, theirs_end) > start and self.same(mine[mine_end - 1], theirs[theirs_end - 1]):
            mine_end, theirs_end = mine_end - 1, theirs_end - 1
            yield mine[mine_end], theirs[theirs_end]
        if start < min(mine_end, theirs_end):
            yield from self._inner(mine[start:mine_end], theirs[start:theirs_end])

    def _inner(self, mine: Sequence[int], theirs: Sequence[int]) -> Iterable[tuple[int, int]]:
        looks = {self.theirs_look(other) for other in theirs}
        seen = [one for one in mine if self.mine_look(one) in looks]
        return self._longest(seen, theirs) if len(seen) * len(theirs) <= LARGEST else self._nth(seen, theirs)

    def _longest(self, mine: Sequence[int], theirs: Sequence[int]) -> Iterator[tuple[int, int]]:
        equal = [[self.same(one, other) for other in theirs] for one in mine]
        lengths = [[0] * (len(theirs) + 1) for _ in range(len(mine) + 1)]
        for row in range(len(mine) - 1, -1, -1):
            for column in range(len(theirs) - 1, -1, -1):
                lengths[row][column] = (
                    lengths[row + 1][column + 1] + 1
                    if equal[row][column]
                    else max(lengths[row + 1][column], lengths[row][column + 1])
                )
        return ((mine[row], theirs[column]) for row, column in _walk(equal, lengths))

    def _nth(self, mine: Sequence[int], theirs: Sequence[int]) -> Iterator[tuple[int, int]]:
        waiting: defaultdict[str, deque[int]] = defaultdict(deque)
        for other in theirs:
            waiting[self.theirs_look(other)].append(other)
        for one in mine:
            queue = waiting[self.mine_look(one)]
            if queue and self.same(one, queue[0]):
                yield one, queue.popleft()


def ascending(values: Sequence[int]) -> list[int]:
    """The positions of a longest strictly ascending part of ``values``."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for position, value in enumerate(values):
        length = bisect_left(tails, value)
        before.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [value]
        ends[length : length + 1] = [position]
    found, position = [], ends[-1] if ends else -1
    while position >= 0:
        found.append(position)
        position = before[position]
    return found[::-1]


def _walk(equal: Sequence[Sequence[bool]], lengths: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    pairs, row, column = [], 0, 0
    while row < len(equal) and column < len(equal[row]):
        if equal[row][column]:
            pairs.append((row, column))
            row, column = row + 1, column + 1
        elif lengths[row + 1][column] >= lengths[row][column + 1]:
            row += 1
        else:
            column += 1
    return pairs
