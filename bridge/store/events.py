"""Table ``event``: which events in the room belong to which source item."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from bridge.store.columns import chunks, placeholders
from bridge.store.database import Database, Statement

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

    async def first_of(self, portal: int, messages: Sequence[str]) -> dict[str, EventRow]:
        """For each of ``messages`` that is in the room: the event that stands for it.

        That is its first with a role in :data:`SPOKEN`; of an item that is nothing but a coming or going, its first.
        """
        found = await self.of_messages(portal, messages)
        return {message: next((row for row in rows if row.role in SPOKEN), rows[0]) for message, rows in found.items()}

    async def of_messages(self, portal: int, messages: Sequence[str]) -> dict[str, list[EventRow]]:
        """All events of those of ``messages`` that are in the room, by part."""
        found: dict[str, list[EventRow]] = {}
        for chunk in chunks(messages):
            condition = f"portal = $1 AND message IN ({placeholders(2, len(chunk))}) ORDER BY message, part"
            for row in await self._select(condition, portal, *chunk):
                found.setdefault(row.message, []).append(row)
        return found

    async def of_message(self, portal: int, message: str) -> list[EventRow]:
        """All events of one item, by part."""
        return await self._select("portal = $1 AND message = $2 ORDER BY part", portal, message)

    async def latest_in_thread(self, portal: int, root: str) -> str | None:
        """The newest event that stands for an item of this thread; None: nobody has answered yet."""
        event_id: str | None = await self._database.fetchval(
            f"SELECT event_id FROM event WHERE portal = $1 AND thread = $2 AND role IN {SPOKEN}"
            " ORDER BY sequence DESC LIMIT 1",
            portal,
            root,
        )
        return event_id

    async def page(self, portal: int, after: int, limit: int) -> list[EventRow]:
        """Up to ``limit`` events with a ``sequence`` above ``after`` (0: all), in the order of sending."""
        return await self._select(f"portal = $1 AND sequence > $2 ORDER BY sequence LIMIT {limit:d}", portal, after)

    async def last(self, portal: int) -> int:
        """The sequence number of the newest event; 0: there is none."""
        return int(
            await self._database.fetchval("SELECT COALESCE(MAX(sequence), 0) FROM event WHERE portal = $1", portal)
        )

    async def of_events(self, event_ids: Collection[str]) -> dict[str, list[EventRow]]:
        """What our own events among ``event_ids`` stand for.

        Mostly one row each; a state event that changed nothing may stand for several items.
        """
        found: dict[str, list[EventRow]] = {}
        for chunk in chunks(list(event_ids)):
            for row in await self._select(f"event_id IN ({placeholders(1, len(chunk))}) ORDER BY sequence", *chunk):
                found.setdefault(row.event_id, []).append(row)
        return found

    async def count(self, portal: int) -> int:
        """How many events this portal has."""
        return int(await self._database.fetchval("SELECT COUNT(*) FROM event WHERE portal = $1", portal))

    async def exists(self, event_id: str) -> bool:
        """Did we send this event?"""
        return bool(await self._database.fetch("SELECT 1 FROM event WHERE event_id = $1 LIMIT 1", event_id))

    async def _select(self, condition: str, *args: Any) -> list[EventRow]:
        rows = await self._database.fetch(f"SELECT {_COLUMNS} FROM event WHERE {condition}", *args)
        return [EventRow(**dict(row)) for row in rows]


def insertion(portal: int, message: str, event: EventRow) -> Statement:
    """The statement that records one event of an item."""
    values = (portal, message, event.part, event.role, event.event_id, event.sender, event.thread)
    return Statement(_INSERT, values)


_COLUMNS = "part, role, event_id, sender, thread, portal, message, sequence"
_INSERT = (
    "INSERT INTO event (portal, message, part, role, event_id, sender, thread) VALUES ($1, $2, $3, $4, $5, $6, $7)"
)
