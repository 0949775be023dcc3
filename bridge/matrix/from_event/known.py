"""What an event refers to, and what the portal knows of that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bridge.model.ids import ChatId, MessageId, PersonId


class Was(StrEnum):
    """What an earlier event is."""

    MESSAGE = "message"
    """Anything that has a message of its own on the network: words, files, a notice of what happened."""
    POLL = "poll"
    REACTION = "reaction"
    VOTE = "vote"
    AMENDMENT = "amendment"
    """An edit, or anything else that has no message of its own."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """An earlier event that was carried over, whichever way it went.

    ``messages`` are the network's: the one that stands for it first, then those that it was split into. Of a reaction
    or a vote: the message that it is about. ``sender`` is who said it in Matrix. ``key`` is a reaction's.
    ``content`` is needed of a poll only: that of the event that began it.
    """

    was: Was
    messages: tuple[MessageId, ...]
    sender: str
    key: str | None = None
    content: Mapping[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> MessageId:
        """The network's message that stands for it."""
        return self.messages[0]

    @property
    def is_message(self) -> bool:
        """Can it be answered, edited, pinned?"""
        return self.was in (Was.MESSAGE, Was.POLL)


@dataclass(frozen=True, kw_only=True)
class Acquaintance:
    """Somebody in the room whom the network knows too: by their ghost, or by their linked account.

    ``name`` is what the network calls them, without its own name behind.
    """

    person: PersonId
    name: str


@dataclass(frozen=True, kw_only=True)
class Known:
    """All that understanding an event needs to know besides the event; prepared by the portal.

    What is absent is not known: an event that was not carried over, a user who is nobody on the network.
    """

    chat: ChatId
    targets: Mapping[str, Target] = field(default_factory=dict)
    """By event id."""
    people: Mapping[str, Acquaintance] = field(default_factory=dict)
    """By user id."""
    ours: frozenset[str] = frozenset()
    """Which of the users are the bot or ghosts: what they say came from the network."""
    given: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By message id: the keys with which this event's sender reacts at the moment, the oldest first; without this
    event's own."""
    before: Mapping[str, Any] | None = None
    """Of a state event that does not say it itself: the content of the same state before; empty: there was none."""
    room_suffix: str = ""
    """What stands behind the names of rooms and ghosts, and is not theirs on the network."""
