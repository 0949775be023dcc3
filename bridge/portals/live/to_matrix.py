"""From a network to Matrix: what arrived is said in the room, each item exactly once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from bridge.matrix.client import Homeserver
from bridge.matrix.events import EventId, RoomId, UserId
from bridge.matrix.plain import PlainWriter
from bridge.matrix.room_state import RoomState
from bridge.people.ghosts import Ghosts
from bridge.portals.amended import Amended
from bridge.portals.lease import Lease, hold_lease
from bridge.portals.live.forgiving import forgiving
from bridge.portals.live.pumps import Work
from bridge.portals.live.returning import NextItems
from bridge.portals.portal import House, set_scene
from bridge.portals.recovery import find_unrecorded
from bridge.portals.scene import Files
from bridge.portals.worker import Stage, Worker
from bridge.store import Lane, Phase, Portal, Store


@dataclass(frozen=True)
class ToMatrix:
    """Says what arrives. ``told`` is called after each item, with the portal and how many items and events it was."""

    store: Store
    homeserver: Homeserver
    ghosts: Ghosts
    house: House
    files: Files
    clock: Callable[[], int]
    told: Callable[[int, int, int], None] = lambda _portal, _items, _events: None

    @asynccontextmanager
    async def open(self, portal_id: int) -> AsyncIterator[Work]:
        """Everything that saying a portal's items needs, as long as there are some."""
        async with hold_lease(self.store, portal_id, self.clock, lane=Lane.LIVE) as lease:
            worker: Worker | None = None

            async def work() -> float | None:
                nonlocal worker
                portal = await self._portal(portal_id)
                if await self._must_wait(portal):
                    return HISTORY_FIRST
                if worker is None:
                    worker = await self._worker(portal, lease)
                await worker.run()
                return None

            yield work

    async def _must_wait(self, portal: Portal) -> bool:
        """What was missed comes first, and history where it is appended; where it lies beneath, neither waits."""
        if portal.room_id is None or portal.gap is not None:
            return True
        return portal.ground is None and portal.phase not in _HISTORY_IS_IN

    async def _worker(self, portal: Portal, lease: Lease) -> Worker:
        assert portal.room_id is not None, "without a room, nothing is said"
        room, keys, is_ours = RoomId(portal.room_id), self.house.keys(portal), self.house.is_ours
        amended = Amended(self.store, self.homeserver, portal.id, portal.chat.network, room, is_ours)
        state = await self._present_state(room)
        scenery = await set_scene(self.store, self.house, portal, self.files, state, beneath=False, amended=amended)
        found = await find_unrecorded(self.homeserver, self.store, room, keys, is_ours)
        writer = PlainWriter(self.homeserver, room, keys, found, lease.assure)
        stage = Stage(
            portal.id,
            self.house.bot,
            lease,
            keys,
            scenery.cast,
            scenery.scene,
            writer,
            Lane.LIVE,
            NextItems(self.store),
            forgiving,
        )
        return Worker(self.store, self.ghosts, stage, portal.live_cursor, partial(self.told, portal.id))

    async def _present_state(self, room: RoomId) -> RoomState:
        """Who is in the room today, what is pinned there, and who may do what."""
        state = {(event["type"], event["state_key"]): event["content"] for event in await self.homeserver.state(room)}
        pinned = state.get(("m.room.pinned_events", ""), {}).get("pinned", ())
        return RoomState(
            joined=_members(state, "join"),
            pinned=tuple(EventId(one) for one in pinned if isinstance(one, str)),
            banned=_members(state, "ban"),
            levels=state.get(("m.room.power_levels", "")),
        )

    async def _portal(self, portal_id: int) -> Portal:
        portal = await self.store.portals.get(portal_id)
        assert portal is not None, "portals are never removed"
        return portal


def _members(state: Mapping[tuple[str, str], Any], membership: str) -> frozenset[UserId]:
    return frozenset(
        UserId(user)
        for (kind, user), content in state.items()
        if kind == "m.room.member" and content.get("membership") == membership
    )


HISTORY_FIRST = 5.0
"""s after which it is looked again whether history is all said."""
_HISTORY_IS_IN = frozenset({Phase.LIVE, Phase.CLOSING})
