"""The gap beneath a room's living events: below a marker whose depth is raised, above the event it hangs from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.support.homeserver.call import Call
from tests.support.homeserver.events import append
from tests.support.homeserver.world import Room, StoredEvent

MARKER = "beringia.bedrock"
RAISED = 2**52
State = dict[tuple[str, str], StoredEvent]


@dataclass(frozen=True)
class Ground:
    anchor: StoredEvent
    marker: StoredEvent
    past: Room
    """The room, with the state that it had at the anchor: the pinned state."""
    governing: State
    """All of that state but the memberships."""

    @property
    def base(self) -> int:
        return self.anchor.depth + 1

    @property
    def top(self) -> int:
        return self.marker.depth

    def pinned(self, kind: str) -> str | None:
        event = self.governing.get((kind, ""))
        return event.id if event else None

    def authorises(self, member: StoredEvent) -> bool:
        """May history refer to this membership: was it in force at the anchor, or laid?"""
        in_force = self.past.state.get((member.type, member.state_key or ""))
        return (in_force is not None and in_force.id == member.id) or self.base <= member.depth < self.top

    def standing(self, room: Room, ours: Callable[[str], bool]) -> dict[str, str]:
        """Who may speak in all of history, and the event that says so."""
        at_the_anchor = [event for event in self.past.state.values() if event.type == "m.room.member"]
        laid = [event for event in room.events if event.depth == self.base]
        return {
            event.state_key: event.id
            for event in (*at_the_anchor, *laid)
            if event.state_key and ours(event.state_key) and event.content.get("membership") == "join"
        }


def ground_of(room: Room, bot: str) -> Ground | None:
    """None when there is no gap. A marker is believed only when it is the bot's and hangs where it says."""
    marker = room.state.get((MARKER, ""))
    anchor = room.by_id.get(str(marker.content.get("anchor"))) if marker else None
    if marker is None or anchor is None or marker.sender != bot:
        return None
    if (marker.place, marker.depth) != (anchor.place + 1, anchor.depth + RAISED):
        return None
    state = _state_at(room, anchor)
    governing = {key: event for key, event in state.items() if event.type != "m.room.member"}
    return Ground(anchor, marker, replace(room, state=state), governing)


def make_marker(call: Call, room: Room) -> None:
    anchor = room.events[-1]
    append(call, room, MARKER, {"v": 1, "anchor": anchor.id}, state_key="", depth=anchor.depth + RAISED)


def ours_before_the_gap(room: Room, ours: Callable[[str], bool]) -> bool:
    """Has nobody else done anything here, and has nobody said anything?"""
    return all(event.state_key is not None and ours(event.sender) for event in room.events)


def _state_at(room: Room, anchor: StoredEvent) -> State:
    return {
        (event.type, event.state_key): event
        for event in room.events
        if event.depth <= anchor.depth and event.state_key is not None
    }
