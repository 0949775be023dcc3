"""The public face: a Telegram of one or more data centres on loopback."""

from __future__ import annotations

import asyncio
import os
from typing import Any, Self

from telethon import TelegramClient, functions, types
from telethon.sessions import MemorySession
from telethon.sessions.abstract import Session as ClientSession

from tests.mtproto import keys
from tests.mtproto.calls import Call, admit
from tests.mtproto.connection import Connection
from tests.mtproto.errors import Refusal
from tests.mtproto.faults import Faults, innermost, name_of
from tests.mtproto.methods import METHODS
from tests.mtproto.model import Account
from tests.mtproto.session import Key, Session
from tests.mtproto.world import World

HOST = "127.0.0.1"
API_ID, API_HASH = 1, "0" * 32


class Server:
    """Start it, fill its ``world``, and point real clients at it; ``faults`` makes it misbehave."""

    def __init__(self, dcs: tuple[int, ...] = (2, 4)) -> None:
        self.faults = Faults()
        self.world = World(self.faults)
        self.world.delivery.sessions_of = self.sessions_of
        self.world.revoker = self.revoke
        self.ports: dict[int, int] = {}
        self.salt = int.from_bytes(os.urandom(7), "little")
        self.keys: dict[tuple[int, int], Key] = {}
        self.connections: set[Connection] = set()
        self.calls: list[tuple[str, Account | None, Any]] = []
        """Every request that was admitted: its name, the caller, and the request itself."""
        self.failures: list[Exception] = []
        """What went wrong in the test server itself; a test suite should expect none."""
        self.tokens: dict[bytes, Any] = {}
        self.codes: dict[str, Any] = {}
        self.exports: dict[bytes, Account] = {}
        self.uploads: dict[tuple[int, int], dict[int, bytes]] = {}
        self._dcs = dcs
        self._listeners: list[asyncio.Server] = []
        self._running: set[asyncio.Task[None]] = set()
        self._by_account: dict[int, list[Key]] = {}

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        keys.trust()
        TelegramClient._config = None  # Telethon keeps the addresses of data centres for the whole process
        for dc in self._dcs:
            await self._listen(dc)

    async def stop(self) -> None:
        for listener in self._listeners:
            listener.close()
        for connection in list(self.connections):
            connection.close()
        await asyncio.gather(*self._running, return_exceptions=True)
        self._listeners.clear()

    async def restart(self) -> None:
        """Goes down and comes back on the same ports, with everything it knew."""
        await self.stop()
        await self.start()

    async def _listen(self, dc: int) -> None:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task
            self._running.add(task)
            task.add_done_callback(self._running.discard)
            connection = Connection(self, dc, reader, writer)
            self.connections.add(connection)
            await connection.run()

        listener = await asyncio.start_server(serve, HOST, self.ports.get(dc, 0))
        self.ports[dc] = listener.sockets[0].getsockname()[1]
        self._listeners.append(listener)

    def client(self, session: ClientSession | None = None, dc: int = 2, **options: Any) -> Any:
        """A Telethon client that talks to this server, from a fresh session unless given one."""
        session = session or MemorySession()
        if not session.server_address:
            session.set_dc(dc, HOST, self.ports[dc])
        settings: dict[str, Any] = {"connection_retries": 3, "retry_delay": 0.1, "flood_sleep_threshold": 0}
        return TelegramClient(session, API_ID, API_HASH, **settings | options)

    def dc_options(self) -> list[Any]:
        return [types.DcOption(dc, HOST, port) for dc, port in self.ports.items()]

    def drop_connections(self, account: Account | None = None) -> None:
        """Breaks the connections, of everybody or of one account; clients will come back."""
        for connection in list(self.connections):
            if account is None or connection.account_id == account.id:
                connection.close()

    def change_salt(self) -> None:
        """From now on clients are told that their salt is out of date."""
        self.salt = int.from_bytes(os.urandom(7), "little")

    def remember(self, key: Key) -> None:
        key.created = self.world.now()
        self.keys[key.dc, key.id] = key

    def keys_of(self, account: Account) -> list[Key]:
        """The keys by which an account is signed in, the oldest first."""
        return [key for key in self._by_account.get(account.id, []) if key.account is account]

    def sign_in(self, key: Key, account: Account, *, imported: bool = False) -> None:
        key.account, key.pending, key.imported = account, None, imported
        mine = self._by_account.setdefault(account.id, [])
        if key not in mine:
            mine.append(key)

    def sessions_of(self, account: Account) -> list[Session]:
        """The sessions that are to hear of updates."""
        mine = self._by_account.get(account.id, ())
        return [
            session
            for key in mine
            if key.account is account and not key.imported
            for session in key.sessions
            if session.write and session.subscribed
        ]

    def revoke(self, account: Account, *, forget_keys: bool = False) -> None:
        """Signs an account out everywhere; with ``forget_keys`` even the keys are unknown (-404)."""
        for key in self.keys_of(account):
            key.account = None
            if forget_keys:
                del self.keys[key.dc, key.id]

    def accept_login_token(self, value: bytes, account: Account) -> Key:
        """Somebody has scanned a QR code with a device that is signed in; the waiting client is told."""
        token = self.tokens.get(value)
        if token is None or token.account:
            raise Refusal("AUTH_TOKEN_ALREADY_ACCEPTED" if token else "AUTH_TOKEN_INVALID")
        if token.until < self.world.now():
            raise Refusal("AUTH_TOKEN_EXPIRED")
        token.account = account
        key: Key = token.key
        for session in key.sessions:
            session.push(types.UpdateShort(types.UpdateLoginToken(), self.world.now()))
        return key

    def call(self, session: Session, request: Any) -> Any:
        """Carries out one request, wrappers and all; the answer, or a refusal."""
        key = session.key
        self._introduce(key, request)
        inner = innermost(request)
        method = name_of(inner)
        call = Call(self, session, takeout=_takeout(request))
        self._refuse_twins(session)
        self.faults.before(method, key.account)
        self.calls.append((method, key.account, inner))
        entry = admit(METHODS.get(type(inner)), call)
        if call.takeout and (key.account is None or call.takeout not in key.account.takeouts):
            raise Refusal("TAKEOUT_INVALID")
        self.world.delivery.current = call
        try:
            result = entry.run(call, inner)
        finally:
            self.world.delivery.current = None
        session.subscribed = session.subscribed or not _without_updates(request)
        self.faults.afterwards(method, key.account)
        return result

    def _introduce(self, key: Key, request: Any) -> None:
        layered = isinstance(request, functions.InvokeWithLayerRequest)
        introduction = request.query if layered else request
        if isinstance(introduction, functions.InitConnectionRequest):
            if introduction.api_id <= 0:
                raise Refusal("API_ID_INVALID")
            key.introduced = introduction
        if key.introduced is None:
            raise Refusal("CONNECTION_NOT_INITED")

    def _refuse_twins(self, session: Session) -> None:
        """A key used from two places at a time is destroyed."""
        if self.faults.exclusive_keys and sum(bool(each.write) for each in session.key.sessions) > 1:
            session.key.account = None
            self.keys.pop((session.key.dc, session.key.id), None)
            raise Refusal("AUTH_KEY_DUPLICATED", 406)


def _takeout(request: Any) -> int | None:
    while request is not innermost(request):
        if isinstance(request, functions.InvokeWithTakeoutRequest):
            return int(request.takeout_id)
        request = request.query
    return None


def _without_updates(request: Any) -> bool:
    while request is not innermost(request):
        if isinstance(request, functions.InvokeWithoutUpdatesRequest):
            return True
        request = request.query
    return False
