"""What happens in a room with people in it: events are taken back, people come and go, type and read."""

from __future__ import annotations

from tests.support.homeserver import rules
from tests.support.homeserver.call import Call, found
from tests.support.homeserver.errors import forbidden
from tests.support.homeserver.events import append, once, set_membership
from tests.support.homeserver.reading import readable_room
from tests.support.homeserver.world import Json, StoredEvent

REDACTION = "m.room.redaction"


async def redact(call: Call) -> Json:
    """As often as it is asked under one transaction id, there is one redaction; what is redacted once stays so."""
    return once(call, _redacted)


def _redacted(call: Call) -> StoredEvent:
    room = call.world.room(call.parts["room"])
    rules.check_may_send(room, call.user, REDACTION, state=False)
    target = found(room.by_id.get(call.parts["event"]), "Event")
    if target.sender != call.user and rules.power(room, call.user) < rules.level(room, "redact", 50):
        raise forbidden("You don't have permission to redact events")
    content = {**call.body, "redacts": target.id}
    redaction = append(call, room, REDACTION, content, transaction=call.parts["transaction"])
    room.redact(target, redaction)
    return redaction


async def join(call: Call) -> Json:
    room = call.world.room(call.parts["room"])
    if room.membership(call.user) != "join":
        set_membership(call, room, call.user, {"membership": "join"})
    return {"room_id": room.id}


async def leave(call: Call) -> Json:
    room = call.world.room(call.parts["room"])
    if room.membership(call.user) in {"join", "invite"}:
        set_membership(call, room, call.user, {"membership": "leave", **call.body})
    return {}


async def invite(call: Call) -> Json:
    room = call.world.room(call.parts["room"])
    set_membership(call, room, call.body["user_id"], {"membership": "invite"})
    return {}


async def joined_members(call: Call) -> Json:
    room = readable_room(call)
    shown = {"displayname": "display_name", "avatar_url": "avatar_url"}
    return {
        "joined": {
            member: {name: event.content[key] for key, name in shown.items() if key in event.content}
            for (kind, member), event in room.state.items()
            if kind == "m.room.member" and event.content.get("membership") == "join"
        }
    }


async def typing(call: Call) -> Json:
    """``World.typing`` has who types in which room; nobody stops by themselves here."""
    room = _own(call)
    types = call.world.typing.setdefault(room, set())
    (types.add if call.body["typing"] else types.discard)(call.user)
    return {}


async def receipt(call: Call) -> Json:
    room = _own(call)
    found(call.world.room(room).by_id.get(call.parts["event"]), "Event")
    call.world.receipts[room, call.user] = call.parts["event"]
    return {}


def _own(call: Call) -> str:
    """The room's id, for one who is in it and speaks of themselves."""
    if call.parts.get("user", call.user) != call.user:
        raise forbidden("Cannot set another user's typing state")
    return readable_room(call).id
