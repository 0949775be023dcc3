"""Opening a room for history: its people join, then a marker is sent far above them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from synapse import event_auth
from synapse.module_api.errors import SynapseError

from .ground import GAP, MARKER, find
from .homeserver import ROOM_VERSIONS
from .refusals import ENCRYPTED, FEDERATED, INHABITED, ROOM_VERSION, forbidden, malformed
from .tables import Tables

if TYPE_CHECKING:
    from synapse.events import EventBase
    from synapse.types import StateMap

    from .ground import Ground
    from .homeserver import Homeserver

MOST_MEMBERS = 5000
TOGETHER = 100
"""Joins in one batch: Synapse compares each with all others of its batch."""
EXTREMITIES = "BERINGIA_EXTREMITIES"


@dataclass(frozen=True)
class Member:
    """Somebody who is to stand in the room before its history begins."""

    user_id: str
    profile: dict[str, str]
    """``displayname`` and ``avatar_url``, as far as there are any."""

    def join(self, room: str, authorised_by: str) -> dict[str, Any]:
        """The event, for a room whose join rule is ``restricted``: nobody needs to be invited."""
        content = {"membership": "join", **self.profile, "join_authorised_via_users_server": authorised_by}
        return {
            "type": "m.room.member",
            "room_id": room,
            "sender": self.user_id,
            "state_key": self.user_id,
            "content": content,
        }


def members(homeserver: Homeserver, listed: object) -> list[Member]:
    """Read them from a request, each user once."""
    if not isinstance(listed, list) or len(listed) > MOST_MEMBERS:
        raise malformed(f"members must be a list, of at most {MOST_MEMBERS}")
    found = [_member(one) for one in listed]
    if any(not homeserver.is_ours(member.user_id) for member in found):
        raise forbidden("all members must be users of the appservice")
    return list({member.user_id: member for member in found}.values())


def _member(listed: object) -> Member:
    if not isinstance(listed, dict) or not listed.keys() <= {"user_id", "displayname", "avatar_url"}:
        raise malformed("a member has a user_id, and may have a displayname and an avatar_url")
    given = {key: value for key, value in listed.items() if value is not None}
    if not all(isinstance(value, str) for value in given.values()) or "user_id" not in given:
        raise malformed("user_id, displayname and avatar_url of a member are texts")
    return Member(given.pop("user_id"), given)


async def open_room(homeserver: Homeserver, room: str, people: Iterable[Member]) -> Ground:
    """Make the gap, if it is not there. Whatever a killed attempt left is kept, and the rest is made."""
    await _expect_suitable(homeserver, room)
    ground = await find(homeserver, room)
    if ground is not None:
        return ground
    await _expect_uninhabited(homeserver, room)
    await _let_join(homeserver, room, people)
    await _send_marker(homeserver, room)
    made = await find(homeserver, room)
    if made is None:
        raise SynapseError(500, f"the gap in {room} was made, and is not found")
    return made


async def _expect_suitable(homeserver: Homeserver, room: str) -> None:
    types = ("m.room.create", "m.room.power_levels", "m.room.encryption")
    state = await homeserver.state_of(room, *types)
    create = state["m.room.create", ""]
    if not _governs(homeserver.bot, state):
        raise forbidden(f"{homeserver.bot} has no power in {room}")
    if create.content.get("room_version") not in ROOM_VERSIONS:
        raise SynapseError(400, f"only rooms of versions {' and '.join(ROOM_VERSIONS)} can be opened", ROOM_VERSION)
    if create.content.get("m.federate") is not False:
        raise SynapseError(400, "other servers would never see the history: m.federate must be false", FEDERATED)
    if ("m.room.encryption", "") in state:
        raise SynapseError(400, "the room is encrypted, and history is not", ENCRYPTED)


def _governs(bot: str, state: StateMap[EventBase]) -> bool:
    if state["m.room.create", ""].sender == bot:
        return True
    levels = state.get(("m.room.power_levels", ""))
    return event_auth.get_user_power_level(bot, state) >= event_auth.get_send_level("m.room.power_levels", "", levels)


async def _expect_uninhabited(homeserver: Homeserver, room: str) -> None:
    tables = Tables(homeserver.store, room)
    if await tables.has_messages() or not all(homeserver.is_ours(sender) for sender in await tables.senders()):
        reason = "history would come after what people said already; make a new room, and link it as the successor"
        raise SynapseError(409, reason, INHABITED)


async def _let_join(homeserver: Homeserver, room: str, people: Iterable[Member]) -> None:
    there = await homeserver.storage.state.get_current_state_ids(room)
    joined = await Tables(homeserver.store, room).joins([there[key] for key in there if key[0] == "m.room.member"])
    joins = [person.join(room, homeserver.bot) for person in people if person.user_id not in joined]
    for start in range(0, len(joins), TOGETHER):
        await homeserver.synapse.get_event_creation_handler().create_and_send_new_client_events(
            homeserver.as_bot,
            room,
            await _last_event(homeserver, room),
            joins[start : start + TOGETHER],
            ratelimit=False,
        )


async def _send_marker(homeserver: Homeserver, room: str) -> None:
    anchor = await homeserver.store.get_event(await _last_event(homeserver, room))
    events = homeserver.synapse.get_event_creation_handler()
    marker = {
        "type": MARKER,
        "room_id": room,
        "sender": homeserver.bot,
        "state_key": "",
        "content": {"v": 1, "anchor": anchor.event_id},
    }
    event, context = await events.create_event(
        homeserver.as_bot, marker, prev_event_ids=[anchor.event_id], depth=anchor.depth + GAP
    )
    await events.handle_new_client_event(homeserver.as_bot, [(event, await context.persist(event))], ratelimit=False)


async def _last_event(homeserver: Homeserver, room: str) -> str:
    latest = await homeserver.last_events(room)
    if len(latest) != 1:
        raise SynapseError(409, f"{room} has {len(latest)} last events, and must have one; try again", EXTREMITIES)
    return next(iter(latest))
