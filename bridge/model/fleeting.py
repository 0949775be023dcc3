"""What is true for a moment only: never stored, never said again."""

from __future__ import annotations

from msgspec import Struct

from bridge.model.ids import ChatId, MessageId, PersonId


class Typing(Struct, frozen=True, kw_only=True):
    """Somebody is typing, or no longer."""

    chat: ChatId
    person: PersonId
    active: bool = True


class ReadUpTo(Struct, frozen=True, kw_only=True):
    """Somebody has read a chat up to this message."""

    chat: ChatId
    person: PersonId
    message: MessageId
