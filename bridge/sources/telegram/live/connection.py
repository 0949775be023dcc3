"""The line of one signed-in account: requests, answers, and what every error means."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from telethon import errors
from telethon.tl import functions, types
from telethon.tl.types import UpdatesTooLong

from bridge.errors import NetworkRefused, NetworkUnavailable, NetworkWait
from bridge.model.ids import PersonId
from bridge.sources.connector import Account
from bridge.sources.telegram.live.client import Client
from bridge.sources.telegram.live.inflow import Inflow
from bridge.sources.telegram.live.lookup import look_up
from bridge.sources.telegram.live.peers import NEVER, Peers, name_of
from bridge.sources.telegram.live.pieces import pieces
from bridge.sources.telegram.live.settings import TelegramSettings
from bridge.sources.telegram.live.shelter import sheltered
from bridge.sources.telegram.live.updates.marks import behind
from bridge.sources.telegram.live.waits import Waits, method_of, unwrapped

MOST_WAITS = 10
"""So often one request sleeps before whoever asks it is told to come later."""


def account_of(user: types.User) -> Account:
    """Who is signed in."""
    name = " ".join(part for part in (user.first_name, user.last_name) if part)
    handle = f"@{user.username}" if user.username else None
    return Account(PersonId(f"user{user.id}"), name or f"user{user.id}", handle, bool(user.bot))


class Connection:
    """A ``Line``: one account's connection, made again when it breaks."""

    account: Account

    def __init__(self, client: Client, peers: Peers, waits: Waits, settings: TelegramSettings) -> None:
        self.client, self.peers = client, peers
        self._waits, self._settings = waits, settings
        self._connecting = asyncio.Lock()
        self._closed = False

    @property
    def inflow(self) -> Inflow:
        """What Telegram sends by itself."""
        return self.client.inflow

    async def open(self) -> None:
        """Connect, and find out who is signed in. Raises LoginLost, NetworkUnavailable."""
        await self.connected()
        if self.client.me is None:
            (user,) = await self.ask(functions.users.GetUsersRequest([types.InputUserSelf()]))
            await self.client._on_login(user)  # noqa: SLF001 - Telethon does so when it has asked itself
        self.account = account_of(self.client.me)

    async def connected(self) -> None:
        """Return when there is a connection; one that was given up is made again."""
        async with self._connecting:
            if self._closed:
                raise NetworkUnavailable("This connection was let go.")
            if not self.client.is_connected():
                await self._connect()

    async def _connect(self) -> None:
        """Half a connection is none: Telegram would not know who asks."""
        try:
            await self._sheltered(self.client.connect)
        except BaseException:
            await self.client.disconnect()
            raise
        self.inflow.put_nowait(UpdatesTooLong())

    async def ask(self, request: Any) -> Any:
        """See ``Line``."""
        _refuse_codes(request)
        answer = await self._asked(request, lambda: self.client(request))
        mark = behind(request, answer)
        if mark is not None:
            self.inflow.put_nowait(mark)
        return answer

    async def meet(self, containers: list[Any]) -> None:
        """Remember the peers that came along with what Telegram sent by itself."""
        await self.peers.remember(containers)

    async def peer(self, name: str) -> Any:
        """See ``Line``."""
        if name in NEVER:
            raise NetworkRefused("Chats with login codes are never touched.", code="FORBIDDEN_CHAT")
        return await self.peers.find(name) or await look_up(self.ask, self.peers, name, is_bot=self.account.is_bot)

    def pieces(self, location: Any, offset: int, size: int | None, dc: int | None) -> AsyncIterator[bytes]:
        """See ``Line``."""
        return pieces(self.client, self._asked, location, offset, size, dc)

    async def close(self) -> None:
        """Let go of the connection, for good."""
        self._closed = True
        await self.client.disconnect()

    async def _asked(self, request: Any, call: Callable[[], Awaitable[Any]]) -> Any:
        method = method_of(request)
        place = f"{method}/{name_of(getattr(unwrapped(request), 'peer', None))}"
        for _ in range(MOST_WAITS):
            await self._waits.obey(method)
            await self._waits.obey(place)
            await self.connected()
            self.client.forget_waits()
            try:
                return await self._sheltered(call)
            except NetworkWait as wait:
                slow = isinstance(wait.__cause__, errors.SlowModeWaitError)
                await self._waits.begin(place if slow else method, wait.seconds)
                last = wait
        raise last

    async def _sheltered(self, call: Callable[[], Awaitable[Any]]) -> Any:
        return await sheltered(self.client, self._settings.answer_timeout, call)


def _refuse_codes(request: Any) -> None:
    """Nothing is asked of the chats in which login codes are sent."""
    if name_of(getattr(unwrapped(request), "peer", None)) in NEVER:
        raise NetworkRefused("Chats with login codes are never touched.", code="FORBIDDEN_CHAT")
