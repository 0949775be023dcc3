"""The HTTP side: who asks, which endpoint, and whether a fault comes between."""

from __future__ import annotations

import asyncio
import hmac
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, Self

from aiohttp import web

from tests.support.homeserver.call import Call, Memory, Settings
from tests.support.homeserver.errors import MatrixError, forbidden
from tests.support.homeserver.faults import Fault, Hook, Moment, no_fault
from tests.support.homeserver.routes import OPEN, ROUTES, Endpoint
from tests.support.homeserver.world import Json, World, seen_by

Pause = Callable[[str], Awaitable[None]]


class Disturbed(Exception):
    """A fault in the middle of long work, with what is answered."""

    def __init__(self, response: web.Response) -> None:
        super().__init__()
        self.response = response


class FakeHomeserver:
    """A homeserver in memory that behaves as Synapse does wherever an importer could lose or double something.

    ``world`` is its disk: give the same one to another fake, or ``restart`` this one. ``hook`` decides about faults
    and may be changed at any time. ``requests`` lists what was asked, in order of arrival.
    """

    def __init__(self, settings: Settings | None = None, world: World | None = None, hook: Hook = no_fault) -> None:
        self.settings = settings or Settings()
        self.world = world or World()
        self.hook = hook
        self.memory = Memory()
        self.requests: list[Moment] = []
        self.seconds: list[float] = []
        """When each of ``requests`` came, on the monotonic clock."""
        self._port = 0
        self._runner: web.AppRunner | None = None
        self._dying: asyncio.Task[None] | None = None
        self._died = asyncio.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    async def death(self) -> None:
        """Wait until it has died of a fault; ``start`` brings it back."""
        await self._died.wait()
        if self._dying is not None:
            await self._dying

    async def start(self) -> Self:
        """Listen; on the same port as before, if there was one."""
        if self._dying is not None:
            await self._dying
        self._died.clear()
        application = web.Application(client_max_size=2**31)
        for name, method, path, endpoint in ROUTES:
            application.router.add_route(method, path, self._handler(name, endpoint))
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.01)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return self

    async def stop(self) -> None:
        """Break all connections and forget what was not on disk."""
        runner, self._runner = self._runner, None
        self.memory = Memory()
        if runner is not None:
            await runner.cleanup()

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(self, *_error: object) -> None:
        await self.stop()

    def timeline(self, room: str) -> list[Json]:
        """Every event of a room in order, as its own sender would read it."""
        return [seen_by(event, event.sender, event.device) for event in self.world.rooms[room].events]

    def _handler(self, name: str, endpoint: Endpoint) -> Any:
        async def handle(request: web.Request) -> web.StreamResponse:
            return await self._handle(name, endpoint, request)

        return handle

    async def _handle(self, name: str, endpoint: Endpoint, request: web.Request) -> web.StreamResponse:
        number = len(self.requests) + 1
        user = request.query.get("user_id", self.settings.bot)
        moments = {when: Moment(number, when, name, request.path, user) for when in ("before", "after")}
        self.requests.append(moments["before"])
        self.seconds.append(time.monotonic())
        raw = await request.read()
        early = await self._disturbed(self.hook(moments["before"]), request)
        if early is not None:
            return early
        try:
            response = await self._answer(moments["after"], endpoint, request, raw)
        except Disturbed as disturbed:
            return disturbed.response
        fault = self.hook(moments["after"])
        if fault is not None and fault.cut:
            return await _cut_off(request, response)
        return await self._disturbed(fault, request) or response

    async def _answer(self, after: Moment, endpoint: Endpoint, request: web.Request, raw: bytes) -> web.StreamResponse:
        try:
            self._check_installed(after.endpoint)
            user, device = ("", None) if after.endpoint in OPEN else self._requester(request)
            answer = await endpoint(self._call(request, raw, user, device, self._pause(after, request)))
        except MatrixError as error:
            return _json(error.body, error.status)
        return answer if isinstance(answer, web.StreamResponse) else _json(answer)

    def _check_installed(self, name: str) -> None:
        if name.startswith("bedrock_") and not self.settings.bedrock:
            raise MatrixError(404, "M_UNRECOGNIZED", "Unrecognized request")

    def _pause(self, after: Moment, request: web.Request) -> Pause:
        async def pause(step: str) -> None:
            await asyncio.sleep(0)
            early = await self._disturbed(self.hook(replace(after, endpoint=step)), request)
            if early is not None:
                raise Disturbed(early)

        return pause

    def _call(self, request: web.Request, raw: bytes, user: str, device: str | None, pause: Pause) -> Call:
        return Call(
            world=self.world,
            memory=self.memory,
            settings=self.settings,
            user=user,
            device=device,
            path=request.path,
            parts=request.match_info,
            query=request.query,
            raw=raw,
            now=_now,
            pause=pause,
            mime=request.headers.get("Content-Type", ""),
        )

    def _requester(self, request: web.Request) -> tuple[str, str | None]:
        _check_token(request.headers.get("Authorization"), self.settings.as_token)
        user = request.query.get("user_id", self.settings.bot)
        if user != self.settings.bot and not self._ours(user):
            raise forbidden(f"Application service cannot masquerade as this user ({user}).")
        device = request.query.get("device_id")
        if device is not None and device not in self.world.user(user).devices:
            raise MatrixError(400, "M_UNKNOWN_DEVICE", "Application service trying to use a device that doesn't exist")
        return user, device

    def _ours(self, user: str) -> bool:
        return user in self.world.users and self.settings.ours(user)

    async def _disturbed(self, fault: Fault | None, request: web.Request) -> web.Response | None:
        """None when the request may go on as if nothing had been."""
        if fault is None:
            return None
        if fault.delay:
            await asyncio.sleep(fault.delay)
        if fault.die:
            self._dying = asyncio.create_task(self.stop())
            self._died.set()
        if fault.die or fault.drop:
            return _hung_up(request)
        if fault.status is None:
            return None
        response = _json(fault.body, fault.status)
        if isinstance(fault.body, str):
            response = web.Response(status=fault.status, text=fault.body, content_type="text/html")
        response.headers.extend(dict(fault.headers))
        return response


def _check_token(header: str | None, token: str) -> None:
    if header is None:
        raise MatrixError(401, "M_MISSING_TOKEN", "Missing access token")
    if not hmac.compare_digest(header.encode(), f"Bearer {token}".encode()):
        raise MatrixError(401, "M_UNKNOWN_TOKEN", "Invalid access token passed.")


def _hung_up(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _cut_off(request: web.Request, response: web.StreamResponse) -> web.StreamResponse:
    body = response.body if isinstance(response, web.Response) and isinstance(response.body, bytes) else b""
    half = web.StreamResponse(status=response.status, headers={"Content-Length": str(len(body))})
    await half.prepare(request)
    await half.write(body[: len(body) // 2])
    _hung_up(request)
    return half


def _json(body: Any, status: int = 200) -> web.Response:
    return web.Response(body=json.dumps(body).encode(), status=status, content_type="application/json")


def _now() -> int:
    return time.time_ns() // 1_000_000
