"""One stretch of time of two exports: which items of the one are which of the other.

From what is certain to what is likely: same words in the same moment and in order; then, where both exports have all
that is around, what comes a minute earlier or in another order; then what looks otherwise because it was edited,
deleted, or lacks its file. What is in doubt stays two items, since losing one is worse than doubling it.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, islice, takewhile

from bridge.store.aligning.clocks import DRIFT
from bridge.store.aligning.longest import Common, ascending
from bridge.store.aligning.namesakes import Namesakes
from bridge.store.aligning.signs import Form, Sign
from bridge.store.aligning.variants import Variation, variation

AROUND = 15
"""How many neighbours on either side tell whether an export has everything there."""
MANY = 2_500
"""Where more is left over in one place, nothing is certain there."""
_FARTHEST = 50
"""Among how many with the same words the one of the same person is looked for."""
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
        likely = list(self._likely())
        whole = _Whole(self, likely)
        for index, other in likely:
            if whole.around(index, other):
                self._join(index, other)
        for gap in list(self._gaps()):
            self._pair_variants(*gap, whole)
        self._pair_crossed(whole)

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
            queue = waiting[self.staged[index].likeness]
            while queue and self.known[queue[0]].time < self.staged[index].time - self.precision - DRIFT:
                queue.popleft()
            nearby = takewhile(lambda other: self._is_near(index, other), islice(queue, _FARTHEST))  # noqa: B023 - used up at once
            found = next((other for other in nearby if self._alike(index, other)), None)
            if found is not None:
                queue.remove(found)
                yield index, found

    def _is_near(self, index: int, other: int) -> bool:
        return abs(self.staged[index].time - self.known[other].time) <= self.precision + DRIFT

    def _gaps(self) -> Iterator[tuple[list[int], list[int]]]:
        """What is left on both sides between neighbours that are paired in order."""
        matched = [index for index, partner in enumerate(self.partners) if partner >= 0]
        firm = [matched[position] for position in ascending([self.partners[index] for index in matched])]
        for before, after in zip([-1, *firm], [*firm, len(self.staged)], strict=True):
            mine = [index for index in range(before + 1, after) if self.partners[index] < 0]
            if mine:
                first = self.partners[before] + 1 if before >= 0 else 0
                last = self.partners[after] if after < len(self.staged) else len(self.known)
                theirs = [other for other in range(first, last) if self.owners[other] < 0]
                yield mine, theirs

    def _pair_variants(self, mine: Sequence[int], theirs: list[int], whole: _Whole) -> None:
        """In order, each with the first that may be the same."""
        if len(mine) * len(theirs) > MANY:
            return
        for index in mine:
            found = next((at for at, other in enumerate(theirs) if self._is_variant(index, other, whole)), None)
            if found is not None:
                self._join(index, theirs[found])
                theirs = theirs[found + 1 :]

    def _pair_crossed(self, whole: _Whole) -> None:
        """What looks otherwise and came in another order, where both sides have all that is around."""
        others = deque(other for other, owner in enumerate(self.owners) if owner < 0)
        for index, partner in enumerate(self.partners):
            if partner >= 0:
                continue
            while others and self.known[others[0]].time < self.staged[index].time - self.precision - DRIFT:
                others.popleft()
            nearby = islice(others, _FARTHEST)
            found = next((other for other in nearby if self._is_crossed(index, other, whole)), None)
            if found is not None:
                self._join(index, found)
                others.remove(found)

    def _is_crossed(self, index: int, other: int, whole: _Whole) -> bool:
        forms = {self.staged[index].form, self.known[other].form}
        return forms != {Form.WORDS} and whole.around(index, other) and self._is_variant(index, other, whole)

    def _is_variant(self, index: int, other: int, whole: _Whole) -> bool:
        one, two = self.staged[index], self.known[other]
        is_now = one.time // self.precision == two.time // self.precision
        if not (is_now or self._is_near(index, other)) or not self.namesakes.may_be(one.sender, two.sender):
            return False
        is_whole = whole.around(index, other)
        varies = variation(one, two, whole=is_whole) if is_now or is_whole else None
        if varies is not None:
            self.variations[index] = varies
        return varies is not None


class _Whole:
    """Where both exports have everything: there, what is left over on both sides is likely the same.

    Only words count, since each format tells events in its own way.
    """

    def __init__(self, block: Block, likely: Sequence[tuple[int, int]]) -> None:
        mine, theirs = list(block.partners), list(block.owners)
        for index, other in likely:
            mine[index], theirs[other] = other, index
        self._mine, self._theirs = _Sums.of(block.staged, mine), _Sums.of(block.known, theirs)

    def around(self, index: int, other: int) -> bool:
        """Do nearly all neighbours of these two have a partner?"""
        return self._mine.mostly(index) and self._theirs.mostly(other)


@dataclass(frozen=True, slots=True)
class _Sums:
    """How many items with words there are up to each position, and how many of them have a partner."""

    all: Sequence[int]
    paired: Sequence[int]

    @classmethod
    def of(cls, signs: Sequence[Sign], partners: Sequence[int]) -> _Sums:
        words = [one.form is Form.WORDS for one in signs]
        paired = [has and partner >= 0 for has, partner in zip(words, partners, strict=True)]
        return cls(list(accumulate(words, initial=0)), list(accumulate(paired, initial=0)))

    def mostly(self, index: int) -> bool:
        first, last = max(0, index - AROUND), min(len(self.all) - 1, index + AROUND + 1)
        neighbours, paired = (
            sums[last] - sums[first] - (sums[index + 1] - sums[index]) for sums in (self.all, self.paired)
        )
        return paired >= max(_FEWEST, _WHOLE * neighbours)


def _by_moment(signs: Sequence[Sign], partners: Sequence[int], precision: int) -> dict[int, list[int]]:
    moments: dict[int, list[int]] = {}
    for index, (one, partner) in enumerate(zip(signs, partners, strict=True)):
        if partner < 0:
            moments.setdefault(one.time // precision, []).append(index)
    return moments


def _senders(signs: Sequence[Sign]) -> set[str]:
    return {one.sender for one in signs if one.sender is not None}
