"""Finding a peer that this account has not met since it was linked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from telethon.tl import functions, types

from bridge.errors import NetworkRefused
from bridge.sources.telegram.live.peers import Peers, name_of, parts

PAGE = 100
MOST_PAGES = 50
"""Of the list of chats; whoever is in more than five thousand of them has to write in the chat first."""

Ask = Callable[[Any], Awaitable[Any]]


async def look_up(ask: Ask, peers: Peers, name: str, *, is_bot: bool) -> Any:
    """A peer, asked of Telegram: by its number alone, then in the account's list of chats. Raises NetworkRefused."""
    await _by_number(ask, name)
    found = await peers.find(name)
    if found is None and not is_bot:
        await _among_chats(ask, name)
        found = await peers.find(name)
    if found is None:
        raise NetworkRefused(f"This account has never met {name}.", code="PEER_ID_INVALID")
    return found


async def _by_number(ask: Ask, name: str) -> None:
    """Telegram knows bots' acquaintances, and everybody's contacts, without an access hash."""
    kind, number = parts(name)
    try:
        if kind == "user":
            await ask(functions.users.GetUsersRequest([types.InputUser(number, 0)]))
        else:
            await ask(functions.channels.GetChannelsRequest([types.InputChannel(number, 0)]))
    except NetworkRefused as refusal:
        if refusal.code not in {"CHANNEL_INVALID", "CHANNEL_PRIVATE", "USER_ID_INVALID", "PEER_ID_INVALID"}:
            raise


async def _among_chats(ask: Ask, name: str) -> None:
    """Page through the list of chats until it is there: every answer's peers are remembered."""
    offset: tuple[Any, int, Any] = (None, 0, types.InputPeerEmpty())
    for _ in range(MOST_PAGES):
        date, number, peer = offset
        answer = await ask(functions.messages.GetDialogsRequest(date, number, peer, PAGE, hash=0))
        if not answer.dialogs or name in {name_of(chat) for chat in (*answer.users, *answer.chats)}:
            return
        after = _end_of(answer)
        if isinstance(answer, types.messages.Dialogs) or after is None:
            return
        offset = after


def _end_of(answer: Any) -> tuple[Any, int, Any] | None:
    """Where the next page begins; None when this one does not say."""
    messages = {(name_of(message.peer_id), message.id): message for message in answer.messages}
    entities = {name_of(entity): entity for entity in (*answer.users, *answer.chats)}
    for dialog in reversed(answer.dialogs):
        name = name_of(dialog.peer)
        last = messages.get((name, dialog.top_message))
        if name is not None and last is not None and name in entities:
            return last.date, last.id, _as_input(name, entities[name])
    return None


def _as_input(name: str, entity: Any) -> Any:
    kind, number = parts(name)
    if kind == "chat":
        return types.InputPeerChat(number)
    make = types.InputPeerUser if kind == "user" else types.InputPeerChannel
    return make(number, entity.access_hash or 0)
