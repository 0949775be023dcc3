"""Whom a refusal blames: the one item, or us, the room and the homeserver."""

from __future__ import annotations

from http import HTTPStatus

from bridge.errors import Refused
from bridge.matrix.client import Homeserver
from bridge.matrix.events import RoomId

_ITEM_AT_FAULT = frozenset(
    {HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.INTERNAL_SERVER_ERROR}
)
"""Statuses that may say something about the item; any other says something about us."""
_OURS = frozenset({"M_UNKNOWN_DEVICE", "M_EXCLUSIVE", "M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_FORBIDDEN"})
"""Error codes that say something about us, whatever their status."""
PROBE = "beringia.probe"
"""The type of state with which a homeserver is asked whether it takes anything."""


async def is_items_fault(refusal: Refused, homeserver: Homeserver, room: RoomId, mark: str) -> bool:
    """Would the homeserver take another event in the item's place?

    A proxy has no Matrix error code. Who answers 500 is asked to take a piece of state that no client shows; ``mark``
    makes it a new one. Raises what the homeserver says to that.
    """
    if refusal.status not in _ITEM_AT_FAULT or not refusal.code or is_ours(refusal.code):
        return False
    if refusal.status == HTTPStatus.INTERNAL_SERVER_ERROR:
        await homeserver.send_state(room, homeserver.bot, PROBE, "", {"mark": mark})
    return True


def is_ours(code: str) -> bool:
    """Does this error code say something about us, rather than about an item?"""
    return code in _OURS


def is_lost_device(refusal: Refused) -> bool:
    """Has somebody removed the device that a ghost speaks from? Homeservers can be told to clear unused ones away."""
    return refusal.code == "M_UNKNOWN_DEVICE"
