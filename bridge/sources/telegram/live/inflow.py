"""What Telegram sends by itself, in the order in which it came; bounded, since it can be asked for again."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

from telethon.tl.types import UpdatesTooLong

MOST = 5_000
"""Containers of updates. When more wait than this they are dropped, and the difference is asked for instead."""


class Inflow:
    """The queue into which Telethon puts every ``Updates`` that comes."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._waiting: deque[Any] = deque()
        self._came = asyncio.Event()

    def put_nowait(self, updates: Any) -> None:
        """Telethon's end of the queue."""
        if len(self._waiting) >= self._most:
            self._waiting.clear()
            self._waiting.append(UpdatesTooLong())
        self._waiting.append(updates)
        self._came.set()

    def take(self, most: int = MOST) -> list[Any]:
        """What waits, the oldest first, at most so many."""
        taken = [self._waiting.popleft() for _ in range(min(most, len(self._waiting)))]
        if not self._waiting:
            self._came.clear()
        return taken

    async def wait(self, seconds: float) -> None:
        """Until something came, at most so long."""
        try:
            async with asyncio.timeout(seconds):
                await self._came.wait()
        except TimeoutError:
            return
