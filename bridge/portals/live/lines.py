"""Every linked account, kept connected: one process at a time, again after every loss, until it is lost for good."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from bridge.errors import BeringiaError, LeaseLost, LoginLost, NetworkRefused, NetworkUnavailable
from bridge.logs import place_of
from bridge.model.ids import ChatId, Network
from bridge.people.vault import LoginMemory, Vault
from bridge.portals.lease import is_dead, new_lease
from bridge.sources.connector import Connector, Gate, Heard
from bridge.store import Login, Store

log = logging.getLogger(__name__)

TTL = 60_000
"""ms for which a process may use a login without saying so again."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0
"""s between two tries to connect."""

Deliver = Callable[[Login, Sequence[Heard]], Awaitable[None]]
Follows = Callable[[int], Collection[ChatId]]
"""The chats that a login listens to for us, by its id."""
Lost = Callable[[Login, str], Awaitable[None]]
"""Told when a login cannot be used any more, and why."""


@dataclass(frozen=True)
class LineParts:
    """What every line needs."""

    store: Store
    gates: Mapping[Network, Gate]
    vault: Vault
    clock: Callable[[], int]
    deliver: Deliver
    follows: Follows
    lost: Lost


class Lines:
    """The connections of all logins."""

    def __init__(self, parts: LineParts) -> None:
        self._parts = parts
        self._lines: dict[int, Line] = {}

    async def start(self) -> None:
        """Connect every login that is not lost."""
        for login in await self._parts.store.logins.list():
            if login.lost is None and Network(login.network) in self._parts.gates and login.id not in self._lines:
                self.add(login)

    def add(self, login: Login) -> None:
        """Keep this login connected from now on."""
        assert login.id not in self._lines, "a login is used once"
        line = Line(login, self._parts)
        self._lines[login.id] = line
        line.start()

    def connector(self, login: int) -> Connector | None:
        """A login's connection; None while it has none."""
        line = self._lines.get(login)
        return line.connector if line is not None else None

    async def connected(self, login: int, seconds: float = 30.0) -> Connector:
        """The same, waiting a while for it. Raises NetworkUnavailable."""
        line = self._lines.get(login)
        if line is None:
            raise NetworkUnavailable(f"Login {login} is not in use.")
        return await line.connected(seconds)

    def state(self, login: int) -> str:
        """``connected``, ``connecting`` or ``lost``, for people."""
        line = self._lines.get(login)
        return "lost" if line is None else "connected" if line.connector is not None else "connecting"

    def remembered(self, login: int) -> LoginMemory | None:
        """What a login remembers, as long as this process uses it."""
        line = self._lines.get(login)
        return line.memory if line is not None else None

    async def drop(self, login: int) -> None:
        """Use this login no more, until it is added again."""
        line = self._lines.pop(login, None)
        if line is not None:
            await line.stop()

    async def log_out(self, login: int) -> None:
        """End a login on the network for good; forgotten here even when the network cannot be told."""
        line = self._lines.pop(login, None)
        if line is not None:
            try:
                await line.log_out()
            except BeringiaError as error:
                log.warning("login %d: not logged out at the network: %s", login, type(error).__name__)
            await line.stop()
        await self._parts.store.logins.lose(login, "logged out")

    async def close(self) -> None:
        """Let go of every connection; the logins stay."""
        await asyncio.gather(*(line.stop() for line in self._lines.values()))
        self._lines.clear()


class Line:
    """One login's connection."""

    def __init__(self, login: Login, parts: LineParts) -> None:
        self._login = login
        self._parts = parts
        self._lease = new_lease()
        self.memory = LoginMemory(parts.vault, parts.store.logins, login.id, self._lease)
        self.connector: Connector | None = None
        self._is_connected = asyncio.Event()
        self._is_ending = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Connect, and stay connected."""
        self._task = asyncio.create_task(self._stay(), name=f"login {self._login.id}")

    async def stop(self) -> None:
        """Disconnect, and let another process use the login."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def log_out(self) -> None:
        """End the login on the network, which is no loss then. Raises the network's errors."""
        connector = await self.connected(10.0)
        self._is_ending = True
        await connector.log_out()

    async def connected(self, seconds: float) -> Connector:
        """Raises NetworkUnavailable when there is no connection for so long."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._is_connected.wait(), seconds)
        if self.connector is None:
            raise NetworkUnavailable(f"Login {self._login.id} is not connected.")
        return self.connector

    async def _stay(self) -> None:
        pause, loop = FIRST_PAUSE, asyncio.get_running_loop()
        while True:
            began = loop.time()
            try:
                await self._use()
            except LoginLost as error:
                await self._give_up(error)
                return
            except BeringiaError as error:
                log.warning("login %d: %s; again in %.0f s", self._login.id, type(error).__name__, pause)
            except Exception as error:  # noqa: BLE001 - whatever one login does to us, it is tried again
                log.error("login %d: %s; again in %.0f s", self._login.id, place_of(error), pause)  # noqa: TRY400 - a traceback may quote
            if loop.time() - began > LONGEST_PAUSE:
                pause = FIRST_PAUSE  # it went well for long, so this is another trouble
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _use(self) -> None:
        """Hold the lease, and be connected, until something goes wrong."""
        try:
            await self._take_lease()
            await self._hold()
        finally:
            # Also when the taking itself was cancelled: the database may have it all the same.
            await self._parts.store.logins.release(self._login.id, self._lease)

    async def _hold(self) -> None:
        keeper = asyncio.create_task(self._keep_lease())
        listener = asyncio.create_task(self._connect_and_listen())
        try:
            done, _ = await asyncio.wait((keeper, listener), return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in (keeper, listener):
                task.cancel()
            await asyncio.gather(keeper, listener, return_exceptions=True)

    async def _connect_and_listen(self) -> None:
        login, parts = self._login, self._parts
        connector = await parts.gates[Network(login.network)].connect(self.memory)
        try:
            if connector.account.person != login.person:
                raise NetworkRefused(f"Login {login.id} is somebody else by now.")
            self.connector = connector
            self._is_connected.set()

            async def deliver(heard: Sequence[Heard]) -> None:
                await parts.deliver(login, heard)

            await connector.listen(lambda: parts.follows(login.id), deliver)
        finally:
            self.connector = None
            self._is_connected.clear()
            await connector.close()

    async def _give_up(self, error: LoginLost) -> None:
        if self._is_ending:
            return
        log.warning("login %d: lost", self._login.id)
        await self._parts.store.logins.lose(self._login.id, error.message)
        try:
            await self._parts.lost(self._login, error.message)
        except BeringiaError as trouble:
            log.warning("login %d: what it heard is looked after later: %s", self._login.id, type(trouble).__name__)

    async def _take_lease(self) -> None:
        logins, now = self._parts.store.logins, self._parts.clock()
        if await logins.take_lease(self._login.id, self._lease, now=now, ttl=TTL):
            return
        found = await logins.get(self._login.id)
        if found is not None and found.lease is not None and is_dead(found.lease):
            await logins.release(self._login.id, found.lease)
            if await logins.take_lease(self._login.id, self._lease, now=now, ttl=TTL):
                return
        raise LeaseLost(f"login {self._login.id}: another process uses it.")

    async def _keep_lease(self) -> None:
        while True:
            await asyncio.sleep(TTL / 3 / 1000)
            now = self._parts.clock()
            if not await self._parts.store.logins.take_lease(self._login.id, self._lease, now=now, ttl=TTL):
                raise LeaseLost(f"login {self._login.id}")
