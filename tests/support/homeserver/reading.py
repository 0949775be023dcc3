"""Events are read back. A token ``t7`` lies before the event in place 7."""

from __future__ import annotations

from tests.support.homeserver.call import Call, found
from tests.support.homeserver.errors import MatrixError, forbidden
from tests.support.homeserver.world import Json, Room

MOST = 1000


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
    backwards = call.query.get("dir") == "b"
    start = _place(call.query.get("from"), len(room.events) if backwards else 0)
    limit = min(call.integer("limit", 10), MOST)
    last = max(0, start - limit) if backwards else min(len(room.events), start + limit)
    chosen = room.events[last:start][::-1] if backwards else room.events[start:last]
    page: Json = {"start": f"t{start}", "chunk": [call.shown(event) for event in chosen]}
    return {**page, "end": f"t{last}"} if chosen else page


async def context(call: Call) -> Json:
    room = readable_room(call)
    middle = found(room.by_id.get(call.parts["event"]), "Event").place
    half = call.integer("limit", 10) // 2
    first, last = max(0, middle - half), min(len(room.events), middle + 1 + half)
    return {
        "event": call.shown(room.events[middle]),
        "events_before": [call.shown(event) for event in room.events[first:middle][::-1]],
        "events_after": [call.shown(event) for event in room.events[middle + 1 : last]],
        "start": f"t{first}",
        "end": f"t{last}",
        "state": [],
    }


def _place(token: str | None, otherwise: int) -> int:
    if token is None:
        return otherwise
    if not token[1:].isdigit():
        raise MatrixError(400, "M_INVALID_PARAM", "'from' parameter is invalid")
    return int(token[1:])
