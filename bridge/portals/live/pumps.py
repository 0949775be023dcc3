"""One task for each portal that has something to do, woken when there is more, gone when it has been idle."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, field

from bridge.errors import BeringiaError
from bridge.logs import place_of

log = logging.getLogger(__name__)

Work = Callable[[], Awaitable[float | None]]
"""Does all there is to do now. A number: there is more to do in so many seconds."""
Open = Callable[[int], AbstractAsyncContextManager[Work]]
"""Makes everything ready for one portal's work; left when it has been idle, or when something went wrong."""

IDLE = 60.0
"""s after which a portal without work gives up what it holds."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""s between two tries of what fails."""


@dataclass
class _Pump:
    pause: float
    wanted: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None


class Pumps:
    """The tasks of one direction. ``idle`` and ``pause`` in s."""

    def __init__(self, name: str, open_: Open, *, idle: float = IDLE, pause: float = FIRST_PAUSE) -> None:
        self._name = name
        self._open = open_
        self._idle = idle
        self._pause = pause
        self._pumps: dict[int, _Pump] = {}
        self._closed = False

    def __len__(self) -> int:
        return len(self._pumps)

    def wake(self, portal: int) -> None:
        """There is something to do for this portal."""
        if self._closed:
            return
        pump = self._pumps.setdefault(portal, _Pump(self._pause))
        pump.wanted.set()
        if pump.task is None:
            pump.task = asyncio.create_task(self._run(portal, pump), name=f"{self._name} {portal}")

    async def close(self) -> None:
        """Stop everything; what was not finished goes on when it is woken again, in this process or the next."""
        self._closed = True
        tasks = [pump.task for pump in self._pumps.values() if pump.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._pumps.clear()

    async def rest(self, portal: int) -> None:
        """Stop one portal's work, and wait until it has let go."""
        pump = self._pumps.pop(portal, None)
        if pump is not None and pump.task is not None:
            pump.task.cancel()
            await asyncio.gather(pump.task, return_exceptions=True)

    async def _run(self, portal: int, pump: _Pump) -> None:
        while True:
            try:
                await self._work(portal, pump)
            except BeringiaError as error:
                log.warning("portal %d, %s: %s; again in %.0f s", portal, self._name, type(error).__name__, pump.pause)
            except Exception as error:  # noqa: BLE001 - whatever one portal's work does to us, it is tried again
                log.error("portal %d, %s: %s; again in %.0f s", portal, self._name, place_of(error), pump.pause)  # noqa: TRY400 - a traceback may quote
            else:
                if pump.wanted.is_set():
                    continue
                if self._pumps.get(portal) is pump:
                    del self._pumps[portal]
                return
            pump.wanted.set()
            await asyncio.sleep(pump.pause)
            pump.pause = min(pump.pause * 2, LONGEST_PAUSE)

    async def _work(self, portal: int, pump: _Pump) -> None:
        """Whatever is wanted, until nothing is for a while."""
        async with self._open(portal) as work:
            while await self._is_wanted(pump):
                again = await work()
                pump.pause = self._pause
                if again is not None:
                    asyncio.get_running_loop().call_later(again, pump.wanted.set)

    async def _is_wanted(self, pump: _Pump) -> bool:
        """Wait for work; False: there was none for a while. What is wanted after that begins anew."""
        with suppress(TimeoutError):
            await asyncio.wait_for(pump.wanted.wait(), self._idle)
        wanted = pump.wanted.is_set()
        pump.wanted.clear()
        return wanted
