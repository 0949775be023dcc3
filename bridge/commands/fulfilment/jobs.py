"""Moves that are under way: each chat's once, whoever watches."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from bridge.commands.services import Moved, Progress, Step, Tell
from bridge.errors import NetworkRefused, NetworkUnavailable

log = logging.getLogger(__name__)

Work = Callable[[Tell], Coroutine[Any, Any, Moved]]


class Jobs:
    """By portal id. They go on when nobody watches any more."""

    def __init__(self) -> None:
        self._tasks: dict[int, asyncio.Task[Moved]] = {}
        self._watching: dict[int, set[asyncio.Queue[Progress]]] = {}
        self.progress: dict[int, Progress] = {}

    async def join(self, portal: int, work: Work, tell: Tell) -> Moved:
        """Begin the work, or watch what is under way; its end. Cancelling this stops watching only."""
        task = self.begin(portal, work)
        queue: asyncio.Queue[Progress] = asyncio.Queue()
        self._watching.setdefault(portal, set()).add(queue)
        watcher = asyncio.create_task(_watch(queue, tell))
        try:
            await asyncio.wait((task,))
            if task.cancelled() and self._tasks.get(portal) is not task:
                raise NetworkRefused("it was stopped meanwhile.")
            if task.cancelled():
                raise NetworkUnavailable("The bridge is stopping; this goes on when it runs again.")
            return task.result()
        finally:
            watcher.cancel()
            self._watching.get(portal, set()).discard(queue)

    def begin(self, portal: int, work: Work) -> asyncio.Task[Moved]:
        """The task of this portal's work, which is begun unless it is under way."""
        task = self._tasks.get(portal)
        if task is None or task.done():
            task = asyncio.create_task(work(lambda progress: self._tell(portal, progress)), name=f"move {portal}")
            self._tasks[portal] = task
            task.add_done_callback(lambda done: self._ended(portal, done))
        return task

    async def wait(self, why: str, until: int) -> None:
        """A network makes us wait until then (ms since 1970, UTC): whoever watches a chat being read is told."""
        for portal, progress in list(self.progress.items()):
            if progress.step in {Step.FETCHING, Step.WAITING}:
                told = Progress(step=Step.WAITING, done=progress.done, total=progress.total, until=until, why=why)
                await self._tell(portal, told)

    async def cancel(self, portal: int) -> None:
        """Let go of this portal's work, if there is any; it does nothing more once this returns."""
        task = self._tasks.pop(portal, None)
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def close(self) -> None:
        """Let go of everything; it goes on with the next start."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _tell(self, portal: int, progress: Progress) -> None:
        self.progress[portal] = progress
        for queue in self._watching.get(portal, ()):
            queue.put_nowait(progress)

    def _ended(self, portal: int, task: asyncio.Task[Moved]) -> None:
        self.progress.pop(portal, None)
        if not task.cancelled() and task.exception() is not None:
            log.warning("portal %d: its move stopped: %s", portal, type(task.exception()).__name__)


async def _watch(queue: asyncio.Queue[Progress], tell: Tell) -> None:
    while True:
        await tell(await queue.get())


def sending(done: int, total: int) -> Progress:
    """So many of so many are in the room."""
    return Progress(step=Step.SENDING, done=done, total=total)
