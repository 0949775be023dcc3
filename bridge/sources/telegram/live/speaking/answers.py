"""What Telegram's answers say of a message that was just sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from telethon.tl import types

from bridge.model.ids import MessageId
from bridge.sources.telegram.live.speaking.errand import message_id

_NEW = types.UpdateNewMessage | types.UpdateNewChannelMessage


@dataclass(frozen=True)
class Said:
    """A message on Telegram. ``time`` in ms since 1970, UTC; None where an answer does not say."""

    number: int
    time: int | None = None


def said(answer: Any, random_id: int) -> Said | None:
    """The message that a request with this number has become; None when the answer does not tell."""
    if isinstance(answer, types.UpdateShortSentMessage):
        return Said(answer.id, milliseconds(answer.date))
    updates = list(_updates(answer))
    named = next((u.id for u in updates if isinstance(u, types.UpdateMessageID) and u.random_id == random_id), None)
    if named is None:
        return None
    times = (u.message.date for u in updates if isinstance(u, _NEW) and u.message.id == named)
    return Said(named, milliseconds(next(times, None)))


def notes(answer: Any) -> tuple[MessageId, ...]:
    """The messages that Telegram itself made of a request: ``Anna pinned a message``."""
    return tuple(message_id(u.message.id) for u in _updates(answer) if isinstance(u, _NEW))


def time_of_notes(answer: Any) -> int | None:
    """When the first of these was made, ms since 1970, UTC."""
    return next((milliseconds(u.message.date) for u in _updates(answer) if isinstance(u, _NEW)), None)


def milliseconds(date: datetime | None) -> int | None:
    """A time of Telegram, which counts whole seconds."""
    return int(date.timestamp()) * 1000 if date else None


def _updates(answer: Any) -> Iterator[Any]:
    if isinstance(answer, types.messages.InvitedUsers):
        yield from _updates(answer.updates)
    elif isinstance(answer, types.Updates | types.UpdatesCombined):
        yield from answer.updates
    elif isinstance(answer, types.UpdateShort):
        yield answer.update
