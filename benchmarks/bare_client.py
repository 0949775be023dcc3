"""The rival: a client that does nothing but send, one request after the other, with no memory and no second thought.

It says the very events that an import made, in a room of its own, in the voices of other ghosts.
"""

from __future__ import annotations

import asyncio
import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import aiohttp

ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
EVENT_ID = re.compile(r"\$[A-Za-z0-9_-]{43}")
PRIVATE = {"preset": "private_chat"}
OPEN_TO_ALL = {"preset": "public_chat", "power_level_content_override": {"state_default": 0, "events": {}}}
Event = dict[str, Any]


@dataclass(frozen=True)
class Stage:
    """A room, who speaks there instead of whom, and which event stands there for which."""

    room: str
    ghosts: dict[str, str] = field(default_factory=dict)
    events: dict[str, str] = field(default_factory=dict)

    def told(self, content: Any) -> Any:
        """The same content, where it speaks of other events, of those in this room."""
        known = self.events
        return json.loads(EVENT_ID.sub(lambda found: known.get(found[0], found[0]), json.dumps(content)))


@dataclass(frozen=True)
class BareClient:
    """Sends with the appservice's token."""

    session: aiohttp.ClientSession
    address: str
    domain: str

    async def replay(self, rooms: Sequence[Sequence[Event]], in_parallel: int) -> int:
        """Make a room for each of these lists, and say its events. Returns how many events that were."""
        slots = asyncio.Semaphore(in_parallel)

        async def one(events: Sequence[Event]) -> int:
            async with slots:
                return await self._say_all(await self._make_room(PRIVATE), events)

        return sum(await asyncio.gather(*map(one, rooms)))

    async def settle(self, events: Sequence[Event]) -> Stage:
        """A new room with all who speak in these events."""
        stage = await self._make_room(OPEN_TO_ALL)
        for user in dict.fromkeys(user for event in events for user in (event["sender"], event.get("state_key"))):
            if user and await self._ghost(user, stage.ghosts) != user:
                await self.call("POST", f"join/{quote(stage.room)}", {}, {"user_id": stage.ghosts[user]})
        return stage

    async def say(self, stages: Sequence[Stage], rooms: Sequence[Sequence[Event]], in_parallel: int) -> int:
        """Say the events of rooms where all is ready, so many rooms at a time. Returns how many events that were."""
        slots = asyncio.Semaphore(in_parallel)

        async def one(stage: Stage, events: Sequence[Event]) -> int:
            async with slots:
                return await self._say_all(stage, events)

        return sum(await asyncio.gather(*map(one, stages, rooms)))

    async def _say_all(self, stage: Stage, events: Sequence[Event]) -> int:
        for number, event in enumerate(events):
            stage.events[event["event_id"]] = await self._say(stage, event, number)
        return len(events)

    async def _make_room(self, how: dict[str, Any]) -> Stage:
        room = await self.call("POST", "createRoom", {**how, "room_version": "11"})
        return Stage(room["room_id"])

    async def _say(self, stage: Stage, event: Event, number: int) -> str:
        sender = await self._ghost(event["sender"], stage.ghosts)
        query = {"user_id": sender, "ts": str(event["origin_server_ts"])}
        if "state_key" in event:
            target = await self._ghost(event["state_key"], stage.ghosts) if event["state_key"] else ""
            path = f"rooms/{quote(stage.room)}/state/{event['type']}/{quote(target)}"
        else:
            path = f"rooms/{quote(stage.room)}/send/{event['type']}/{number}"
        said = await self.call("PUT", path, stage.told(event["content"]), query)
        event_id: str = said["event_id"]
        return event_id

    async def _ghost(self, user: str, ghosts: dict[str, str]) -> str:
        """Another ghost for each ghost; the bot stays."""
        if not user.startswith("@beringia_") or user.startswith("@beringia_bot:"):
            return user
        if user not in ghosts:
            name = "beringia_campfire_" + "".join(secrets.choice(ALPHABET) for _ in range(26))
            await self.call("POST", "register", {"type": "m.login.application_service", "username": name})
            ghosts[user] = f"@{name}:{self.domain}"
        return ghosts[user]

    async def call(self, method: str, path: str, body: Any, query: dict[str, str] | None = None) -> dict[str, Any]:
        """Ask the client-server API, or with a leading slash anything else."""
        url = self.address + (path if path.startswith("/") else f"/_matrix/client/v3/{path}")
        async with self.session.request(method, url, params=query, data=json.dumps(body)) as answer:
            found: dict[str, Any] = await answer.json()
            if answer.status not in (200, 201):
                raise RuntimeError(f"{method} {path}: {answer.status} {found.get('errcode')} {found.get('error')}")
            return found
