"""Asking Telegram for messages: by number, or a page of a chat's history, oldest first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from telethon.tl import functions, types

from bridge.errors import NetworkRefused
from bridge.sources.telegram.live.line import Line
from bridge.sources.telegram.live.peers import NEVER, name_of

PAGE = 100
"""As many messages as Telegram gives at once."""

Ask = Callable[[Any], Awaitable[Any]]


async def by_number(line: Line, chat: str, numbers: Sequence[int]) -> Any:
    """These messages, at most a hundred (Telegram's limit); those that are gone come as ``MessageEmpty``, or not at all."""
    refuse_codes(chat)
    wanted = [types.InputMessageID(number) for number in numbers]
    if chat.startswith("channel"):
        return await line.ask(functions.channels.GetMessagesRequest(channel_of(await line.peer(chat)), wanted))
    return await line.ask(functions.messages.GetMessagesRequest(wanted))


def refuse_codes(chat: str) -> None:
    """Raises NetworkRefused of chats in which login codes arrive, before anything of them is asked for."""
    if chat in NEVER:
        raise NetworkRefused("Login codes arrive in this chat; it is never read.", code="NEVER_READ")


async def page_from(ask: Ask, peer: Any, number: int) -> Any:
    """The messages from this number on, as far as a page reaches.

    Where there are fewer, Telegram fills the page with older ones.
    """
    return await ask(
        functions.messages.GetHistoryRequest(
            peer=peer,
            offset_id=max(number, 1),
            offset_date=None,
            add_offset=-PAGE,
            limit=PAGE,
            max_id=0,
            min_id=0,
            hash=0,
        )
    )


def in_order(answer: Any, chat: str) -> list[Any]:
    """The chat's messages in an answer, oldest first; also those that are empty."""
    ours = (message for message in answer.messages if message.peer_id is None or name_of(message.peer_id) == chat)
    return sorted(ours, key=lambda message: message.id)


def channel_of(peer: Any) -> Any:
    """The InputChannel of an InputPeerChannel."""
    return types.InputChannel(peer.channel_id, peer.access_hash)
