"""Where in the gap an item lies: its time is its depth, so that whatever comes, and whenever, finds its place.

A millisecond has a thousand places. Most sources know only seconds or minutes, so items of the same moment follow each
other with some room between them, for those that another export may bring.
"""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable

from bridge.matrix.writing import Order, Taken

PLACES = 1_000
"""Depths of one millisecond."""
BEGINNING = 500
"""The first item of a moment lies in the middle of its millisecond: others may come before it."""
STEP = 2
"""From one event to the next: Synapse's ``/context`` does not see a neighbour that is nearer and was laid before."""
SPACING = 512
"""From one item to the next within a second, where the source knows no less than seconds."""
SHARE = 16
"""Of a hole between two items, the part that the next item between them leaves free before itself."""
LATEST = 2**52 // PLACES - 2
"""The latest time that has a place, ms since 1970: in the year 2112."""


class Depths:
    """Gives items their places, counted from the base of the gap; ``place`` is asked in the order of history."""

    def __init__(self) -> None:
        self._taken: defaultdict[int, list[Taken]] = defaultdict(list)
        self._moment: int | None = None

    def learn(self, taken: Iterable[Taken]) -> None:
        """Know besides what lies at some moments already, given in order."""
        for one in taken:
            _insert(self._taken[one.order[0]], one)

    def place(self, order: Order, count: int) -> int:
        """The depth of an item's first event; its ``count`` events follow in steps of ``STEP``.

        Between two that leave no room, all of them get the depth of the following one: what is laid later at the same
        depth is shown before it.
        """
        if self._moment is not None and self._moment != order[0]:
            self._taken.pop(self._moment, None)  # history goes on, and does not come back to it
        self._moment = order[0]
        neighbours = self._taken[order[0]]
        where = bisect([one.order for one in neighbours], order)
        depth = _between(order[0], count, neighbours[:where], neighbours[where:])
        neighbours.insert(where, Taken(order, depth, depth + STEP * (count - 1)))
        return depth


def _insert(neighbours: list[Taken], one: Taken) -> None:
    where = bisect([neighbour.order for neighbour in neighbours], one.order)
    if not where or neighbours[where - 1].order != one.order:
        neighbours.insert(where, one)


def _between(time: int, count: int, before: list[Taken], after: list[Taken]) -> int:
    floor = 1 + min(max(time, 0), LATEST) * PLACES
    if not after:
        return before[-1].last + _spacing(time) if before else floor + BEGINNING
    start = before[-1].last if before else floor
    earliest = start + max(STEP, (after[0].first - start) // SHARE)
    return earliest if earliest + STEP * count <= after[0].first else after[0].first


def _spacing(time: int) -> int:
    """A source that knows milliseconds rarely says many things in one, but what follows in the next is near."""
    return SPACING if time % PLACES == 0 else STEP
