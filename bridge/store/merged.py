"""What an export brought to a chat, and what was learned by laying it beside what is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

FEWEST = 5
"""So many items that are the same tell that it is one chat; one that says something telling counts for three."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sureness:
    """How sure it is that two exports are of one chat.

    ``overlap``: how many items the side with fewer of them has in the time that both cover; ``matched``: how many are
    the same; ``telling``: how many of those say something that is hardly said twice by chance.
    ``hours``: by how much the clock of the export had to be set forward, at its end.
    """

    overlap: int
    matched: int
    telling: int
    hours: float = 0.0

    @property
    def share(self) -> float:
        """Of the overlap, what is the same; 0 to 1."""
        return min(1.0, self.matched / self.overlap) if self.overlap else 0.0

    @property
    def is_sure(self) -> bool:
        """Need nobody be asked?"""
        enough = self.matched + 2 * self.telling >= FEWEST or (self.telling > 0 and self.share == 1.0)
        return enough and self.share >= 0.5

    @property
    def doubt(self) -> str:
        """Why nobody can be sure, in words for a person."""
        if not self.overlap:
            return "The two have no time in common, so nothing tells whether they are one chat."
        few = f"only {self.matched} of {self.overlap} items are the same in the time that both cover"
        if self.share >= 0.5:
            return f"They have too little in common to tell: {few}."
        return f"They may be two chats: {few} ({self.share:.0%})."


@dataclass(frozen=True, slots=True)
class Disagreement:
    """An item that two exports tell otherwise: the inbox's id, and what differs."""

    message: str
    what: str


@dataclass(frozen=True, slots=True)
class SamePerson:
    """``times`` times their person said what our person said."""

    theirs: str
    ours: str
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What an export brought to a chat, in rows; ``new + same`` is all that was staged.

    ``improved``: known, still waiting, and this export has a better body. ``changed_after_sent``: known and already
    said, but this export has a later edit or files that were missing; ``changed`` names the first of them, up to 1,000.
    ``late``: new, but older than what the room already holds: withheld, unless they were to be appended.
    ``foreign``: this export numbers the messages otherwise than the chat's inbox.
    ``sureness``: None where ids told which items are the same. ``disagreements`` counts by what differs;
    ``disagreeing`` names the first 20. ``people``: who said the same things, the most frequent first.
    """

    new: int
    same: int
    improved: int = 0
    changed_after_sent: int = 0
    changed: tuple[str, ...] = ()
    late: int = 0
    foreign: bool = False
    sureness: Sureness | None = None
    disagreements: Mapping[str, int] = field(default_factory=dict)
    disagreeing: tuple[Disagreement, ...] = ()
    people: tuple[SamePerson, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What laying two sequences beside each other found."""

    sureness: Sureness
    disagreements: Mapping[str, int]
    disagreeing: tuple[Disagreement, ...]
    people: tuple[SamePerson, ...]

    def told(self) -> Mapping[str, Any]:
        """As :class:`Merged` has it."""
        return {
            "sureness": self.sureness,
            "disagreements": self.disagreements,
            "disagreeing": self.disagreeing,
            "people": self.people,
        }
