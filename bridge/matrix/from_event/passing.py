"""What is true for a moment only: who is typing, and who has read how far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bridge.matrix.events import EventId, RoomId, UserId
from bridge.matrix.from_event.event import event_id, mapping, sequence, string, user_id, whole

_PUBLIC = "m.read"
"""The other kind, ``m.read.private``, is never told to anybody."""
_MAIN = "main"


@dataclass(frozen=True)
class TypingNow:
    """Everybody who is typing in a room at the moment; who is not named has stopped."""

    room: RoomId
    users: tuple[UserId, ...]


@dataclass(frozen=True, kw_only=True)
class Read:
    """Somebody has read a room, or one thread in it, up to this event. ``time`` in ms since 1970, where it is said."""

    room: RoomId
    user: UserId
    event: EventId
    thread: EventId | None = None
    time: int | None = None


def typing_of(event: Mapping[str, Any]) -> TypingNow | None:
    """Who is typing; None when the event tells something else."""
    if event.get("type") != "m.typing":
        return None
    users = map(user_id, sequence(mapping(event.get("content")).get("user_ids")))
    return TypingNow(RoomId(string(event.get("room_id"))), tuple(user for user in users if user is not None))


def read_up_to(event: Mapping[str, Any]) -> tuple[Read, ...]:
    """Who has read how far, as far as they let everybody know."""
    if event.get("type") != "m.receipt":
        return ()
    room = RoomId(string(event.get("room_id")))
    return tuple(
        _read(room, user, read, mapping(receipt)) for read, user, receipt in _receipts(mapping(event.get("content")))
    )


def _receipts(content: Mapping[str, Any]) -> Iterator[tuple[EventId, UserId, Any]]:
    for named, kinds in content.items():
        read = event_id(named)
        for name, receipt in mapping(mapping(kinds).get(_PUBLIC)).items():
            user = user_id(name)
            if read is not None and user is not None:
                yield read, user, receipt


def _read(room: RoomId, user: UserId, read: EventId, receipt: Mapping[str, Any]) -> Read:
    thread = receipt.get("thread_id")
    return Read(
        room=room,
        user=user,
        event=read,
        thread=None if thread == _MAIN else event_id(thread),
        time=whole(receipt.get("ts")),
    )
