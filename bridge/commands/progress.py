"""How far something is, in words, and in one message that changes instead of many that pile up."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Self

from bridge.commands.answers import Answer, say
from bridge.commands.services import Progress, Step
from bridge.words import counted

EVERY = 5.0
"""Seconds between two changes of the message."""
WORDS = {
    Step.QUEUED: "It waits for its turn",
    Step.FETCHING: "Reading the history",
    Step.SENDING: "Writing it into the room",
    Step.CHECKING: "Reading the room back, to compare",
    Step.WAITING: "The network asks to wait",
}

Show = Callable[[Answer], Awaitable[None]]
Sleep = Callable[[float], Awaitable[None]]


def told(progress: Progress) -> Answer:
    """How far it is, as a sentence."""
    if progress.step is Step.WAITING:
        return say(f"{WORDS[Step.WAITING]}{_until(progress.until)}{_because(progress.why)}. Then it goes on by itself.")
    return say(f"{WORDS[progress.step]}{_amount(progress)}.")


def moment(time: int) -> str:
    """A time of day with its date, for people: ms since 1970, UTC."""
    return datetime.fromtimestamp(time / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")


def _until(time: int | None) -> str:
    return "" if time is None else f" until {moment(time)}"


def _because(why: str) -> str:
    return f" ({why})" if why else ""


def _amount(progress: Progress) -> str:
    if progress.total:
        done = min(progress.done, progress.total)
        return f": {done:,} of about {counted(progress.total, 'message')} ({100 * done // progress.total} %)"
    return f": {counted(progress.done, 'message')} so far" if progress.done else ""


class Ticker:
    """Shows the newest of what it is told, at most once in ``EVERY`` seconds; give it to a service as ``tell``.

    Inside ``async with`` only; what was told last but not shown yet is dropped then, since the result takes its place.
    """

    def __init__(self, show: Show, sleep: Sleep) -> None:
        self._show = show
        self._sleep = sleep
        self._newest: Progress | None = None
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def __call__(self, progress: Progress) -> None:
        """Never fails and never waits."""
        self._newest = progress
        self._news.set()

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._tick())
        return self

    async def __aexit__(self, *_error: object) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _tick(self) -> None:
        shown: Answer | None = None
        while True:
            await self._news.wait()
            self._news.clear()
            assert self._newest is not None, "there were news"
            answer = told(self._newest)
            if answer != shown:
                await self._show(answer)
                shown = answer
                await self._sleep(EVERY)
