"""Events are read back.

A token names an event and the side of it that is meant, so it stays where it is when something is laid beneath the room.
"""

from __future__ import annotations

from bisect import bisect

from tests.support.homeserver.call import Call, found
from tests.support.homeserver.errors import MatrixError, forbidden
from tests.support.homeserver.world import Json, Room, StoredEvent

MOST = 1000
BEFORE, AFTER = "b", "a"
BEGINNING = "s0"
"""Where the stream begins: before all that was said, and after all that was laid."""


def readable_room(call: Call) -> Room:
    """Raises 403 for who is not in it; everyone in it sees its whole past."""
    room = call.world.room(call.parts["room"])
    if room.membership(call.user) != "join":
        raise forbidden(f"User {call.user} not in room {room.id}")
    return room


async def event(call: Call) -> Json:
    return call.shown(found(readable_room(call).by_id.get(call.parts["event"]), "Event"))


async def messages(call: Call) -> Json:
    """``end`` is absent when there is nothing more, as in Synapse: after the last page comes an empty one."""
    room = readable_room(call)
    limit = min(call.integer("limit", 10), MOST)
    if call.query.get("dir") == "b":
        start = call.query.get("from", f"{AFTER}{room.events[-1].id}")
        last = _place(room, start)
        chosen, side = room.events[max(0, last - limit) : last][::-1], BEFORE
    else:
        start = call.query.get("from", BEGINNING)
        chosen, side = _forwards(room, start, limit), AFTER
    page: Json = {"start": start, "chunk": [call.shown(event) for event in chosen]}
    return {**page, "end": f"{side}{chosen[-1].id}"} if chosen else page


def _forwards(room: Room, start: str, limit: int) -> list[StoredEvent]:
    """From the stream's beginning nothing is seen of what was laid, as in Synapse; from anywhere else it is."""
    if start == BEGINNING:
        return [event for event in room.events if event.place >= 0][:limit]
    first = _place(room, start)
    return room.events[first : first + limit]


async def context(call: Call) -> Json:
    """As in Synapse, what lies just beneath an event but was laid before it is passed over: see ``_reach``."""
    room = readable_room(call)
    middle = found(_index(room, call.parts["event"]), "Event")
    half = call.integer("limit", 10) // 2
    reach = _reach(room, middle)
    first, last = max(0, reach - half), min(len(room.events), middle + 1 + half)
    return {
        "event": call.shown(room.events[middle]),
        "events_before": [call.shown(event) for event in room.events[first:reach][::-1]],
        "events_after": [call.shown(event) for event in room.events[middle + 1 : last]],
        "start": f"{BEFORE}{room.events[first].id}",
        "end": f"{AFTER}{room.events[last - 1].id}",
        "state": [],
    }


def _reach(room: Room, middle: int) -> int:
    """How many events Synapse finds before an event: those up to its place at the next lower depth.

    So of two events at one depth the second is shown without the first; and so it is at two depths that follow each
    other, when the first was laid first.
    """
    event = room.events[middle]
    return bisect(room.events, (event.depth - 1, event.place), hi=middle, key=lambda one: one.order)


def _place(room: Room, token: str) -> int:
    """How many of the room's events lie before a token."""
    if token == BEGINNING:
        return 0
    index = _index(room, token[1:])
    if index is None or token[0] not in {BEFORE, AFTER}:
        raise MatrixError(400, "M_INVALID_PARAM", "'from' parameter is invalid")
    return index + (token[0] == AFTER)


def _index(room: Room, event: str) -> int | None:
    return next((index for index, one in enumerate(room.events) if one.id == event), None)
