"""Who and what this account has met, with the access hashes that Telegram wants to see again."""

from __future__ import annotations

import struct
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import Any

from telethon.tl import types

from bridge.sources.connector import Memory
from bridge.sources.telegram.ids import FORBIDDEN

PREFIX = "peer/"
KEPT = 20_000
"""Peers whose hash is kept in memory, so that it is not written again."""
NEVER = FORBIDDEN | {"user489000"}
"""Chats in which codes are sent, Telegram's own and (user489000) those of other services: never asked for, never read."""
_HASH = struct.Struct(">q")


def name_of(peer: Any) -> str | None:
    """``user1``, ``chat2`` or ``channel3`` of any of Telethon's objects that names a peer, or is one."""
    if isinstance(peer, types.User | types.UserEmpty | types.UserFull):
        return f"user{peer.id}"
    if isinstance(peer, types.Channel | types.ChannelForbidden):
        return f"channel{peer.id}"
    if isinstance(peer, types.Chat | types.ChatForbidden | types.ChatEmpty):
        return f"chat{peer.id}"
    for field, kind in (("user_id", "user"), ("chat_id", "chat"), ("channel_id", "channel")):
        if (number := getattr(peer, field, None)) is not None:
            return f"{kind}{number}"
    return None


def parts(name: str) -> tuple[str, int]:
    """``("channel", 3)`` of ``channel3``."""
    kind = name.rstrip("0123456789")
    return kind, int(name[len(kind) :] or 0)


def input_peer(name: str, access_hash: int) -> Any:
    """The InputPeer of a name."""
    kind, number = parts(name)
    if kind == "chat":
        return types.InputPeerChat(number)
    return (types.InputPeerUser if kind == "user" else types.InputPeerChannel)(number, access_hash)


def sightings(answer: Any) -> Iterator[Any]:
    """Every user and chat in an answer, however it is built."""
    if isinstance(answer, list | tuple):
        for part in answer:
            yield from sightings(part)
    elif isinstance(answer, types.User | types.Channel | types.ChannelForbidden):
        yield answer
    else:
        for field in ("users", "chats", "user", "chat", "updates", "authorization"):
            part = getattr(answer, field, None)
            if part is not None and (field != "updates" or hasattr(part, "users")):
                yield from sightings(part)


def hashes(answer: Any) -> dict[str, bytes]:
    """The access hashes in an answer, as they are remembered. Those of people of whom it shows little only (``min``)
    would not be accepted, and are left out.
    """
    return {
        PREFIX + str(name_of(peer)): _HASH.pack(peer.access_hash)
        for peer in sightings(answer)
        if getattr(peer, "access_hash", None) is not None and not getattr(peer, "min", False)
    }


class Peers:
    """What is remembered of peers. Writes only what has changed, all of one answer in one commit."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    async def remember(self, answer: Any) -> None:
        """Write down the peers in an answer, before this returns."""
        changed = {key: value for key, value in hashes(answer).items() if self._kept.get(key) != value}
        if changed:
            await self._memory.remember(changed)
            self._keep(changed.items())

    async def find(self, name: str) -> Any | None:
        """A peer that was met, as an InputPeer; None when it never was."""
        if parts(name)[0] == "chat":
            return input_peer(name, 0)
        key = PREFIX + name
        known = self._kept.get(key) or (await self._memory.recall(key)).get(key)
        return None if known is None else input_peer(name, _HASH.unpack(known)[0])

    def _keep(self, entries: Iterable[tuple[str, bytes]]) -> None:
        for key, value in entries:
            self._kept[key] = value
            self._kept.move_to_end(key)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
