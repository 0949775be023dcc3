"""What the bot remembers of its talks with people, in memory only: the open question, the picture to be scanned."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field

from bridge.commands.answers import Question
from bridge.commands.services import ChatEntry
from bridge.commands.voice import Speaker
from bridge.matrix.events import EventId, RoomId, UserId


@dataclass(frozen=True)
class Scan:
    """A picture that waits to be scanned, in a task; ``picture`` is its message."""

    picture: EventId
    task: asyncio.Task[None]
    abandon: Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Later:
    """A question that waits until another one is answered; ``instead``: the message in whose place it comes."""

    question: Question
    speaker: Speaker
    instead: EventId | None


@dataclass
class Talk:
    """A talk with one person in one room."""

    user: UserId
    room: RoomId
    question: Question | None = None
    scan: Scan | None = None
    expiry: asyncio.Task[None] | None = None
    """Ends what is open, once nobody answers."""
    speaker: Speaker | None = None
    """Who has asked what is open."""
    later: deque[Later] = field(default_factory=deque)
    shown: tuple[ChatEntry, ...] = ()
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def is_linking(self) -> bool:
        """Is an account being linked here?"""
        return self.scan is not None or (self.question is not None and self.question.linking)

    @property
    def wants_secret(self) -> bool:
        """Is whatever comes next a secret?"""
        return self.question is not None and self.question.secret

    @property
    def is_open(self) -> bool:
        """Is anything asked?"""
        return self.question is not None or self.scan is not None


class Talks:
    """All of them."""

    def __init__(self) -> None:
        self._talks: dict[tuple[UserId, RoomId], Talk] = {}

    def of(self, user: UserId, room: RoomId) -> Talk:
        """The talk with this person in this room; a new one, if there was none."""
        return self._talks.setdefault((user, room), Talk(user, room))

    def is_linking(self, user: UserId) -> bool:
        """Is this person linking an account, wherever?"""
        return any(talk.is_linking for talk in self if talk.user == user)

    def in_room(self, room: RoomId) -> list[Talk]:
        """The talks in a room."""
        return [talk for talk in self if talk.room == room]

    def __iter__(self) -> Iterator[Talk]:
        return iter(list(self._talks.values()))

    def forget(self, room: RoomId) -> None:
        """Nobody talks there any more."""
        self._talks = {key: talk for key, talk in self._talks.items() if talk.room != room}
