"""Making a portal's room, once; and closing its doors again when its history has been said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from bridge.errors import HomeserverError, Refused
from bridge.matrix import power
from bridge.matrix.client import Homeserver
from bridge.matrix.events import ContentUri, RoomId, UserId
from bridge.matrix.pages import Event
from bridge.matrix.source_key import FIELD, VERSION

BOT_NAME = "Beringia"
ROOM_VERSION = "11"
"""In version 12 a room's creator could never be relieved of power, and the bot should go one day."""


BY_INVITATION = {"join_rule": "invite"}
BY_LEAVE_OF_THE_BOT: dict[str, Any] = {"join_rule": "restricted", "allow": []}
"""Nobody comes in by themselves: https://spec.matrix.org/v1.17/client-server-api/#restricted-rooms with no condition."""
FURNITURE = frozenset(
    {
        "m.room.create",
        "m.room.power_levels",
        "m.room.canonical_alias",
        "m.room.join_rules",
        "m.room.history_visibility",
        "m.room.guest_access",
        "m.room.name",
        "m.room.topic",
        "m.room.avatar",
        "org.matrix.room.preview_urls",
        "m.bridge",
        "uk.half-shot.bridge",
        "beringia.bedrock",
    }
)
"""Types of state, besides its own membership, that the bot sets to make, furnish and settle a room."""


class RoomEncrypted(HomeserverError):
    """The homeserver encrypts new rooms, and nobody could read an encrypted history."""


@dataclass(frozen=True)
class RoomSpec:
    """What a portal's room should be. ``alias`` (``#…:domain``) is what it is found by, for ever; nobody else can take it."""

    alias: str
    name: str
    network: str
    """``telegram``"""
    network_title: str
    """``Telegram``"""
    topic: str | None = None
    avatar: ContentUri | None = None
    version: str = ROOM_VERSION
    federate: bool = False
    renamed: bool = False
    """Whether its history holds a change of name: then it begins without one, lest it change from its last name to it."""
    predecessor: RoomId | None = None
    """The room that it succeeds."""
    beneath: bool = False
    """Whether its history is to lie beneath it: then the bot lets ghosts in without inviting each, until it is settled."""

    @property
    def marker(self) -> dict[str, Any]:
        """What tells, in the room's first event, that we made it, and for what."""
        return {"v": VERSION, "network": self.network, "room": self.alias}


async def prepare_bot(homeserver: Homeserver) -> None:
    """Let the bot exist, with its device, and a name for people. Repeating it is harmless.

    A name that an administrator gave it stays; Synapse's own choice, the localpart, is no name.
    """
    await homeserver.register(homeserver.bot)
    await homeserver.ensure_device(homeserver.bot)
    profile = await homeserver.profile(homeserver.bot) or {}
    if profile.get("displayname") in (None, "", homeserver.bot[1:].partition(":")[0]):
        await homeserver.set_display_name(homeserver.bot, BOT_NAME)


async def ensure_room(homeserver: Homeserver, spec: RoomSpec) -> RoomId:
    """The room with this alias; made, and open to ghosts, if it is not there. One that was settled stays so: ``reopen``.

    It may be called again at any time, also after an answer that never came. Raises HomeserverError when the alias
    leads to a room that we did not make, and RoomEncrypted when the homeserver made it a room that cannot be used.
    """
    room = await homeserver.resolve_alias(spec.alias)
    if room is None:
        room = await _create(homeserver, spec)
    state = await _own_state(homeserver, spec, room)
    await _complete(homeserver, spec, room, state)
    return room


async def settle(homeserver: Homeserver, room: RoomId) -> None:
    """Give the room the levels that people live under, once its history is whole. Repeating it changes nothing."""
    current = await homeserver.state_event(room, "m.room.power_levels") or {}
    wanted = power.afterwards(current)
    if current != wanted:
        await homeserver.send_state(room, homeserver.bot, "m.room.power_levels", "", wanted)


async def raise_levels(homeserver: Homeserver, room: RoomId, users: Sequence[UserId]) -> None:
    """Let these people lead the room: a moderator's level, unless theirs is higher. Repeating it changes nothing."""
    current = await homeserver.state_event(room, "m.room.power_levels") or {}
    levels: dict[str, int] = current.get("users", {})
    raised: dict[str, int] = {user: power.MODERATOR for user in users if levels.get(user, 0) < power.MODERATOR}
    if raised:
        content = {**current, "users": levels | raised}
        await homeserver.send_state(room, homeserver.bot, "m.room.power_levels", "", content)


async def open_doors(homeserver: Homeserver, room: RoomId) -> None:
    """Let the bot bring ghosts in without inviting each. Nobody comes in by themselves. Repeating it changes nothing."""
    if await homeserver.state_event(room, "m.room.join_rules") != BY_LEAVE_OF_THE_BOT:
        await homeserver.send_state(room, homeserver.bot, "m.room.join_rules", "", BY_LEAVE_OF_THE_BOT)


async def close_doors(homeserver: Homeserver, room: RoomId) -> None:
    """Let nobody in any longer but by invitation. Repeating it changes nothing."""
    if await homeserver.state_event(room, "m.room.join_rules") == BY_LEAVE_OF_THE_BOT:
        await homeserver.send_state(room, homeserver.bot, "m.room.join_rules", "", BY_INVITATION)


