"""Table ``event``: which events in the room belong to which source item."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bridge.store.database import Database

SPOKEN = ("message", "state")
"""Roles of the event that stands for the item itself: what a reply, a pin or a reaction is aimed at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """One event of one source item.

    ``part`` and ``role`` are those of its draft (``bridge.matrix.events``).
    ``thread`` is the message id that began the thread the item belongs to.
    """

    part: int
    role: str
    event_id: str
    sender: str
    thread: str | None = None
    portal: int = 0
    message: str = ""
    sequence: int = 0
    """Ascends in the order of sending; given by the database, like portal and message, when it is read."""


class Events:
    """The map between source items and Matrix events."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def first_of(self, portal: int, messages: Sequence[str]) -> dict[str, str]:
        """For each of ``messages`` that is in the room: the id of its first event with a role in :data:`SPOKEN`."""
        raise NotImplementedError

    async def of_message(self, portal: int, message: str) -> list[EventRow]:
        """All events of one item, by part."""
        raise NotImplementedError

    async def latest_in_thread(self, portal: int, root: str) -> str | None:
        """The newest event that stands for an item of this thread; None: nobody has answered yet."""
        raise NotImplementedError

    async def page(self, portal: int, after: int, limit: int) -> list[EventRow]:
        """Up to ``limit`` events with a ``sequence`` greater than ``after`` (0: from the beginning), as they were sent."""
        raise NotImplementedError

    async def of_events(self, event_ids: Collection[str]) -> dict[str, EventRow]:
        """What our own events among ``event_ids`` stand for, by event id (for verify)."""
        raise NotImplementedError

    async def count(self, portal: int) -> int:
        """How many events this portal has."""
        raise NotImplementedError

    async def exists(self, event_id: str) -> bool:
        """Did we send this event?"""
        raise NotImplementedError
