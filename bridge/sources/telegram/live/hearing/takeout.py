"""Taking a history out: Telegram slows down those who do so less when they say so beforehand."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from telethon.tl import functions

from bridge.errors import NetworkError, NetworkRefused, NetworkWait
from bridge.sources.connector import OnWait
from bridge.sources.telegram.live.hearing.reading import Ask
from bridge.sources.telegram.live.line import Line

logger = logging.getLogger(__name__)

PACE = 1.0
"""Seconds between requests that are no part of a takeout."""
CONFIRM = (
    "Telegram lets this account's history be exported faster if you allow it: open Telegram on your phone, and confirm "
    "the request to export data. Until then it goes on slowly"
)
_OVER = frozenset({"TAKEOUT_INVALID", "TAKEOUT_REQUIRED"})

Pause = Callable[[float], Awaitable[None]]


@asynccontextmanager
async def taking_out(line: Line, on_wait: OnWait, pause: Pause) -> AsyncIterator[Ask]:
    """How to ask for pages of history: within a takeout if Telegram grants one, else slowly."""
    takeout = _Takeout(line, await _begun(line, on_wait), pause)
    try:
        yield takeout.ask
    except BaseException:
        await takeout.end(success=False)
        raise
    await takeout.end(success=True)


async def _begun(line: Line, on_wait: OnWait) -> int | None:
    if line.account.is_bot:
        return None
    request = functions.account.InitTakeoutSessionRequest(
        message_users=True, message_chats=True, message_megagroups=True, message_channels=True
    )
    try:
        return int((await line.ask(request)).id)
    except NetworkWait as wait:
        await on_wait(CONFIRM, time.time_ns() // 1_000_000 + wait.seconds * 1000)
    except NetworkRefused as refusal:
        logger.info("No takeout: %s", refusal.code)
    return None


class _Takeout:
    """``number`` is what Telegram calls it; None: there is none."""

    def __init__(self, line: Line, number: int | None, pause: Pause) -> None:
        self._line, self._number, self._pause = line, number, pause
        self._asked = False

    async def ask(self, request: Any) -> Any:
        """One page; when the takeout is over meanwhile, it is asked for without."""
        if self._number is None:
            return await self._slowly(request)
        try:
            return await self._line.ask(functions.InvokeWithTakeoutRequest(self._number, request))
        except NetworkRefused as refusal:
            if refusal.code not in _OVER:
                raise
            logger.info("The takeout is over: %s", refusal.code)
            self._number = None
            return await self._slowly(request)

    async def _slowly(self, request: Any) -> Any:
        if self._asked:
            await self._pause(PACE)
        self._asked = True
        return await self._line.ask(request)

    async def end(self, *, success: bool) -> None:
        """Tell Telegram that it is over. What was taken out stays, whether it hears that or not."""
        if self._number is None:
            return
        finish = functions.account.FinishTakeoutSessionRequest(success=success)
        try:
            await self._line.ask(functions.InvokeWithTakeoutRequest(self._number, finish))
        except NetworkError as problem:
            logger.info("The takeout ends by itself: %s", type(problem).__name__)
