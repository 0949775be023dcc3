"""Table ``event``: which events in the room belong to which source item."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bridge.store.columns import chunks, placeholders
from bridge.store.database import Database, Statement

SPOKEN = ("message", "state", "echo")
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
    depth: int | None = None
    """Where it lies beneath the room, above the room's ground; None: it was appended."""
    target: str | None = None
    """Of a reaction or vote: the message that it was given to."""
    key: str | None = None
    """Of a reaction: the emoji."""
    gone: bool = False
    """Was it redacted since?"""
    portal: int = 0
    message: str = ""
    sequence: int = 0
    """Ascends in the order of sending; given by the database, like portal and message, when it is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Depths:
    """The depths of one item's events beneath a room, and the item's place in its chat's history."""

    time: int
    place: int
    message: str
    first: int
    last: int


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

    async def of_further_items(self, portal: int, message: str) -> list[EventRow]:
        """The events of ``12/2``, ``12/3`` …: what a message says beside its first content, in the order of sending."""
        number, _, foreign = message.partition("~")
        condition = "portal = $1 AND message > $2 AND message < $3 ORDER BY sequence"
        rows = await self._select(condition, portal, f"{number}/", f"{number}0")
        return [row for row in rows if row.message.partition("~")[2] == foreign]

    async def latest_in_thread(self, portal: int, root: str) -> str | None:
        """The newest event that stands for an item of this thread; None: nobody has answered yet."""
        event_id: str | None = await self._database.fetchval(
            f"SELECT event_id FROM event WHERE portal = $1 AND thread = $2 AND role IN {SPOKEN}"
            " ORDER BY sequence DESC LIMIT 1",
            portal,
            root,
        )
        return event_id

    async def given_to(self, portal: int, messages: Sequence[str]) -> list[EventRow]:
        """The reactions and votes that stand under these messages, by whoever gave them, in the order of sending."""
        found: list[EventRow] = []
        for chunk in chunks(messages):
            condition = f"portal = $1 AND gone = 0 AND target IN ({placeholders(2, len(chunk))}) ORDER BY sequence"
            found += await self._select(condition, portal, *chunk)
        return found

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

    async def said_live(self, event_ids: Collection[str]) -> set[str]:
        """Those of these events that say what arrived live."""
        found: set[str] = set()
        for chunk in chunks(list(event_ids)):
            rows = await self._database.fetch(
                "SELECT event_id FROM event JOIN inbox ON inbox.portal = event.portal AND inbox.message = event.message"
                f" WHERE arrival IS NOT NULL AND event_id IN ({placeholders(1, len(chunk))})",
                *chunk,
            )
            found |= {row["event_id"] for row in rows}
        return found

    async def depths_at(self, portal: int, times: Sequence[int]) -> list[Depths]:
        """Where the items of these moments (ms since 1970) lie that are beneath the room already, in order."""
        found: list[Depths] = []
        for chunk in chunks(times):
            rows = await self._database.fetch(
                "SELECT inbox.time, inbox.place, inbox.message, MIN(event.depth) AS first, MAX(event.depth) AS last"
                " FROM inbox JOIN event ON event.portal = inbox.portal AND event.message = inbox.message"
                f" WHERE inbox.portal = $1 AND inbox.time IN ({placeholders(2, len(chunk))})"
                " AND event.depth IS NOT NULL GROUP BY inbox.time, inbox.place, inbox.message"
                " ORDER BY inbox.time, inbox.place, inbox.message",
                portal,
                *chunk,
            )
            found += [Depths(**dict(row)) for row in rows]
        return found

    async def let_go(self, portal: int, message: str, event_id: str) -> None:
        """This event stands for this item no longer, though it may for others."""
        await self._database.execute(
            "UPDATE event SET gone = 1 WHERE portal = $1 AND message = $2 AND event_id = $3", portal, message, event_id
        )

    async def count(self, portal: int) -> int:
        """How many events this portal has."""
        return int(await self._database.fetchval("SELECT COUNT(*) FROM event WHERE portal = $1", portal))

    async def count_beneath(self, portal: int) -> int:
        """How many of them lie beneath the room."""
        return int(
            await self._database.fetchval("SELECT COUNT(*) FROM event WHERE portal = $1 AND depth IS NOT NULL", portal)
        )

    async def exists(self, event_id: str) -> bool:
        """Did we send this event?"""
        return bool(await self._database.fetch("SELECT 1 FROM event WHERE event_id = $1 LIMIT 1", event_id))

    async def _select(self, condition: str, *args: Any) -> list[EventRow]:
        rows = await self._database.fetch(f"SELECT {_COLUMNS} FROM event WHERE {condition}", *args)
        return [EventRow(**{**dict(row), "gone": bool(row["gone"])}) for row in rows]


def insertions(portal: int, events: Sequence[tuple[str, EventRow]]) -> Iterator[Statement]:
    """The statements that record events, each with the item that it says; in the order of sending."""
    for start in range(0, len(events), _TOGETHER):
        yield _insertion(portal, events[start : start + _TOGETHER])


def _insertion(portal: int, events: Sequence[tuple[str, EventRow]]) -> Statement:
    rows: list[str] = []
    values: list[Any] = [portal]
    for message, event in events:
        rows.append(f"($1, {placeholders(len(values) + 1, _WIDTH)})")
        values += [message, event.part, event.role, event.event_id, event.sender, event.thread, event.depth]
        values += [event.target, event.key, int(event.gone)]
    return Statement(f"{_INSERT} {', '.join(rows)}", values)


_COLUMNS = "part, role, event_id, sender, thread, depth, target, key, gone, portal, message, sequence"
_INSERT = "INSERT INTO event (portal, message, part, role, event_id, sender, thread, depth, target, key, gone) VALUES"
_WIDTH = 10
_TOGETHER = 200
"""Rows of one statement: far below the most arguments that either database takes."""
