"""A portal's room: made or found again before history is said in it, and settled afterwards."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bridge.errors import HomeserverError, Refused
from bridge.matrix.bedrock.calls import INHABITED, MOST_BROUGHT_IN
from bridge.matrix.bedrock.ground import Ground
from bridge.matrix.client import Homeserver
from bridge.matrix.events import RoomId
from bridge.matrix.names import room_name
from bridge.matrix.rooms import RoomSpec, close_doors, ensure_room, open_doors, reopen, settle
from bridge.matrix.succession import move_people, release_alias
from bridge.people.cast import Cast
from bridge.people.ghosts import Ghosts
from bridge.portals.attendance import present
from bridge.portals.pins import pin_todays
from bridge.portals.portal import House
from bridge.portals.recovery import find_unrecorded
from bridge.portals.scene import Scene
from bridge.store import Portal, Store

MARKER = "beringia.bedrock"
"""The type of the state event that stands above a room's gap."""
BEDROCK_IS_GONE = (
    "The history of this chat lies beneath its room, and what is appended now would come after what people said there."
    " Install the bedrock module again (`beringia check` says what it finds of it), leave --plain away, and run this again."
)
_RENAMING = "title"
"""The kind of items that give the chat another name (``bridge.model.event.TitleChange``)."""


@dataclass(frozen=True)
class Place:
    """Where a portal's history goes. ``ground`` is None where it is appended."""

    room: RoomId
    ground: Ground | None = None


class Rooms:
    """Makes, finds and settles the rooms of portals."""

    def __init__(self, store: Store, homeserver: Homeserver, house: House, ghosts: Ghosts) -> None:
        self._store = store
        self._homeserver = homeserver
        self._house = house
        self._ghosts = ghosts

    async def is_appended(self, portal: Portal) -> bool:
        """Has history been appended to the portal's room?"""
        return portal.ground is None and bool(await self._store.events.last(portal.id))

    async def begin_anew(self, portal: Portal, lease: str) -> None:
        """Give a chat whose history was appended to its room another one, with its whole history beneath it."""
        await self._store.succession.begin_anew(portal.id, lease=lease)

    async def lies_beneath(self, portal: Portal, *, bedrock: bool) -> bool:
        """Does this portal's history lie beneath its room, or is it to, if ``bedrock`` is there?

        A room that was filled by appending stays so.
        """
        return portal.ground is not None or (bedrock and not await self._store.events.last(portal.id))

    async def open(self, portal: Portal, lease: str) -> Place:
        """The portal's room, in which ghosts may now do what their people did.

        The room is found again by its alias, even when the answer that made it never arrived.
        """
        if portal.room_id is not None:
            await self._expect_no_gap(RoomId(portal.room_id))
            await reopen(self._homeserver, RoomId(portal.room_id))
            return Place(RoomId(portal.room_id))
        renamed = any(kind == _RENAMING for _, kind in await self._store.inbox.counts(portal.id))
        return Place(await self._make(portal, replace(specification(self._house, portal), renamed=renamed), lease))

    async def open_beneath(self, portal: Portal, cast: Cast, scene: Scene, lease: str) -> Place | None:
        """The portal's room with the gap beneath it. Whoever is in the chat today is in it before the gap is made.

        None: something was said in the room already, so that its history can only be appended; ``open`` it. Raises
        HomeserverError when the room has lost its gap.
        """
        if portal.room_id is not None and portal.ground is not None:
            return Place(RoomId(portal.room_id), await self._find_ground(RoomId(portal.room_id)))
        room = await self._make(portal, replace(specification(self._house, portal), beneath=True), lease)
        ground = await self._make_ground(room, portal, cast, scene)
        if ground is not None:
            await self._store.portals.set_ground(portal.id, ground.remembered(), lease=lease)
            await settle(self._homeserver, room)
        await close_doors(self._homeserver, room)
        return None if ground is None else Place(room, ground)

    async def close(self, portal: Portal, place: Place) -> None:
        """History is said: the levels that people live under, and what was pinned last.

        In a room to which history was appended also the name that the chat has today: its renamings may end with another,
        when the export does not hold the last of them. A room with its history beneath is people's own from the first
        moment, so a later export changes neither its name nor who is in it.
        """
        if place.ground is not None:
            await close_doors(self._homeserver, place.room)
            await pin_todays(self._store, self._homeserver, portal.id, place.room, self._house.is_ours)
        else:
            await self._name(portal, place.room)
        await settle(self._homeserver, place.room)
        if portal.predecessor is not None:
            await move_people(self._homeserver, RoomId(portal.predecessor), place.room, self._house.is_ours)

    async def _expect_no_gap(self, room: RoomId) -> None:
        """Raises HomeserverError for a room that was made to have its history beneath it."""
        if await self._homeserver.state_event(room, MARKER):
            raise HomeserverError(BEDROCK_IS_GONE)

    async def _make(self, portal: Portal, spec: RoomSpec, lease: str) -> RoomId:
        """The room with this alias, which a room that it succeeds has to let go."""
        if spec.predecessor is not None:
            await release_alias(self._homeserver, spec.alias, spec.predecessor)
        room = await ensure_room(self._homeserver, spec)
        await self._store.portals.set_room(portal.id, room, lease=lease)
        return room

    async def _make_ground(self, room: RoomId, portal: Portal, cast: Cast, scene: Scene) -> Ground | None:
        found = await self._homeserver.bedrock.ground(room)
        if found is not None:
            return found
        if await find_unrecorded(self._homeserver, self._store, room, self._house.keys(portal), self._house.is_ours):
            return None  # an import that appends was killed before it recorded anything
        await open_doors(self._homeserver, room)
        try:
            return await self._homeserver.bedrock.open(room, await self._members(portal, cast, scene))
        except Refused as refusal:
            if refusal.code != INHABITED:
                raise
            return None

    async def _find_ground(self, room: RoomId) -> Ground:
        ground = await self._homeserver.bedrock.ground(room)
        if ground is None:
            raise HomeserverError(f"bedrock finds no gap in {room}, where it has laid history before.")
        return ground

    async def _members(self, portal: Portal, cast: Cast, scene: Scene) -> list[dict[str, str]]:
        people = (await present(self._store, portal.id))[:MOST_BROUGHT_IN]
        await cast.learn(people)
        await cast.awaken_all(people, self._ghosts, scene.avatar)
        return [{"user_id": cast.ghosts[person], **cast.looks(cast.ghosts[person])} for person in people]

    async def _name(self, portal: Portal, room: RoomId) -> None:
        name = {"name": specification(self._house, portal).name}
        current = await self._homeserver.state_event(room, "m.room.name") or {}
        if current.get("name") != name["name"]:
            await self._homeserver.send_state(room, self._homeserver.bot, "m.room.name", "", name)


def specification(house: House, portal: Portal) -> RoomSpec:
    """What the portal's room should be."""
    chat = portal.chat
    return RoomSpec(
        alias=house.identities.alias(chat),
        name=room_name(chat.title, house.suffix_for(chat.network_name)),
        network=chat.network,
        network_title=chat.network_name,
        topic=chat.description,
        version=house.room_version,
        federate=house.federate,
        predecessor=None if portal.predecessor is None else RoomId(portal.predecessor),
    )
