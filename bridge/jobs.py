"""Running the chats of a plan: many at a time, each on its own, the failure of one never the failure of another.

The state of record (cursor, lease, counts, error) is in the store, so a runner only decides where and when
:class:`Work` runs. ``EmbeddedRunner`` runs it in this process; a runner on many machines needs nothing more than
a queue of portal ids, since every commit of a worker is fenced by its lease and its cursor.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

Work = Callable[[int], Awaitable[None]]
"""Does all there is to do for one portal: idempotent, resumable, cancellable. It raises when it could not."""


@dataclass(frozen=True)
class Result:
    """How the work on one portal ended; ``error`` is None when it is done."""

    portal: int
    error: Exception | None = None


class Runner(Protocol):
    """Runs work for every portal, and says how each ended."""

    async def run(self, portals: Sequence[int], work: Work) -> list[Result]:
        """Returns when all have ended. Cancelling it cancels the work, which then goes on at the next run."""
        ...


class EmbeddedRunner:
    """Runs work in this process, ``in_parallel`` portals at a time."""

    def __init__(self, in_parallel: int) -> None:
        self._slots = asyncio.Semaphore(in_parallel)

    async def run(self, portals: Sequence[int], work: Work) -> list[Result]:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._one(portal, work)) for portal in portals]
        return [task.result() for task in tasks]

    async def _one(self, portal: int, work: Work) -> Result:
        async with self._slots:
            try:
                await work(portal)
            except Exception as error:  # noqa: BLE001 - the caller says it, with the chat's title; other chats go on
                return Result(portal, error)
            return Result(portal)
