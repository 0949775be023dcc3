"""Connections that break again and again are made again ever later: Telethon itself only pauses when connecting fails.

A server that closes the connection at a certain request gets that request at once with each new connection.
"""

from __future__ import annotations

import asyncio
from typing import Any

HELD = 20.0
"""s after which a connection counts as a good one: when it breaks then, it is made again at once."""
LONGEST = 30.0
"""s between two connections at most."""


class Calm:
    """Of one of Telethon's senders. ``first``: s until a connection that broke soon is made again; then twice as many."""

    def __init__(self, sender: Any, first: float, held: float = HELD, longest: float = LONGEST) -> None:
        self._sender, self._first, self._held, self._longest = sender, first, held, longest
        self._reconnect = sender._reconnect  # noqa: SLF001 - a private part, watched by test_telethon.py
        self._pause, self._began = 0.0, asyncio.get_running_loop().time()
        sender._reconnect = self.reconnect  # noqa: SLF001 - as above

    async def reconnect(self, error: Any) -> None:
        """In place of Telethon's: the same, after a pause. Whoever disconnects meanwhile ends it."""
        if not await self._is_let_go(self._next_pause()):
            self._began = asyncio.get_running_loop().time()
            await self._reconnect(error)

    def _next_pause(self) -> float:
        has_held = asyncio.get_running_loop().time() - self._began > self._held
        self._pause = 0.0 if has_held else min(max(2 * self._pause, self._first), self._longest)
        return self._pause

    async def _is_let_go(self, pause: float) -> bool:
        gone = self._sender._disconnected  # noqa: SLF001 - as above
        await asyncio.wait((gone,), timeout=pause)
        if gone.done():
            self._sender._reconnecting = False  # noqa: SLF001 - as above
        return bool(gone.done())
