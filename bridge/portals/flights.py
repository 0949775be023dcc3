"""Batches of items that are under way to the room: sent, and not yet answered."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from bridge.matrix.to_content import Converted
from bridge.matrix.writing import Said, Script
from bridge.portals.scene import Cue
from bridge.store import Foreseen


@dataclass(frozen=True)
class Ready:
    """An item that can be written."""

    cue: Cue
    converted: Converted
    script: Script


@dataclass(frozen=True)
class Flight:
    """One batch, its answer to come, and the events that it brings."""

    ready: Sequence[Ready]
    foreseen: Sequence[Foreseen]
    writing: asyncio.Task[list[Said]]


class Flights:
    """Those of one worker, in the order in which they were sent."""

    def __init__(self) -> None:
        self._flights: deque[Flight] = deque()

    def __len__(self) -> int:
        return len(self._flights)

    def launch(self, ready: Sequence[Ready], writing: Coroutine[Any, Any, list[Said]]) -> None:
        """Send a batch."""
        self._flights.append(Flight(ready, foreseen_of(ready), asyncio.create_task(writing)))

    async def land(self) -> tuple[Sequence[Ready], list[Said]]:
        """Wait for the first one's answer; raises what went wrong with it."""
        flight = self._flights[0]
        said = await flight.writing
        self._flights.popleft()
        return flight.ready, said

    async def abandon(self) -> None:
        """Let go of what is under way: whether it arrives is found out by the next run."""
        writings = [flight.writing for flight in self._flights]
        self._flights.clear()
        for writing in writings:
            writing.cancel()
        await asyncio.gather(*writings, return_exceptions=True)

    def foreseen(self) -> list[Foreseen]:
        """All events that are under way, as far as their ids are known."""
        return [one for flight in self._flights for one in flight.foreseen]


def foreseen_of(ready: Sequence[Ready]) -> list[Foreseen]:
    """The events of one batch, as far as their ids are known before it is sent."""
    return [
        Foreseen(
            one.script.message,
            draft.part,
            one.script.event_ids[draft.part],
            draft.sender,
            draft.type,
            draft.state_key,
            one.script.depths.get(draft.part),
        )
        for one in ready
        for draft in one.script.drafts
        if draft.part in one.script.event_ids
    ]
