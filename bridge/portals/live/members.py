"""Whoever is in a chat today is in its room, with their ghosts."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from bridge.errors import Refused
from bridge.matrix.client import Homeserver
from bridge.matrix.events import RoomId
from bridge.model.ids import PersonId
from bridge.people.cast import Cast, FindAvatar
from bridge.people.ghosts import Ghosts

log = logging.getLogger(__name__)

MOST = 500
"""Ghosts that are brought into one room at once; further ones come in when they speak."""


async def bring_in(
    homeserver: Homeserver,
    room: RoomId,
    cast: Cast,
    people: Sequence[PersonId],
    ghosts: Ghosts,
    find_avatar: FindAvatar,
) -> None:
    """Invite each ghost that is not there, and let it join."""
    await cast.learn(people)
    there = await homeserver.live.joined_members(room)
    missing = [person for person in people if cast.ghosts[person] not in there][:MOST]
    await cast.awaken_all(missing, ghosts, find_avatar)
    for person in missing:
        ghost = cast.ghosts[person]
        looks = cast.looks(ghost)
        try:
            await homeserver.send_state(room, homeserver.bot, "m.room.member", ghost, {"membership": "invite", **looks})
            await homeserver.send_state(room, ghost, "m.room.member", ghost, {"membership": "join", **looks})
        except Refused as refusal:
            log.info("a ghost is not let into %s: %s", room, refusal.code)  # banned there: so it shall stay outside
