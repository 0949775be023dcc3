"""Brings what the homeserver sent of all other rooms to the door: room by room in order, each event once it is kept."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable

from bridge.commands.door import Door
from bridge.errors import HomeserverUnavailable
from bridge.logs import place_of
from bridge.store import IncomingEvent, IncomingState, Store

log = logging.getLogger(__name__)

PAGE = 200
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""s between two tries while the homeserver is not there."""


class Reception:
    """``take_in`` whenever something new is there. ``open_words`` decrypts a stored event, given its id."""

    def __init__(
        self, store: Store, door: Door, open_words: Callable[[str, str], str] = lambda words, _event_id: words
    ) -> None:
        self._open_words = open_words
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
        """Until it is handled. A secret must be taken away, however long the homeserver is not there."""
        pause = FIRST_PAUSE
        while True:
            try:
                await self._door.handle(json.loads(self._open_words(event.body, event.event_id)))
            except HomeserverUnavailable as error:
                log.warning("%s: %s; again in %.0f s", event.event_id, type(error).__name__, pause)
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
            except Exception as error:  # noqa: BLE001 - whatever one event does to us, the next ones are handled
                log.error("%s: not answered: %s", event.event_id, place_of(error))  # noqa: TRY400 - a traceback may quote
                await self._store.incoming.set_state(event.event_id, IncomingState.FAILED)
                return
            else:
                await self._store.incoming.set_state(event.event_id, IncomingState.DONE)
                return
