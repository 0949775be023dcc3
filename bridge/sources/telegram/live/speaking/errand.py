"""Something that is to be done on Telegram: what, where, and for whom."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from telethon import utils

from bridge.errors import NetworkRefused
from bridge.model.ids import ChatId, MessageId, PersonId
from bridge.model.message import Message
from bridge.sources.connector import Utterance
from bridge.sources.telegram.live.line import Line
from bridge.sources.telegram.live.peers import NEVER

_MESSAGE = re.compile(r"(\d{1,10})(?:/\d+)?", re.ASCII)
_PEER = re.compile(r"(user|chat|channel)(\d{1,19})", re.ASCII)


@dataclass(frozen=True)
class Errand:
    """An utterance, and the chat in which it is to be said as Telegram calls it (an InputPeer)."""

    line: Line
    utterance: Utterance
    peer: Any

    @property
    def item(self) -> Message:
        """What is to be said or done."""
        return self.utterance.item

    @property
    def in_channel(self) -> bool:
        """Is the chat a supergroup or a channel?"""
        return self.item.chat.startswith("channel")

    @property
    def in_small_group(self) -> bool:
        """Is the chat a basic group?"""
        return self.item.chat.startswith("chat")

    @property
    def channel(self) -> Any:
        """The chat as an InputChannel."""
        return utils.get_input_channel(self.peer)

    @property
    def group_number(self) -> int:
        """The number of a basic group."""
        return peer_number(self.item.chat)


async def begin(line: Line, utterance: Utterance) -> Errand:
    """Find the chat. Raises NetworkRefused where nobody must speak, or where this account cannot."""
    return Errand(line, utterance, await allowed_peer(line, utterance.item.chat))


async def allowed_peer(line: Line, chat: ChatId) -> Any:
    """A chat as an InputPeer. Raises NetworkRefused for chats that hold login codes."""
    if chat in NEVER:
        raise NetworkRefused("Login codes are sent in this chat; it is never bridged.", code="FORBIDDEN_CHAT")
    peer_number(chat)
    return await line.peer(chat)


async def user(line: Line, person: PersonId) -> Any:
    """A person as an InputUser. Raises NetworkRefused when this account has not met them."""
    if person in NEVER or not person.startswith("user"):
        raise NetworkRefused("This is nobody whom Telegram lets do that.")
    return utils.get_input_user(await line.peer(person))


def peer_number(name: str) -> int:
    """The number in ``user1``, ``chat2``, ``channel3``. Raises NetworkRefused when the name is none of these."""
    if found := _PEER.fullmatch(name):
        return int(found[2])
    raise NetworkRefused("This is not a chat or person of Telegram.")


def message_number(message: MessageId) -> int:
    """A message as Telegram counts it. Raises NetworkRefused when it never had a number there."""
    if number := numbered(message):
        return number
    raise NetworkRefused("This message is not on Telegram.")


def numbered(message: MessageId) -> int | None:
    """A message as Telegram counts it; None when it never had a number there."""
    found = _MESSAGE.fullmatch(message)
    return int(found[1]) if found else None


def message_id(number: int) -> MessageId:
    """The id of a message with this number."""
    return MessageId(str(number))
