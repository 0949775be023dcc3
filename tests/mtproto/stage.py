"""A cast and its clients: what most tests against the server begin with."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from telethon import events

from tests.mtproto.methods.auth import CODE
from tests.mtproto.model import Account
from tests.mtproto.server import Server


class Stage:
    """Anna, Bob and Cleo; whoever enters has a client that is signed in."""

    def __init__(self, server: Server) -> None:
        self.server, self.world, self.faults = server, server.world, server.faults
        self.anna = self.world.add_user("Anna Berg", "49151001")
        self.bob = self.world.add_user("Bob", "49151002")
        self.cleo = self.world.add_user("Cleo", "49151003")
        self._clients: list[Any] = []

    async def enter(self, account: Account, session: Any = None, **options: Any) -> Any:
        """A connected client of this account, signed in by code unless its session already is."""
        client = self.server.client(session, **options)
        self._clients.append(client)
        await client.connect()
        if not await client.is_user_authorized():
            await client.send_code_request(f"+{account.phone}")
            await client.sign_in(f"+{account.phone}", CODE)
        return client

    def listen(self, client: Any, *kinds: Any) -> list[Any]:
        """What the client hears from now on."""
        heard: list[Any] = []

        async def hear(event: Any) -> None:
            heard.append(event)

        for kind in kinds or (events.NewMessage(),):
            client.add_event_handler(hear, kind)
        return heard

    async def leave(self, client: Any) -> None:
        self._clients.remove(client)
        with suppress(ConnectionError):
            await client.disconnect()

    async def close(self) -> None:
        for client in list(self._clients):
            await self.leave(client)


async def until(holds: Callable[[], Any], seconds: float = 5.0) -> None:
    """Waits for something to become true."""
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110 -- what is waited for cannot tell
            await asyncio.sleep(0.01)
