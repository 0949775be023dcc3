"""One stretch of time of two exports: which items of the one are which of the other.

From what is certain to what is likely: same words in the same moment and in order; then, where both exports have all
that is around, what comes a minute earlier or in another order; then what looks otherwise because it was edited,
deleted, or lacks its file. What is in doubt stays two items, since losing one is worse than doubling it.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from bridge.store.aligning.clocks import SLACK
from bridge.store.aligning.longest import Common
from bridge.store.aligning.namesakes import Namesakes
from bridge.store.aligning.signs import Sign
from bridge.store.aligning.variants import Variation, variation

AROUND = 10
"""How many neighbours on either side tell whether an export has everything there."""
MANY = 2_500
"""Where more could be compared in one moment, nothing is certain."""
_SHORT = 0.25
"""What words that tell little are worth, of words that tell who is who."""
_WHOLE = 0.9
_FEWEST = 8


@dataclass(slots=True)
class Block:
    """Both sides in the order of time, by one clock. ``precision`` of the coarser side, ms.

    ``partners`` has for each staged item its position in ``known``, or -1; ``owners`` the other way round.
    """

    staged: Sequence[Sign]
    known: Sequence[Sign]
    precision: int
    namesakes: Namesakes
    partners: list[int] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    variations: dict[int, Variation] = field(default_factory=dict)
    """By the staged item's position; those that are not here look alike."""
    telling: int = 0
    """Pairs that say something telling, once on each side."""

    def __post_init__(self) -> None:
        self.partners = self.partners or [-1] * len(self.staged)
        self.owners = self.owners or [-1] * len(self.known)

    def align(self) -> None:
        """Find the partners of those that have none yet."""
        moments = list(self._moments())
        self._learn(moments)
        for mine, theirs in moments:
            self._pair_alike(mine, theirs)
        certain = list(self.partners)
        likely = list(self._likely())
        whole = _Whole(self, likely)
        for index, other in likely:
            if whole.around(index, other):
                self._join(index, other)
        for mine, theirs in moments:
            self._pair_variants(mine, theirs, certain, whole)

    def _join(self, index: int, other: int) -> None:
        self.partners[index], self.owners[other] = other, index

    def _moments(self) -> Iterator[tuple[list[int], list[int]]]:
        """What both sides have in one moment, as precisely as the coarser one knows it, without what is paired."""
        mine = _by_moment(self.staged, self.partners, self.precision)
        theirs = _by_moment(self.known, self.owners, self.precision)
        return ((indices, theirs[moment]) for moment, indices in mine.items() if moment in theirs)

    def _learn(self, moments: Sequence[tuple[list[int], list[int]]]) -> None:
        seen: defaultdict[tuple[str, str], float] = defaultdict(float)
        for mine, theirs in moments:
            for index, other in self._unique(mine, theirs):
                one, two = self.staged[index], self.known[other]
                if one.sender is not None and two.sender is not None:
                    seen[one.sender, two.sender] += 1 if one.telling else _SHORT
                    self.telling += one.telling
        self.namesakes.learn(seen, _senders(self.staged), _senders(self.known))

    def _unique(self, mine: Sequence[int], theirs: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Words that are said once on each side."""
        if len(mine) == len(theirs) == 1:
            if self.staged[mine[0]].likeness == self.known[theirs[0]].likeness:
                yield mine[0], theirs[0]
            return
        said = Counter(self.staged[index].likeness for index in mine)
        known = Counter(self.known[other].likeness for other in theirs)
        others = {self.known[other].likeness: other for other in theirs}
        for index in mine:
            likeness = self.staged[index].likeness
            if said[likeness] == known[likeness] == 1:
                yield index, others[likeness]

    def _alike(self, index: int, other: int) -> bool:
        one, two = self.staged[index], self.known[other]
        return (
            one.likeness == two.likeness and not one.contradicts(two) and self.namesakes.may_be(one.sender, two.sender)
        )

    def _pair_alike(self, mine: Sequence[int], theirs: Sequence[int]) -> None:
        alike = Common(self._alike, lambda index: self.staged[index].likeness, lambda other: self.known[other].likeness)
        for index, other in list(alike.pairs(mine, theirs)):
            self._join(index, other)

    def _likely(self) -> Iterator[tuple[int, int]]:
        """The same words about the same time, in whatever order: the n-th of them is the n-th."""
        waiting: defaultdict[str, deque[int]] = defaultdict(deque)
        for other, owner in enumerate(self.owners):
            if owner < 0:
                waiting[self.known[other].likeness].append(other)
        for index, partner in enumerate(self.partners):
            if partner >= 0:
                continue
            queue = waiting.get(self.staged[index].likeness)
            while queue and self.known[queue[0]].time < self.staged[index].time - self.precision - SLACK:
                queue.popleft()
            if queue and self._is_near(index, queue[0]) and self._alike(index, queue[0]):
                yield index, queue.popleft()

    def _is_near(self, index: int, other: int) -> bool:
        return abs(self.staged[index].time - self.known[other].time) <= self.precision + SLACK

    def _pair_variants(self, mine: Sequence[int], theirs: Sequence[int], certain: Sequence[int], whole: _Whole) -> None:
        """In one moment, between neighbours that are certain, in order."""
        left = [index for index in mine if self.partners[index] < 0]
        others = [other for other in theirs if self.owners[other] < 0]
        if not 0 < len(left) * len(others) <= MANY:
            return
        bounds = [(index, certain[index]) for index in mine if certain[index] >= 0]
        for index in left:
            lowest = max((other for one, other in bounds if one < index), default=-1)
            highest = min((other for one, other in bounds if one > index), default=len(self.known))
            found = self._variant(index, [other for other in others if lowest < other < highest], whole)
            if found is not None:
                others.remove(found)
                bounds.append((index, found))

    def _variant(self, index: int, others: Sequence[int], whole: _Whole) -> int | None:
        one = self.staged[index]
        for other in others:
            two = self.known[other]
            if self.namesakes.may_be(one.sender, two.sender):
                varies = variation(one, two, whole=whole.around(index, other))
                if varies is not None:
                    self._join(index, other)
                    self.variations[index] = varies
                    return other
        return None


class _Whole:
    """Where both exports have everything: there, what is left over on both sides is likely the same."""

    def __init__(self, block: Block, likely: Sequence[tuple[int, int]]) -> None:
        mine = [partner >= 0 for partner in block.partners]
        theirs = [owner >= 0 for owner in block.owners]
        for index, other in likely:
            mine[index] = theirs[other] = block.staged[index].telling or mine[index]
        self._mine, self._theirs = list(accumulate(mine, initial=0)), list(accumulate(theirs, initial=0))

    def around(self, index: int, other: int) -> bool:
        """Do nearly all neighbours of these two have a partner?"""
        return _mostly(self._mine, index) and _mostly(self._theirs, other)


def _mostly(sums: Sequence[int], index: int) -> bool:
    first, last = max(0, index - AROUND), min(len(sums) - 1, index + AROUND + 1)
    matched = sums[last] - sums[first] - (sums[index + 1] - sums[index])
    return matched >= max(_FEWEST, _WHOLE * (last - first - 1))


def _by_moment(signs: Sequence[Sign], partners: Sequence[int], precision: int) -> dict[int, list[int]]:
    moments: dict[int, list[int]] = {}
    for index, (one, partner) in enumerate(zip(signs, partners, strict=True)):
        if partner < 0:
            moments.setdefault(one.time // precision, []).append(index)
    return moments


def _senders(signs: Sequence[Sign]) -> set[str]:
    return {one.sender for one in signs if one.sender is not None}
