"""What the homeserver never told: it may lose what it was about to send us when it crashes, so rooms are looked at.

See https://github.com/element-hq/synapse/issues/11637
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
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
"""How far back is looked for what is known."""


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
        lost = await self._untold(RoomId(portal.room_id))
        rows = [_row(event, portal.room_id, self.clock(), state) for event in reversed(lost)]
        if rows:
            name = hashlib.sha256("".join(row.event_id for row in rows).encode()).hexdigest()
            await self.store.incoming.store_transaction(f"sweep-{name[:24]}", name, rows, now=self.clock())
        return len(rows)

    async def _untold(self, room: RoomId) -> list[dict[str, Any]]:
        """The newest first, until something that we know."""
        untold: list[dict[str, Any]] = []
        token: str | None = None
        for _ in range(MOST_PAGES):
            page = await self.homeserver.messages(room, "b", token, PAGE)
            known = await self._known([event["event_id"] for event in page.events])
            for event in page.events:
                if event["event_id"] in known:
                    return untold
                if not self.house.is_ours(event["sender"]):
                    untold.append(event)
            token = page.next
            if token is None:
                break
        return untold

    async def _known(self, event_ids: Sequence[str]) -> set[str]:
        ours = await self.store.events.of_events(event_ids)
        return {*ours, *await self.store.incoming.known(event_ids)}


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
