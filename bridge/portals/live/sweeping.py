"""What the homeserver never told: it may lose what it was about to send us when it crashes, so rooms are looked at.

See https://github.com/element-hq/synapse/issues/11637
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bridge.errors import HomeserverError
from bridge.matrix.client import Homeserver
from bridge.matrix.events import RoomId
from bridge.portals.portal import House
from bridge.store import IncomingEvent, IncomingState, Portal, Store

log = logging.getLogger(__name__)

PAGE = 50
MOST_PAGES = 40
"""How far back is looked for where an earlier look ended."""


@dataclass(frozen=True)
class Sweeping:
    """Compares the ends of rooms with what we were sent. ``clock`` in ms since 1970."""

    store: Store
    homeserver: Homeserver
    house: House
    clock: Callable[[], int]

    async def begin(self, portal: Portal) -> None:
        """From now on this room is bridged; what people said there before stays where it is."""
        await self._take(portal, IncomingState.IGNORED)

    async def sweep(self, took_in: Callable[[], Awaitable[None]]) -> int:
        """Look at every bridged room; how many events had been lost."""
        found = 0
        for portal in await self.store.portals.bridged():
            try:
                found += await self._take(portal, IncomingState.WAITING)
            except HomeserverError as error:
                log.info("portal %d: not looked at: %s", portal.id, type(error).__name__)
        if found:
            log.warning("%d events that the homeserver had not told us were found in their rooms", found)
            await took_in()
        return found

    async def _take(self, portal: Portal, state: IncomingState) -> int:
        if portal.room_id is None:
            return 0
        there = await self._since_the_last_look(portal, RoomId(portal.room_id))
        known = await self.store.incoming.known([event["event_id"] for event in there])
        lost = [one for one in there if one["event_id"] not in known and not self.house.is_ours(one["sender"])]
        rows = [_row(event, portal.room_id, self.clock(), state) for event in reversed(lost)]
        if rows:
            name = hashlib.sha256("".join(row.event_id for row in rows).encode()).hexdigest()
            await self.store.incoming.store_transaction(f"sweep-{name[:24]}", name, rows, now=self.clock())
        if there:
            await self.store.portals.sweep(portal.id, there[0]["event_id"])
        return len(rows)

    async def _since_the_last_look(self, portal: Portal, room: RoomId) -> list[dict[str, Any]]:
        """The newest first. What we said ourselves tells nothing of what others said before it."""
        found: list[dict[str, Any]] = []
        token: str | None = None
        for _ in range(MOST_PAGES):
            page = await self.homeserver.messages(room, "b", token, PAGE)
            for event in page.events:
                if event["event_id"] == portal.swept:
                    return found
                found.append(event)
            token = page.next
            if token is None:
                break
        return found


def _row(event: dict[str, Any], room: str, now: int, state: IncomingState) -> IncomingEvent:
    return IncomingEvent(
        event_id=event["event_id"],
        room_id=room,
        sender=event["sender"],
        type=event["type"],
        body=json.dumps({**event, "room_id": room}),
        received_at=now,
        state=state,
    )
