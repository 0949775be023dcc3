"""What saying an item gives: events without their numbers, and an honest account of what could not be said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from bridge.matrix.events import REDACTION_TYPE, Earlier, EventId, Role, Surroundings, UserId
from bridge.model.message import Message

DONE = "done"
UNSUPPORTED = "unsupported"
MISSING = "missing"

RESERVE = 400
"""Bytes of an event's content that are kept for what is added last: the source key."""


@dataclass(frozen=True, slots=True)
class MainEvent:
    """A relation to the event that other messages answer: the item's first message, else its first state event."""

    rel_type: str
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """One event of an item, before it is known which other events the item needs.

    ``time`` is given only where it is not the item's own; ``redacts``, ``target`` and ``key`` are as in ``Draft``.
    """

    sender: UserId
    type: str
    content: dict[str, Any]
    role: Role
    state_key: str | None = None
    relation: MainEvent | None = None
    time: int | None = None
    redacts: EventId | None = None
    target: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """An item's own events, and the outcome of saying it. ``losses`` are stable codes; ``reason`` is for people."""

    pieces: tuple[Piece, ...]
    losses: tuple[str, ...] = ()
    outcome: str = DONE
    reason: str = ""

    def then(self, other: Said) -> Said:
        """Both, one after the other; the first outcome that is not ``done`` counts."""
        worse = self if self.outcome != DONE else other
        return Said(self.pieces + other.pieces, self.losses + other.losses, worse.outcome, worse.reason)


def voice(item: Message, surroundings: Surroundings) -> UserId:
    """Who says it: the sender's ghost, or the bot when the source says nothing about who it was."""
    return surroundings.bot if item.sender is None else surroundings.ghosts[item.sender]


def state_voice(item: Message, surroundings: Surroundings) -> UserId:
    """Who changes the room: whoever did it on the network; among people the bot, since ghosts may not."""
    return surroundings.bot if surroundings.live else voice(item, surroundings)


def message_piece(sender: UserId, content: Mapping[str, Any], event_type: str = "m.room.message") -> Piece:
    """A message event. It says whom it mentions, if only nobody, so that no client looks for names in its body."""
    return Piece(sender, event_type, {"m.mentions": {}, **content}, Role.MESSAGE)


def state_piece(sender: UserId, event_type: str, content: Mapping[str, Any]) -> Piece:
    """A change of the room itself."""
    return Piece(sender, event_type, dict(content), Role.STATE, state_key="")


def redaction_piece(event: EventId, sender: UserId, surroundings: Surroundings, *, ours: bool) -> Piece:
    """Takes an event away: by whoever of us said it, or by the bot where they are not here, or are none of us."""
    redactor = sender if ours and sender in surroundings.joined else surroundings.bot
    return Piece(redactor, REDACTION_TYPE, {}, Role.REDACTION, redacts=event)


def redactions(earlier: Iterable[Earlier], surroundings: Surroundings) -> tuple[Piece, ...]:
    """Takes these events away, the first one first."""
    return tuple(redaction_piece(one.event_id, one.sender, surroundings, ours=one.ours) for one in earlier)


def fits(content: Mapping[str, Any], surroundings: Surroundings) -> bool:
    """Whether an event may have this content, with what is still to be added."""
    return len(msgspec.json.encode(content)) + RESERVE <= surroundings.content_limit
