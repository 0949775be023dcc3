"""A portal's room: made or found again before history is said in it, and settled afterwards."""

from __future__ import annotations

from dataclasses import replace

from bridge.matrix.client import Homeserver
from bridge.matrix.events import RoomId
from bridge.matrix.names import room_name
from bridge.matrix.rooms import RoomSpec, ensure_room, reopen, settle
from bridge.portals.portal import House
from bridge.store import Portal, Store

_RENAMING = "title"
"""The kind of items that give the chat another name (``bridge.model.event.TitleChange``)."""


async def open_room(store: Store, homeserver: Homeserver, house: House, portal: Portal, lease: str) -> RoomId:
    """The portal's room, in which ghosts may now do what their people did.

    The room is found again by its alias, even when the answer that made it never arrived.
    """
    if portal.room_id is not None:
        await reopen(homeserver, RoomId(portal.room_id))
        return RoomId(portal.room_id)
    renamed = any(kind == _RENAMING for _, kind in await store.inbox.counts(portal.id))
    room = await ensure_room(homeserver, replace(specification(house, portal), renamed=renamed))
    await store.portals.set_room(portal.id, room, lease=lease)
    return room


async def close_room(homeserver: Homeserver, house: House, portal: Portal, room: RoomId) -> None:
    """History is said: the levels that people live under, and the name that the chat has today.

    Renamings of the past may end with another name, when the export does not hold the last of them.
    """
    name = {"name": specification(house, portal).name}
    current = await homeserver.state_event(room, "m.room.name") or {}
    if current.get("name") != name["name"]:
        await homeserver.send_state(room, homeserver.bot, "m.room.name", "", name)
    await settle(homeserver, room)


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
    )
