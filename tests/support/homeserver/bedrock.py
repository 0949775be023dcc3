"""The protocol of the Synapse module that lays history beneath a room: who may ask for what, and what is answered."""

from __future__ import annotations

from typing import Any

from tests.support.homeserver import rules
from tests.support.homeserver.bedrock_ground import Ground, ground_of, make_marker, ours_before_the_gap
from tests.support.homeserver.bedrock_laying import Laying
from tests.support.homeserver.bedrock_rules import check_join
from tests.support.homeserver.call import Call
from tests.support.homeserver.errors import MatrixError, forbidden
from tests.support.homeserver.events import append
from tests.support.homeserver.world import Json, Room

MOST_MEMBERS = 5_000
MOST_SURVEYED = 10_000
ROOM_VERSIONS = ("11", "12")


async def status(call: Call) -> Json:
    _check_bot(call)
    settings = call.settings
    return {
        "version": "0.2.0",
        "protocol": 1,
        "synapse": "1.163.2",
        "ready": not settings.bedrock_reason,
        "reason": settings.bedrock_reason,
        "room_versions": list(ROOM_VERSIONS),
        "limits": {"events": settings.bedrock_events, "bytes": settings.bedrock_bytes},
        "instance": "master",
    }


async def open_ground(call: Call) -> Json:
    room = _our_room(call)
    members = _members(call)
    async with call.memory.locks[room.id]:
        if (there := ground_of(room, call.settings.bot)) is not None:
            return _described(call, room, there)
        if not ours_before_the_gap(room, call.settings.ours):
            raise MatrixError(409, "BERINGIA_INHABITED", "History would come after what people said already")
        for member in members:
            _bring_in(call, room, member)
        await call.pause("bedrock_members")
        make_marker(call, room)
        return _described(call, room, _ground(call, room, 409))


async def ground(call: Call) -> Json:
    room = _room(call)
    return _described(call, room, _ground(call, room, 404))


async def lay(call: Call) -> Json:
    room = _room(call)
    events = _listed(call, "events", dict, call.settings.bedrock_events)
    if not all(isinstance(event.get("event_id"), str) for event in events):
        raise MatrixError(400, "M_BAD_JSON", "Each event needs an event_id")
    async with call.memory.locks[room.id]:
        laying = Laying(room, _ground(call, room, 409), call.settings)
        return await laying.lay(events, call.pause)


async def survey(call: Call) -> Json:
    room = _room(call)
    ids = _listed(call, "event_ids", str, MOST_SURVEYED)
    gap = _ground(call, room, 409)
    async with call.memory.locks[room.id]:
        return {
            "present": {event: room.by_id[event].depth for event in ids if event in room.by_id},
            "laid": sum(gap.base < event.depth < gap.top for event in room.events),
        }


def _described(call: Call, room: Room, ground: Ground) -> Json:
    return {
        "room_version": room.version,
        "anchor": ground.anchor.id,
        "anchor_time": ground.anchor.time,
        "base": ground.base,
        "top": ground.top,
        "marker": ground.marker.id,
        "create": ground.pinned("m.room.create"),
        "power_levels": ground.pinned("m.room.power_levels"),
        "join_rules": ground.pinned("m.room.join_rules"),
        "members": ground.standing(room, call.settings.ours),
    }


def _check_bot(call: Call) -> None:
    if call.user != call.settings.bot:
        raise forbidden("Only the application service itself may ask for this")


def _room(call: Call) -> Room:
    _check_bot(call)
    if call.settings.bedrock_reason:
        raise MatrixError(409, "BERINGIA_NOT_READY", call.settings.bedrock_reason)
    return call.world.room(call.parts["room"])


def _our_room(call: Call) -> Room:
    room, bot = _room(call), call.settings.bot
    if room.membership(bot) != "join":
        raise forbidden(f"User {bot} not in room {room.id}")
    if room.state["m.room.create", ""].sender != bot:
        rules.check_may_send(room, bot, "m.room.power_levels", state=True)
    if room.version not in ROOM_VERSIONS:
        raise MatrixError(400, "BERINGIA_ROOM_VERSION", f"Room version {room.version} is not supported")
    if room.content("m.room.create").get("m.federate", True):
        raise MatrixError(400, "BERINGIA_FEDERATED", "Other servers would never see what is laid beneath")
    if ("m.room.encryption", "") in room.state:
        raise MatrixError(400, "BERINGIA_ENCRYPTED", "The room is encrypted")
    return room


def _ground(call: Call, room: Room, status: int) -> Ground:
    ground = ground_of(room, call.settings.bot)
    if ground is None:
        raise MatrixError(status, "BERINGIA_NO_GROUND", "There is no gap in this room")
    return ground


def _members(call: Call) -> list[Json]:
    members = _listed(call, "members", dict, MOST_MEMBERS)
    for member in members:
        if not all(isinstance(member.get(key, ""), str) for key in ("user_id", "displayname", "avatar_url")):
            raise MatrixError(400, "M_BAD_JSON", "A member is a user_id, and perhaps a displayname and an avatar_url")
        if not call.settings.ours(member.get("user_id", "")):
            raise forbidden("Only users of the application service can be made members")
    return members


def _bring_in(call: Call, room: Room, member: Json) -> None:
    user, bot = member["user_id"], call.settings.bot
    if room.membership(user) == "join":
        return
    shown: Json = {key: member[key] for key in ("displayname", "avatar_url") if key in member}
    content: Json = {"membership": "join", **shown, "join_authorised_via_users_server": bot}
    check_join(room, user, content)
    append(call, room, "m.room.member", content, state_key=user, sender=user)


def _listed(call: Call, name: str, kind: type[Any], most: int) -> list[Any]:
    if len(call.raw) > call.settings.bedrock_bytes:
        raise MatrixError(413, "M_TOO_LARGE", "The request is too large")
    listed: Any = call.body.get(name)
    if not isinstance(listed, list) or not all(isinstance(one, kind) for one in listed):
        raise MatrixError(400, "M_BAD_JSON", f"{name!r} must be a list")
    if len(listed) > most:
        raise MatrixError(413, "M_TOO_LARGE", f"At most {most} {name}")
    return listed
