"""One room succeeds another: the alias moves on, the old room says where people went, and they are asked to follow."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus

from bridge.errors import Refused
from bridge.matrix.client import Homeserver
from bridge.matrix.events import RoomId

log = logging.getLogger(__name__)

WORDS = "This room has moved, together with its whole history."
INVITABLE = frozenset({"join", "invite"})


async def release_alias(homeserver: Homeserver, alias: str, old: RoomId) -> None:
    """Let the alias go that leads to the old room. Repeating it changes nothing."""
    if await homeserver.resolve_alias(alias) == old:
        await homeserver.delete_alias(alias)


async def move_people(homeserver: Homeserver, old: RoomId, new: RoomId, is_ours: Callable[[str], bool]) -> None:
    """Invite whoever is in the old room, and leave a tombstone there. Repeating it changes nothing.

    An old room that is gone, or in which the bot has nothing to say any longer, is left as it is.
    """
    try:
        await _move(homeserver, old, new, is_ours)
    except Refused as refusal:
        if refusal.status not in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
            raise
        log.warning("%s cannot point to its successor %s: %s", old, new, refusal.detail)


async def _move(homeserver: Homeserver, old: RoomId, new: RoomId, is_ours: Callable[[str], bool]) -> None:
    asked = await _members(homeserver, new)
    for person, membership in (await _members(homeserver, old)).items():
        if membership in INVITABLE and person not in asked and not is_ours(person):
            await _invite(homeserver, new, person)
    content = {"body": WORDS, "replacement_room": new}
    await homeserver.send_state(old, homeserver.bot, "m.room.tombstone", "", content)


async def _members(homeserver: Homeserver, room: RoomId) -> dict[str, str]:
    events = [event for event in await homeserver.state(room) if event["type"] == "m.room.member"]
    return {event["state_key"]: event["content"].get("membership", "leave") for event in events}


async def _invite(homeserver: Homeserver, room: RoomId, person: str) -> None:
    """Somebody who cannot be invited any longer does not keep the others back."""
    try:
        await homeserver.send_state(room, homeserver.bot, "m.room.member", person, {"membership": "invite"})
    except Refused as refusal:
        if refusal.code != "M_FORBIDDEN":
            raise
        log.warning("%s cannot be invited to %s: %s", person, room, refusal.detail)
