"""Making rooms, and their aliases."""

from __future__ import annotations

from tests.support.homeserver.call import Call, found
from tests.support.homeserver.errors import MatrixError, not_found
from tests.support.homeserver.events import append
from tests.support.homeserver.reading import readable_room
from tests.support.homeserver.world import Json, Room

PRESETS = {
    "private_chat": ("invite", "shared", "can_join"),
    "trusted_private_chat": ("invite", "shared", "can_join"),
    "public_chat": ("public", "shared", "forbidden"),
}
"""Join rule, history visibility, guest access."""


async def create_room(call: Call) -> Json:
    request = call.body
    alias = _alias(call, request)
    room = Room(call.world.new_room_id(call.settings.domain), request.get("room_version", "12"))
    call.world.rooms[room.id] = room
    if alias is not None:
        call.world.aliases[alias] = room.id
    for kind, state_key, content in _first_state(call, request, alias):
        append(call, room, kind, content, state_key=state_key)
    return {"room_id": room.id}


def _alias(call: Call, request: Json) -> str | None:
    name = request.get("room_alias_name")
    if name is None:
        return None
    alias = f"#{name}:{call.settings.domain}"
    if alias in call.world.aliases:
        raise MatrixError(400, "M_ROOM_IN_USE", "Room alias already taken")
    return alias


def _first_state(call: Call, request: Json, alias: str | None) -> list[tuple[str, str, Json]]:
    create = {"room_version": request.get("room_version", "12"), **request.get("creation_content", {})}
    join_rule, visibility, guests = PRESETS[request.get("preset", "private_chat")]
    given = [
        (event["type"], event.get("state_key", ""), event["content"]) for event in request.get("initial_state", ())
    ]
    chosen = {kind for kind, _, _ in given}
    defaults = [
        ("m.room.canonical_alias", "", {"alias": alias} if alias else None),
        ("m.room.join_rules", "", {"join_rule": join_rule}),
        ("m.room.history_visibility", "", {"history_visibility": visibility}),
        ("m.room.guest_access", "", {"guest_access": guests}),
        ("m.room.name", "", {"name": request["name"]} if "name" in request else None),
        ("m.room.topic", "", {"topic": request["topic"]} if "topic" in request else None),
    ]
    return [
        ("m.room.create", "", create),
        ("m.room.member", call.user, {"membership": "join", **call.world.user(call.user).profile}),
        ("m.room.power_levels", "", _power_levels(call, request)),
        *((kind, key, content) for kind, key, content in defaults if content is not None and kind not in chosen),
        *given,
        *(("m.room.member", user, {"membership": "invite"}) for user in request.get("invite", ())),
    ]


def _power_levels(call: Call, request: Json) -> Json:
    return {
        "users": {call.user: 100},
        "users_default": 0,
        "events_default": 0,
        "state_default": 50,
        "invite": 0,
        "kick": 50,
        "ban": 50,
        "redact": 50,
        "events": {"m.room.power_levels": 100, "m.room.history_visibility": 100, "m.room.tombstone": 100},
        **request.get("power_level_content_override", {}),
    }


async def resolve_alias(call: Call) -> Json:
    return {
        "room_id": found(call.world.aliases.get(call.parts["alias"]), "Room alias"),
        "servers": [call.settings.domain],
    }


async def delete_alias(call: Call) -> Json:
    found(call.world.aliases.pop(call.parts["alias"], None), "Room alias")
    return {}


async def state(call: Call) -> list[Json]:
    return [call.shown(event) for event in readable_room(call).state.values()]


async def state_event(call: Call) -> Json:
    room = readable_room(call)
    event = room.state.get((call.parts["kind"], call.parts["state_key"]))
    if event is None:
        raise not_found("Event not found.")
    return event.content


async def forget(call: Call) -> Json:
    if call.world.room(call.parts["room"]).membership(call.user) == "join":
        raise MatrixError(400, "M_UNKNOWN", f"User {call.user} is in room {call.parts['room']}")
    return {}
