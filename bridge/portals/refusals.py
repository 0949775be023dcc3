"""Whom a refusal blames: the one item, or us, the room and the homeserver, and then the chat stops."""

from __future__ import annotations

from http import HTTPStatus

from bridge.errors import HomeserverError, Refused
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
MOST_IN_A_ROW = 20
"""So many items after each other are not all to blame."""


async def is_items_fault(refusal: Refused, homeserver: Homeserver, room: RoomId, mark: str) -> bool:
    """Would the homeserver take another event in the item's place?

    A proxy has no Matrix error code. Who answers 500 is asked to take a piece of state that no client shows; ``mark``
    makes it a new one. Raises what the homeserver says to that.
    """
    if refusal.status not in _ITEM_AT_FAULT or not refusal.code or refusal.code in _OURS:
        return False
    if refusal.status == HTTPStatus.INTERNAL_SERVER_ERROR:
        await homeserver.send_state(room, homeserver.bot, PROBE, "", {"mark": mark})
    return True


def is_lost_device(refusal: Refused) -> bool:
    """Has somebody removed the device that a ghost speaks from? Homeservers can be told to clear unused ones away."""
    return refusal.code == "M_UNKNOWN_DEVICE"


def too_many(refusal: Refused) -> HomeserverError:
    """What to raise after ``MOST_IN_A_ROW`` items."""
    return HomeserverError(
        f"It has refused {MOST_IN_A_ROW} items in a row, which are recorded as failed; the last time: {refusal.detail}."
        " Find out why before you run the same command again: it goes on with the next item."
    )


def advise(error: HomeserverError) -> None:
    """Add what an administrator may look at."""
    if isinstance(error, Refused) and error.status == HTTPStatus.FORBIDDEN:
        error.add_note(
            "Was the bot or a ghost removed from the room, or the room closed or upgraded? Let it in again with its"
            " rights, and the same command goes on."
        )
