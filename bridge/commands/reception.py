"""Brings what the homeserver sent of all other rooms to the door: room by room in order, each event once it is kept."""

from __future__ import annotations

import asyncio
import json
import logging

from bridge.commands.door import Door
from bridge.errors import BeringiaError
from bridge.store import IncomingEvent, IncomingState, Store

log = logging.getLogger(__name__)

PAGE = 200


class Reception:
    """``take_in`` whenever something new is there."""

    def __init__(self, store: Store, door: Door) -> None:
        self._store = store
        self._door = door
        self._queues: dict[str, asyncio.Queue[IncomingEvent]] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._under_way: set[str] = set()

    async def take_in(self) -> None:
        """Hand out every event that waits, unless it is handed out already."""
        for event in await self._store.incoming.waiting(PAGE):
            if event.event_id not in self._under_way:
                self._under_way.add(event.event_id)
                self._queues.setdefault(event.room_id, asyncio.Queue()).put_nowait(event)
                self._serve(event.room_id)

    async def close(self) -> None:
        """What was not handled waits for the next start."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def _serve(self, room: str) -> None:
        task = self._tasks.get(room)
        if task is None or task.done():
            self._tasks[room] = asyncio.create_task(self._handle_all(room), name=f"room {room}")

    async def _handle_all(self, room: str) -> None:
        queue = self._queues[room]
        while not queue.empty():
            event = queue.get_nowait()
            await self._handle(event)
            self._under_way.discard(event.event_id)
        self._queues.pop(room, None)

    async def _handle(self, event: IncomingEvent) -> None:
        try:
            await self._door.handle(json.loads(event.body))
        except BeringiaError as error:
            log.warning("%s: not answered: %s", event.event_id, type(error).__name__)
            await self._store.incoming.set_state(event.event_id, IncomingState.FAILED)
        except Exception:
            log.exception("%s: not answered", event.event_id)
            await self._store.incoming.set_state(event.event_id, IncomingState.FAILED)
        else:
            await self._store.incoming.set_state(event.event_id, IncomingState.DONE)
