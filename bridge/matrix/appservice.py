"""What the homeserver calls: transactions of events, pings, and questions for users and aliases.

See https://spec.matrix.org/v1.17/application-service-api/
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Self

from aiohttp import web

log = logging.getLogger(__name__)

Event = dict[str, Any]
StoreTransaction = Callable[[str, str, list[Event]], Awaitable[None]]
"""Given the transaction id, the SHA-256 (hex) of its body, and its events. When it returns, they are safe."""
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

LARGEST = 32 * 1024 * 1024
"""Bytes. Synapse puts a hundred events of 64 KiB into a transaction, and repeats for ever one that is refused for its size."""


class Listener:
    """Listens for one homeserver. Events of our own ghosts come too; whoever stores them decides.

    A transaction is acknowledged only when ``store`` has returned; if it raises, the homeserver is told to come again.
    ``on_fleeting`` is given what is true for a moment only (typing, receipts); nobody keeps it.
    """

    def __init__(
        self,
        hs_token: str,
        store: StoreTransaction,
        on_ping: Callable[[str], None] = lambda _transaction: None,
        on_fleeting: Callable[[list[Event]], None] = lambda _events: None,
    ) -> None:
        self._on_fleeting = on_fleeting
        self._token = hs_token.encode()
        self._store = store
        self._on_ping = on_ping
        self._runner: web.AppRunner | None = None

    @property
    def port(self) -> int:
        """Where it listens; useful when it was told to choose (port 0)."""
        assert self._runner is not None
        port: int = self._runner.addresses[0][1]
        return port

    async def start(self, host: str, port: int) -> Self:
        """Raises OSError when somebody listens there already."""
        self._runner = web.AppRunner(self.application(), access_log=None, shutdown_timeout=10)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host, port).start()
        except OSError:
            await self.stop()
            raise
        return self

    async def stop(self) -> None:
        """Take no more; what is being stored is finished first."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.stop()

    def application(self) -> web.Application:
        """The routes, to be served by whoever wants to."""
        application = web.Application(client_max_size=LARGEST, middlewares=[self._guard])
        application.add_routes(
            [
                web.put("/_matrix/app/v1/transactions/{transaction}", self._transaction),
                web.post("/_matrix/app/v1/ping", self._ping),
                web.get("/_matrix/app/v1/users/{user}", self._unknown),
                web.get("/_matrix/app/v1/rooms/{alias}", self._unknown),
            ]
        )
        return application

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Who does not know the token learns nothing, not even which paths there are."""
        refusal = self._refusal(request)
        if refusal is not None:
            return refusal
        try:
            return await handler(request)
        except web.HTTPException as error:
            return _answer(error.status, ERROR_CODES.get(error.status, "M_UNKNOWN"), error.reason)

    def _refusal(self, request: web.Request) -> web.Response | None:
        """None for the homeserver: its token in the header, and nowhere another one."""
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not given:
            return _answer(401, "M_MISSING_TOKEN", "The homeserver's token belongs into the Authorization header.")
        all_given = [given, *request.query.getall("access_token", [])]
        # Each is compared to its end, so that the time taken tells nothing.
        matches = [hmac.compare_digest(one.encode(errors="replace"), self._token) for one in all_given]
        return None if all(matches) else _answer(403, "M_FORBIDDEN", "This is not the homeserver's token.")

    async def _transaction(self, request: web.Request) -> web.Response:
        transaction = request.match_info["transaction"]
        body = await request.read()
        events = _events(body)
        if events is None:
            return _answer(400, "M_BAD_JSON", "A transaction is an object with a list of events.")
        try:
            await self._store(transaction, hashlib.sha256(body).hexdigest(), events)
        # Whatever went wrong, the homeserver still has the events and must keep them.
        except Exception as error:  # noqa: BLE001
            # The exception's own words may quote what could not be stored, so they stay out of the log.
            log.error("transaction %s: %d events not stored: %s", transaction, len(events), type(error).__name__)  # noqa: TRY400
            return _answer(500, "M_UNKNOWN", "The events could not be stored; send them again.")
        self._on_fleeting(_fleeting(body))
        return _empty()

    async def _ping(self, request: web.Request) -> web.Response:
        try:
            self._on_ping(str((await request.json()).get("transaction_id", "")))
        except (ValueError, AttributeError):
            return _answer(400, "M_NOT_JSON", "A ping is an object.")
        return _empty()

    async def _unknown(self, _request: web.Request) -> web.Response:
        """Ghosts and rooms are made before anybody can ask for them."""
        return _answer(404, "M_NOT_FOUND", "There is none.")


ERROR_CODES = {404: "M_UNRECOGNIZED", 405: "M_UNRECOGNIZED", 413: "M_TOO_LARGE"}


def _events(body: bytes) -> list[Event] | None:
    """None unless each is an object with an id: without one, nobody could tell whether it came before."""
    try:
        events = json.loads(body)["events"]
    except (ValueError, KeyError, TypeError):
        return None
    sound = isinstance(events, list) and all(isinstance(event, dict) and "event_id" in event for event in events)
    return events if sound else None


def _fleeting(body: bytes) -> list[Event]:
    """Typing and receipts, under the name that the registration's ``receive_ephemeral`` asks for."""
    found = json.loads(body).get("ephemeral", [])
    return [event for event in found if isinstance(event, dict)] if isinstance(found, list) else []


def _empty() -> web.Response:
    return web.json_response({})


def _answer(status: int, code: str, error: str) -> web.Response:
    return web.json_response({"errcode": code, "error": error}, status=status)
