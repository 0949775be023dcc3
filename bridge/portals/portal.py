"""A portal, ready to be worked on: its people, its keys and its scene, made the same way for import and verify."""

from __future__ import annotations

from dataclasses import dataclass

from bridge.matrix.events import EventId, UserId
from bridge.matrix.room_state import RoomState
from bridge.matrix.source_key import SourceKeys
from bridge.matrix.user_ids import is_ghost
from bridge.model.ids import ChatId
from bridge.people.cast import Cast
from bridge.people.ghosts import Identities
from bridge.portals.amended import Amended
from bridge.portals.scene import Files, Scene, Setting
from bridge.store import Portal, Store

CONTENT_LIMIT = 60_000
"""Bytes of an event's content: what Matrix allows for a whole event, less what signing and hashing add."""


@dataclass(frozen=True)
class House:
    """What is the same for all portals: who the bot is, how ids are made, what is added to a room's name."""

    bot: UserId
    identities: Identities
    room_suffix: str
    """``{network}`` stands for the network's name."""
    room_version: str = "11"
    federate: bool = False

    def suffix_for(self, network: str) -> str:
        """What is added to the names of this network's rooms."""
        return self.room_suffix.replace("{network}", network)

    def is_ours(self, user: str) -> bool:
        """Is this the bot or a ghost? Nobody but us can speak for them."""
        return user == self.bot or is_ghost(user, self.identities.prefix, self.identities.domain)

    def keys(self, portal: Portal) -> SourceKeys:
        """The keys of a portal's messages: those of the chat that it was first, since they are in its room."""
        return SourceKeys(self.identities.secret, portal.chat.network, ChatId(portal.born or portal.chat.id))


@dataclass(frozen=True)
class Scenery:
    """A portal's people and scene."""

    cast: Cast
    scene: Scene


async def set_scene(
    store: Store,
    house: House,
    portal: Portal,
    files: Files,
    state: RoomState,
    *,
    beneath: bool,
    amended: Amended | None = None,
) -> Scenery:
    """Make a portal's scene, as the room's history stands in ``state``, or for a history that lies ``beneath`` it.

    ``amended``: for what is said live.
    """
    cast = await Cast.of_portal(store, house.identities, portal.id, portal.chat)
    setting = Setting(
        portal=portal.id,
        chat=portal.chat,
        bot=house.bot,
        room_suffix=house.suffix_for(portal.chat.network_name),
        content_limit=CONTENT_LIMIT,
        standing=beneath,
        amended=amended,
    )
    return Scenery(cast, Scene(store, cast, files, setting, state))


async def current_state(store: Store, portal: Portal) -> RoomState:
    """Where the room's history stands: who has joined, and what is pinned."""
    joined = await store.members.joined(portal.id)
    return RoomState(
        joined=frozenset(UserId(user) for user in joined),
        pinned=tuple(EventId(event) for event in portal.pinned),
    )
