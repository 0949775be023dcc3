"""Telegram's identifiers, in the one form that all versions of the export agree on: ``user1``, ``chat2``, ``channel3``.

Exports before 2021 number peers with one integer: users below 2³², basic groups from 2³², channels and supergroups
from 2·2³². For a while after, and still in some fields, the kind stands from bit 48 upwards. The Bot API, and tools
that follow it, write groups as ``-<id>`` and channels as ``-100<id>``.
"""

from __future__ import annotations

import hashlib
import re

from bridge.model.ids import ChatId, MessageId, PersonId
from bridge.sources.telegram.record import whole

FORBIDDEN = frozenset({"user777000", "user42777"})
"""Telegram's own accounts that send login codes. Whoever reads those can take over the exporter's account."""

VERIFICATION_CODES = "verification_codes"
"""The type of the chat in which other services send their codes."""

CHAT_SHIFT = 2**32
CHANNEL_SHIFT = 2 * 2**32
_KIND_BITS = 48
_KINDS = ("user", "chat", "channel")
_BOT_API_CHANNELS = 10**12
_WRITTEN = re.compile(r"(user|chat|channel)0*(\d{1,19})", re.ASCII)


def peer(value: object) -> str | None:
    """A person, group or channel as ``user1``, ``chat2`` or ``channel3``; None when the value is no such thing."""
    if isinstance(value, str) and (written := _WRITTEN.fullmatch(value)):
        return written[1] + written[2]
    number = whole(value)
    return _numbered(number) if number else None


def _numbered(number: int) -> str | None:
    if number < 0:
        return _bot_api(-number)
    if number >> _KIND_BITS:
        kind, bare = number >> _KIND_BITS, number & (2**_KIND_BITS - 1)
        return f"{_KINDS[kind]}{bare}" if kind < len(_KINDS) else None
    if number >= CHANNEL_SHIFT:
        return f"channel{number - CHANNEL_SHIFT}"
    return f"chat{number - CHAT_SHIFT}" if number >= CHAT_SHIFT else f"user{number}"


def _bot_api(number: int) -> str:
    return f"channel{number - _BOT_API_CHANNELS}" if number > _BOT_API_CHANNELS else f"chat{number}"


def bare_chat(prefix: str, number: int, *, shifted: bool) -> int:
    """A chat's own number, from the form in which its ``id`` field has it.

    ``shifted``: the export is of the kind that adds 2³² to the number of a basic group. No channel is numbered as
    high as the shift of channels, so there it shows.
    """
    if number < 0:
        number = -number - (_BOT_API_CHANNELS if -number > _BOT_API_CHANNELS else 0)
    if prefix == "channel" and number >= CHANNEL_SHIFT:
        return number - CHANNEL_SHIFT
    if prefix == "chat" and shifted and number >= CHAT_SHIFT:
        return number - CHAT_SHIFT
    return number


def person_by_name(chat: ChatId, name: str) -> PersonId:
    """Somebody of whom the export gives no number: the same name in the same chat is the same stranger."""
    return PersonId("name" + _digest(chat, name))


def chat_by_name(name: str) -> ChatId:
    """A chat whose number the export does not give."""
    return ChatId("name" + _digest(name))


def part_of_message(message: MessageId, part: int) -> MessageId:
    """The id of one of several things in one message (a long post with pictures), counted from 1."""
    return message if part == 1 else MessageId(f"{message}/{part}")


def _digest(*words: str) -> str:
    return hashlib.sha256("\0".join(words).encode("utf-8", "surrogatepass")).hexdigest()[:20]
