"""Waits that Telegram asks for: obeyed to the second, and over restarts. Asking meanwhile makes them longer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from telethon.tl import TLRequest

from bridge.errors import NetworkWait
from bridge.sources.connector import Memory, OnWait

PREFIX = "wait/"


def _now() -> int:
    return time.time_ns() // 1_000_000


@dataclass(frozen=True)
class Clock:
    """The time, ms since 1970, UTC, and how to let seconds of it pass. Tests have their own."""

    now: Callable[[], int] = _now
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


async def tell_nobody(_what: str, _until: int) -> None:
    """An ``OnWait`` for those who do not care."""


class Waits:
    """Until when which of Telegram's methods must not be called by this login."""

    def __init__(self, memory: Memory, longest_sleep: float, on_wait: OnWait, clock: Clock) -> None:
        self._memory, self._longest, self._on_wait, self._clock = memory, longest_sleep, on_wait, clock
        self._due: dict[str, int] | None = None

    async def obey(self, method: str) -> None:
        """Return when the method may be called. Raises NetworkWait when that is too long for sleeping."""
        due = (await self._remembered()).get(method, 0)
        seconds = (due - self._clock.now()) / 1000
        if seconds <= 0:
            return
        if seconds > self._longest:
            raise NetworkWait(f"{method}: {-int(-seconds // 1)} seconds.", seconds=-int(-seconds // 1))
        await self._clock.sleep(seconds)

    async def begin(self, method: str, seconds: int) -> None:
        """Telegram has asked to wait: remembered before anything else happens."""
        due = self._clock.now() + seconds * 1000
        (await self._remembered())[method] = due
        await self._memory.remember({PREFIX + method: str(due).encode()})
        await self._on_wait(f"Telegram asks to wait with {method}", due)

    async def _remembered(self) -> dict[str, int]:
        if self._due is None:
            entries = await self._memory.recall(PREFIX)
            self._due = {key.removeprefix(PREFIX): int(value) for key, value in entries.items()}
            await self._forget_what_is_over(self._due)
        return self._due

    async def _forget_what_is_over(self, due: dict[str, int]) -> None:
        over = [method for method, until in due.items() if until <= self._clock.now()]
        for method in over:
            del due[method]
        if over:
            await self._memory.remember({PREFIX + method: None for method in over})


def method_of(request: Any) -> str:
    """``messages.sendMessage`` of a request, however it is wrapped."""
    request = unwrapped(request)
    space = type(request).__module__.rpartition(".")[2]
    name = type(request).__name__.removesuffix("Request")
    name = name[0].lower() + name[1:]
    return name if space == "functions" else f"{space}.{name}"


def unwrapped(request: Any) -> Any:
    """The request itself, without what says how it is to be carried out (in a takeout)."""
    while isinstance(getattr(request, "query", None), TLRequest):
        request = request.query
    return request
