"""A person who says something in a room of their own, at a steady pace, whatever becomes of what was said before."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self
from urllib.parse import quote

import aiohttp

from demo.synapse import Synapse

PACE = 0.2
"""Seconds from one message to the next."""


@dataclass(frozen=True)
class LiveClient:
    """Logged in, with a room."""

    session: aiohttp.ClientSession
    address: str
    """Where its messages go, but for their transaction ids."""

    @classmethod
    async def arrive(cls, session: aiohttp.ClientSession, synapse: Synapse, name: str) -> Self:
        """A new person makes a new room."""
        account = await asyncio.to_thread(synapse.register_user, name, "secret")
        session.headers["Authorization"] = f"Bearer {account.access_token}"
        base = f"{synapse.address}/_matrix/client/v3"
        async with session.post(f"{base}/createRoom", json={"preset": "private_chat"}) as answer:
            room = (await answer.json())["room_id"]
        return cls(session, f"{base}/rooms/{quote(room)}/send/m.room.message")

    async def talk(self, until: asyncio.Future[None]) -> Sequence[float]:
        """Seconds that each message took, counted from when it should have been sent."""
        started = time.perf_counter()
        said: list[asyncio.Task[float]] = []
        while not until.done():
            due = started + len(said) * PACE
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            said.append(asyncio.create_task(self._say(len(said), due)))
        return await asyncio.gather(*said)

    async def _say(self, number: int, due: float) -> float:
        content = {"msgtype": "m.text", "body": f"Hello {number}"}
        async with self.session.put(f"{self.address}/{number}", json=content) as answer:
            assert answer.status == 200, await answer.text()
            await answer.read()
        return time.perf_counter() - due
