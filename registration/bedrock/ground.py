"""The ground of a room: the gap beneath its living events, and the state that history is authorised by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from synapse.module_api.errors import SynapseError

from .homeserver import room_version
from .refusals import NO_GROUND
from .tables import Tables

if TYPE_CHECKING:
    from synapse.api.room_versions import RoomVersion
    from synapse.events import EventBase
    from synapse.types import StateMap

    from .homeserver import Homeserver

MARKER = "beringia.bedrock"
"""A state event that stands far above the room's beginning, and leaves the gap beneath itself."""
GAP = 2**52
"""Depths between the anchor and the marker. Depths, like all integers, end at 2⁵³−1."""


@dataclass(frozen=True)
class Ground:
    """A room's gap."""

    room: str
    version: RoomVersion
    anchor: EventBase
    """The room's last event before the marker; all history hangs from it."""
    marker: EventBase
    state: StateMap[str]
    """Of the room right after the anchor."""

    @property
    def base(self) -> int:
        """The depth of standing memberships; history is deeper…"""
        return self.anchor.depth + 1

    @property
    def top(self) -> int:
        """…and not as deep as this."""
        return self.marker.depth

    def pinned(self, kind: str) -> str | None:
        """The id of the state event of this type, with an empty state key, that history is authorised by."""
        return self.state.get((kind, ""))

    def holds(self, event: EventBase) -> bool:
        """Whether a state event stood when the anchor was sent, or lies in the gap."""
        at_anchor = self.state.get((event.type, event.state_key)) == event.event_id
        return at_anchor or (
            self.base <= event.depth < self.top and list(event.prev_event_ids()) == [self.anchor.event_id]
        )


async def find(homeserver: Homeserver, room: str) -> Ground | None:
    """The room's ground, if it has one that the bot made. Raises SynapseError when the bot is not in the room."""
    state = await homeserver.state_of(room, "m.room.create", MARKER)
    marker = state.get((MARKER, ""))
    if marker is None or marker.sender != homeserver.bot:
        return None
    anchor_id = marker.content.get("anchor")
    if not isinstance(anchor_id, str) or list(marker.prev_event_ids()) != [anchor_id]:
        return None
    anchor = await homeserver.store.get_event(anchor_id, allow_none=True)
    if anchor is None or marker.depth != anchor.depth + GAP:
        return None
    at_anchor = await homeserver.storage.state.get_state_ids_for_event(anchor_id)
    return Ground(room, room_version(state["m.room.create", ""]), anchor, marker, at_anchor)


async def expect(homeserver: Homeserver, room: str, status: int = 409) -> Ground:
    """The ground of a room that must have one."""
    ground = await find(homeserver, room)
    if ground is None:
        raise SynapseError(status, f"{room} has no gap for history", NO_GROUND)
    return ground


async def standing(homeserver: Homeserver, ground: Ground) -> Mapping[str, str]:
    """Who stands in the room for history, each with the event of the join."""
    tables = Tables(homeserver.store, ground.room)
    members = {key: event_id for (kind, key), event_id in ground.state.items() if kind == "m.room.member"}
    ours = [event_id for user, event_id in members.items() if homeserver.is_ours(user)]
    return {**await tables.joins(ours), **await tables.laid_joins(ground.base)}


async def described(homeserver: Homeserver, ground: Ground) -> dict[str, Any]:
    """What the bridge must know to make events of its own for this ground."""
    return {
        "room_version": ground.version.identifier,
        "anchor": ground.anchor.event_id,
        "anchor_time": ground.anchor.origin_server_ts,
        "base": ground.base,
        "top": ground.top,
        "marker": ground.marker.event_id,
        "create": ground.pinned("m.room.create"),
        "power_levels": ground.pinned("m.room.power_levels"),
        "join_rules": ground.pinned("m.room.join_rules"),
        "members": dict(await standing(homeserver, ground)),
    }
