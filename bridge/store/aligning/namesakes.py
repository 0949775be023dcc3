"""Who of one export is who of the other, as far as what they said tells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

_SAME_ID = 1.5
"""How many votes it takes to believe that one id names two people."""


class Namesakes:
    """Learns from items that are surely the same."""

    def __init__(self) -> None:
        self._votes: defaultdict[tuple[str, str], float] = defaultdict(float)
        self._ours: dict[str, str] = {}
        self._taken: set[str] = set()

    def learn(self, seen: Mapping[tuple[str, str], float], theirs: Collection[str], ours: Collection[str]) -> None:
        """``seen``: how often (their person, our person) said the same; the others are all who said anything."""
        for pair, weight in seen.items():
            self._votes[pair] += weight
        for person in set(theirs) & set(ours):
            self._votes[person, person] = max(self._votes[person, person], _SAME_ID)
        best: dict[str, tuple[float, str]] = {}
        for (one, other), votes in self._votes.items():
            best[one] = max(best.get(one, (0, "")), (votes, other))
        self._ours = {one: other for one, (_, other) in best.items()}
        self._taken = set(self._ours.values())

    def may_be(self, theirs: str | None, ours: str | None) -> bool:
        """Can these two be one person? Whoever is not known yet may be anybody who is not somebody else."""
        if theirs is None or ours is None:
            return True
        known = self._ours.get(theirs)
        return known == ours if known is not None else ours not in self._taken
