"""Accounts that are linked through the real gate, and everything that they hear."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from bridge.sources.connector import Connector, Heard
from bridge.sources.telegram.live.gate import TelegramGate
from bridge.sources.telegram.live.settings import TelegramSettings
from bridge.sources.telegram.live.waits import Clock
from tests.mtproto.methods.auth import CODE
from tests.mtproto.model import Account
from tests.mtproto.server import API_HASH, API_ID, HOST, Server
from tests.support.telegram_sequences import Memory

PATIENCE = 10.0
"""Seconds until a test gives up."""


def settings_of(server: Server, **changes: Any) -> TelegramSettings:
    """Settings that lead to this server."""
    given: dict[str, Any] = {
        "api_id": API_ID,
        "api_hash": API_HASH,
        "server": (2, HOST, server.ports[2]),
        "connect_tries": 3,
        "retry_delay": 0.05,
        "answer_timeout": 10,
    }
    return TelegramSettings(**given | changes)


def gate_of(server: Server, clock: Clock | None = None, on_wait: Any = None, **changes: Any) -> TelegramGate:
    """The gate to this server."""
    more = {"on_wait": on_wait} if on_wait else {}
    return TelegramGate(settings_of(server, **changes), clock=clock or Clock(), **more)


async def linked(server: Server, account: Account) -> Memory:
    """The memory of a login of this account, linked by its number."""
    memory = Memory()
    process = gate_of(server).link(memory)
    await process.begin(by_phone=True)
    await process.answer(f"+{account.phone}")
    assert await process.answer(CODE) is None
    return memory


class Listening:
    """A connector that listens, and what it has delivered. ``fail`` may raise before anything is taken."""

    def __init__(self, connector: Connector, chats: Sequence[str]) -> None:
        self.connector, self.chats = connector, list(chats)
        self.heard: list[Heard] = []
        self.fail: Callable[[Sequence[Heard]], None] = lambda _: None
        self._came = asyncio.Condition()
        self._failed = False
        self.task = asyncio.create_task(connector.listen(lambda: self.chats, self._deliver))  # type: ignore[arg-type, return-value]  # ids are strings here

    async def _deliver(self, heard: Sequence[Heard]) -> None:
        self.fail(heard)
        async with self._came:
            self.heard += heard
            self._came.notify_all()

    async def until(self, fits: Callable[[list[Heard]], bool]) -> list[Heard]:
        """Wait until what was heard so far fits."""
        async with asyncio.timeout(PATIENCE), self._came:
            await self._came.wait_for(lambda: fits(self.heard))
        return self.heard

    async def failure(self) -> BaseException | None:
        """What listening ends with."""
        await asyncio.wait([self.task], timeout=PATIENCE)
        self._failed = True
        return self.task.exception()

    async def stop(self) -> None:
        """Let go; listening that has failed without anybody having looked fails the test."""
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            if not self._failed:
                await self.task
        await self.connector.close()


@asynccontextmanager
async def listening(server: Server, memory: Memory, *chats: str, **changes: Any) -> AsyncIterator[Listening]:
    """Connected and listening to these chats."""
    running = Listening(await gate_of(server, **changes).connect(memory), chats)
    try:
        yield running
    finally:
        await running.stop()
