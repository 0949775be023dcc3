"""The rival: a client that does nothing but send, one request after the other, with no memory and no second thought.

It says the very events that an import made, in a room of its own, in the voices of other ghosts.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import aiohttp

ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


@dataclass(frozen=True)
class BareClient:
    """Sends with the appservice's token."""

    session: aiohttp.ClientSession
    address: str
    domain: str

    async def replay(self, rooms: Sequence[Sequence[dict[str, Any]]], in_parallel: int) -> int:
        """Say each room's events in a new room, so many rooms at a time. Returns how many events that were."""
        slots = asyncio.Semaphore(in_parallel)

        async def one(events: Sequence[dict[str, Any]]) -> int:
            async with slots:
                return await self._replay_room(events)

        return sum(await asyncio.gather(*(one(events) for events in rooms)))

    async def _replay_room(self, events: Sequence[dict[str, Any]]) -> int:
        room = await self._call("POST", "createRoom", {"preset": "private_chat", "room_version": "11"})
        ghosts: dict[str, str] = {}
        for number, event in enumerate(events):
            await self._say(room["room_id"], event, number, ghosts)
        return len(events)

    async def _say(self, room: str, event: dict[str, Any], number: int, ghosts: dict[str, str]) -> None:
        sender = await self._ghost(event["sender"], ghosts)
        query = {"user_id": sender, "ts": str(event["origin_server_ts"])}
        if "state_key" in event:
            target = await self._ghost(event["state_key"], ghosts) if event["state_key"] else ""
            path = f"rooms/{quote(room)}/state/{event['type']}/{quote(target)}"
        else:
            path = f"rooms/{quote(room)}/send/{event['type']}/{number}"
        await self._call("PUT", path, event["content"], query)

    async def _ghost(self, user: str, ghosts: dict[str, str]) -> str:
        """Another ghost for each ghost; the bot stays."""
        if not user.startswith("@beringia_") or user.startswith("@beringia_bot:"):
            return user
        if user not in ghosts:
            name = "beringia_campfire_" + "".join(secrets.choice(ALPHABET) for _ in range(26))
            await self._call("POST", "register", {"type": "m.login.application_service", "username": name})
            ghosts[user] = f"@{name}:{self.domain}"
        return ghosts[user]

    async def _call(
        self, method: str, path: str, body: dict[str, Any], query: dict[str, str] | None = None
    ) -> dict[str, Any]:
        url = f"{self.address}/_matrix/client/v3/{path}"
        async with self.session.request(method, url, params=query, data=json.dumps(body)) as answer:
            found: dict[str, Any] = await answer.json()
            if answer.status != 200:
                raise RuntimeError(f"{method} {path}: {answer.status} {found.get('errcode')}")
            return found