async def reopen(homeserver: Homeserver, room: RoomId) -> None:
    """Let ghosts change name, topic, picture and pins again, for more history. Repeating it changes nothing."""
    create = await homeserver.state_event(room, "m.room.create") or {}
    current = await homeserver.state_event(room, "m.room.power_levels") or {}
    levels = power.during_import(homeserver.bot, create.get("room_version", "1"))
    levels["users"] = {**current.get("users", {}), **levels["users"]}
    await homeserver.send_state(room, homeserver.bot, "m.room.power_levels", "", levels)


async def _create(homeserver: Homeserver, spec: RoomSpec) -> RoomId:
    try:
        return await homeserver.create_room(_request(homeserver, spec))
    except Refused as refusal:
        room = await homeserver.resolve_alias(spec.alias) if refusal.code == "M_ROOM_IN_USE" else None
        if room is None:
            raise
        return room


def _request(homeserver: Homeserver, spec: RoomSpec) -> dict[str, Any]:
    """See https://spec.matrix.org/v1.17/client-server-api/#post_matrixclientv3createroom"""
    return {
        "preset": "private_chat",
        "visibility": "private",
        "room_version": spec.version,
        "room_alias_name": spec.alias[1:].partition(":")[0],
        "creation_content": {"m.federate": spec.federate, FIELD: spec.marker, **_predecessor(spec)},
        "power_level_content_override": power.during_import(homeserver.bot, spec.version),
        "initial_state": [
            {"type": kind, "state_key": state_key, "content": content}
            for (kind, state_key), content in _wanted_state(homeserver, spec).items()
        ],
    }


def _predecessor(spec: RoomSpec) -> dict[str, Any]:
    """See https://spec.matrix.org/v1.17/client-server-api/#mroomcreate"""
    return {} if spec.predecessor is None else {"predecessor": {"room_id": spec.predecessor}}


def _wanted_state(homeserver: Homeserver, spec: RoomSpec) -> dict[tuple[str, str], dict[str, Any]]:
    """All state but the room's levels and members. People invited later see the whole history: ``shared``."""
    bridge_key = f"beringia://{spec.network}/{spec.alias}"
    bridge = _bridge(homeserver, spec)
    state: dict[tuple[str, str], dict[str, Any]] = {
        ("m.room.join_rules", ""): BY_LEAVE_OF_THE_BOT if spec.beneath else BY_INVITATION,
        ("m.room.history_visibility", ""): {"history_visibility": "shared"},
        ("m.room.guest_access", ""): {"guest_access": "forbidden"},
        # Else clients would make the homeserver fetch every address that was ever mentioned.
        ("org.matrix.room.preview_urls", ""): {"disable": True},
        ("m.bridge", bridge_key): bridge,
        ("uk.half-shot.bridge", bridge_key): bridge,
    }
    if not spec.renamed:
        state["m.room.name", ""] = {"name": spec.name}
    if spec.topic:
        state["m.room.topic", ""] = {"topic": spec.topic}
    if spec.avatar:
        state["m.room.avatar", ""] = {"url": spec.avatar}
    return state


def _bridge(homeserver: Homeserver, spec: RoomSpec) -> dict[str, Any]:
    """Tells clients which network this is: https://github.com/matrix-org/matrix-spec-proposals/pull/2346"""
    return {
        "bridgebot": homeserver.bot,
        "creator": homeserver.bot,
        "protocol": {"id": spec.network, "displayname": spec.network_title},
        "channel": {"id": spec.alias, "displayname": spec.name},
    }


async def _own_state(homeserver: Homeserver, spec: RoomSpec, room: RoomId) -> Mapping[tuple[str, str], Event]:
    """The room's current state. Raises HomeserverError unless we made it."""
    try:
        events = await homeserver.state(room)
    except Refused as refusal:
        if refusal.status not in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
            raise
        raise _not_ours(spec, room, "the bot is not in it") from refusal
    state = {(event["type"], event["state_key"]): event for event in events}
    create = state.get(("m.room.create", ""))
    if create is None or create["sender"] != homeserver.bot or create["content"].get(FIELD) != spec.marker:
        raise _not_ours(spec, room, "it was not made for this chat")
    if ("m.room.encryption", "") in state:
        raise RoomEncrypted(
            f"Set encryption_enabled_by_default_for_room_type: off, remove the alias {spec.alias}, and run this again."
        )
    return state


def _not_ours(spec: RoomSpec, room: RoomId, reason: str) -> HomeserverError:
    return HomeserverError(
        f"The alias {spec.alias} leads to {room}, but {reason}. Remove the alias (room settings, or"
        f" DELETE /_matrix/client/v3/directory/room/…) and run this again; a new room will be made."
    )


async def _complete(
    homeserver: Homeserver, spec: RoomSpec, room: RoomId, state: Mapping[tuple[str, str], Event]
) -> None:
    """Add what is missing: a homeserver that was killed while it made the room may have left it half furnished.

    What is there stays as it is; people may have changed it since.
    """
    wanted = _wanted_state(homeserver, spec)
    wanted["m.room.power_levels", ""] = power.during_import(homeserver.bot, spec.version)
    for (kind, state_key), content in wanted.items():
        if (kind, state_key) not in state:
            await homeserver.send_state(room, homeserver.bot, kind, state_key, content)
