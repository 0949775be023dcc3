"""By how much the clocks of two exports differ: time zones, and when they changed.

Whatever both exports have is evidence: each pair of items with the same words votes for the quarter of an hour by which
their times differ. The true difference gets a vote from every item that both have; chance spreads its votes.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple
from zlib import crc32

QUARTER = 900_000
"""Time zones are whole quarters of an hour apart, ms."""
FARTHEST = 27 * 3_600_000
"""From the zone farthest east to the one farthest west, with summer time, ms."""
DRIFT = 90_000
"""By how much two clocks of one zone may differ, ms."""
SAMPLE = 100_000
"""How many items of each side are looked at, about."""
_OFTENEST = 36
"""Words that could be paired in more ways than this are no evidence."""
_CANDIDATES = 6
_CHANGE = 3.0
"""How many votes it takes to believe that the difference changed."""
_PRIOR = 1.5
"""And to believe that there is one at all."""


class Vote(NamedTuple):
    """``time`` by the staged clock, ms; ``quarters``: by how many the known clock is ahead."""

    time: int
    quarters: int
    weight: float


@dataclass(frozen=True, slots=True)
class Clock:
    """What must be added to staged times, from when on (both in ms), ascending."""

    since: Sequence[int] = (0,)
    ahead: Sequence[int] = (0,)

    def known(self, time: int) -> int:
        """A staged time by the known clock."""
        return time + self.ahead[max(0, bisect_right(self.since, time) - 1)]

    @property
    def differs(self) -> bool:
        """Do the clocks ever differ?"""
        return any(self.ahead)


@dataclass(frozen=True, slots=True)
class Words:
    """What was said when, of about :data:`SAMPLE` items: by the hash of the words, so that both sides keep the same."""

    every: int
    """One in so many words is kept."""
    times: dict[int, array[int]] = field(default_factory=dict)

    def add(self, likeness: str, time: int) -> None:
        """Take note of an item."""
        key = crc32(likeness.encode("utf-8", "surrogatepass"))
        if key % self.every == 0:
            times = self.times.setdefault(key, array("q"))
            if len(times) <= _OFTENEST:
                times.append(time)


def one_in(items: int) -> int:
    """The ``every`` of :class:`Words` for sides with so many items."""
    return max(1, items // SAMPLE)


def compare(staged: Words, known: Words, precision: int) -> Clock:
    """The difference of the clocks; ``precision`` of the coarser one, ms."""
    votes = sorted(_votes(staged, known, min(precision + DRIFT, QUARTER // 2)))
    total: defaultdict[int, float] = defaultdict(float)
    for vote in votes:
        total[vote.quarters] += vote.weight
    commonest = sorted(total, key=lambda quarters: (-total[quarters], abs(quarters), quarters))[:_CANDIDATES]
    states = list(dict.fromkeys([0, *commonest]))
    return _steps(votes, _likeliest(votes, states)) if votes else Clock()


def _votes(staged: Words, known: Words, tolerance: int) -> Iterable[Vote]:
    for key in staged.times.keys() & known.times.keys():
        pairs, weight = _ways(staged.times[key], known.times[key])
        for time, other in pairs:
            quarters = round((other - time) / QUARTER)
            if abs(other - time) <= FARTHEST and abs(other - time - quarters * QUARTER) < tolerance:
                yield Vote(time, quarters, weight)


def _ways(mine: Sequence[int], theirs: Sequence[int]) -> tuple[Iterable[tuple[int, int]], float]:
    """Which items may be the same, and what each of these ways is worth."""
    if len(mine) == len(theirs) <= _OFTENEST:
        return zip(sorted(mine), sorted(theirs), strict=True), 1.0
    ways = len(mine) * len(theirs)
    return (product(mine, theirs), 1 / ways) if ways <= _OFTENEST else ((), 0.0)


def _likeliest(votes: Sequence[Vote], states: Sequence[int]) -> list[int]:
    """The difference at each vote, so that most votes are right and few changes are needed."""
    cost = [0.0 if state == 0 else _PRIOR for state in states]
    origins = []
    for vote in votes:
        best = min(range(len(states)), key=cost.__getitem__)
        origin = [state if cost[state] <= cost[best] + _CHANGE else best for state in range(len(states))]
        cost = [
            min(cost[state], cost[best] + _CHANGE) + (0.0 if states[state] == vote.quarters else vote.weight)
            for state in range(len(states))
        ]
        origins.append(origin)
    state = min(range(len(states)), key=cost.__getitem__)
    path = []
    for origin in reversed(origins):
        path.append(states[state])
        state = origin[state]
    return path[::-1]


def _steps(votes: Sequence[Vote], path: Sequence[int]) -> Clock:
    since, ahead, last = [votes[0].time], [path[0] * QUARTER], votes[0].time
    for vote, quarters in zip(votes, path, strict=True):
        if quarters * QUARTER != ahead[-1]:
            since.append((last + vote.time) // 2 + 1)
            ahead.append(quarters * QUARTER)
        if quarters == vote.quarters:
            last = vote.time
    return Clock(since, ahead)
