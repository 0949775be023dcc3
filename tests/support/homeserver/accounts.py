"""Users, devices, profiles, and the server itself."""

from __future__ import annotations

import aiohttp

from tests.support.homeserver.call import Call, found
from tests.support.homeserver.errors import MatrixError, forbidden
from tests.support.homeserver.events import append
from tests.support.homeserver.world import Json, Room, User


async def versions(_call: Call) -> Json:
    return {"versions": ["v1.11", "v1.16", "v1.17"], "unstable_features": {}}


async def capabilities(_call: Call) -> Json:
    available = {"10": "stable", "11": "stable", "12": "stable"}
    return {"capabilities": {"m.room_versions": {"default": "12", "available": available}}}


async def whoami(call: Call) -> Json:
    return {"user_id": call.user, "is_guest": False}


async def register(call: Call) -> Json:
    user = f"@{call.body.get('username', '')}:{call.settings.domain}"
    if not call.settings.ours(user):
        raise MatrixError(400, "M_EXCLUSIVE", "Invalid user localpart for this application service.")
    if user in call.world.users:
        raise MatrixError(400, "M_USER_IN_USE", "User ID already taken.")
    call.world.users[user] = User()
    return {"user_id": user}


async def put_device(call: Call) -> Json:
    call.world.user(call.user).devices.add(call.parts["device"])
    return {}


async def get_profile(call: Call) -> Json:
    return found(call.world.users.get(call.parts["user"]), "User").profile


async def put_profile(call: Call) -> Json:
    if call.parts["user"] != call.user:
        raise forbidden("Cannot set another user's profile")
    profile = call.world.user(call.user).profile
    profile[call.parts["key"]] = call.body[call.parts["key"]]
    for room in call.world.rooms.values():
        _show_profile(call, room, {"membership": "join", **profile})
    return {}


def _show_profile(call: Call, room: Room, content: Json) -> None:
    """Synapse says the new profile in every room its owner is in, over whatever was said there."""
    if room.membership(call.user) == "join" and room.content("m.room.member", call.user) != content:
        append(call, room, "m.room.member", content, state_key=call.user)


async def ping(call: Call) -> Json:
    """Calls the appservice for real, as Synapse does."""
    if call.settings.url is None:
        raise MatrixError(400, "M_URL_NOT_SET", "The application service does not have a URL set")
    headers = {"Authorization": f"Bearer {call.settings.hs_token}"}
    address = f"{call.settings.url}/_matrix/app/v1/ping"
    try:
        async with aiohttp.ClientSession() as session, session.post(address, json=call.body, headers=headers) as answer:
            if answer.status != 200:
                raise MatrixError(502, "M_BAD_STATUS", f"HTTP {answer.status}")
    except aiohttp.ClientError as error:
        raise MatrixError(502, "M_CONNECTION_FAILED", type(error).__name__) from error
    return {"duration_ms": 1}
