"""Table ``inbox``: every source item, and what became of it.

The states are ``waiting → sending → done | withheld | unsupported | missing | failed``. The table itself guards that
every state but the first three comes with a reason; which items are in ``sending``, see ``sending.py``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile
from typing import Any

from bridge.store.columns import chunks, from_json, placeholders, to_json
from bridge.store.database import Database, Row, Statement
from bridge.store.lanes import Lane


class State(StrEnum):
    """What became of an item."""

    WAITING = "waiting"
    SENDING = "sending"
    DONE = "done"
    WITHHELD = "withheld"
    UNSUPPORTED = "unsupported"
    MISSING = "missing"
    FAILED = "failed"


LATE = "it is older than what the room already holds"
"""The reason of items that are withheld because the history after them is already said."""

Order = tuple[int, int, str]
"""Where an item stands in its chat's history: (time in ms since 1970 UTC, place, message id)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxRow:
    """One source item. ``time`` in ms since 1970, UTC; ``body`` is the item in the neutral format, one line of JSON.

    ``export`` is where the body (and the files it refers to) comes from; ids inside the body are that export's own,
    see ``Aliases``. ``count`` says how many items the row stands for (more than one only for withheld ones).
    """

    portal: int
    message: str
    time: int
    place: int
    kind: str
    sender: str | None
    body: str
    export: int
    state: State
    reason: str | None
    notes: tuple[str, ...]
    count: int
    arrival: int | None = None
    """Its number among what arrived live; None: it is history."""
    edition: int = 0
    """The newest export that had something to say about the chat when ``Inbox.next`` read the row."""

    @property
    def order(self) -> Order:
        """Its place among the items of its lane; what ``Inbox.page`` wants as ``after``."""
        return (
            (self.time, self.place, self.message) if self.arrival is None else (self.arrival, self.place, self.message)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How much one chat's inbox holds. A row may stand for several items.

    ``first`` and ``last`` in ms since 1970, UTC, without those items of which nothing is kept; None: there are none.
    """

    rows: int
    items: int
    first: int | None
    last: int | None


class Inbox:
    """Source items of one lane, in its order: history by time, then place, then id; live ones as they arrived."""

    def __init__(self, database: Database, lane: Lane = Lane.HISTORY) -> None:
        self._database = database
        self._lane = lane

    async def next(self, portal: int, limit: int, after: Order | None = None) -> list[InboxRow]:
        """The next items to say, in order; interrupted ones (state ``sending``) come first, whatever their time.

        ``after``: only what comes after it, while those up to there are being said.
        """
        interrupted = await self._next(State.SENDING, portal, limit, after)
        waiting = await self._next(State.WAITING, portal, limit, after)
        if waiting and self._lane is Lane.LIVE:
            waiting = await self._up_to_what_may_be_an_echo(portal, waiting)
        return [*interrupted, *waiting][:limit]

    async def _up_to_what_may_be_an_echo(self, portal: int, rows: Sequence[InboxRow]) -> list[InboxRow]:
        """What arrives from somebody for whom we speak at this moment waits until it is known what that became.

        An echo cannot arrive before its sending was recorded, so it is enough to look once the rows are read. Who
        reacted is not known from a row, so all reactions wait. Who leads a chat may speak in the chat's own name.
        """
        speaking = await self._database.fetch(_SPEAKING, portal)
        people = {row["person"] for row in speaking}
        return list(takewhile(lambda row: not people or (row.sender not in people and row.kind != _REACTIONS), rows))

    async def _next(self, state: State, portal: int, limit: int, after: Order | None) -> list[InboxRow]:
        rows = await self._database.fetch(
            f"SELECT {_COLUMNS}, {EDITION} AS edition FROM inbox WHERE state = '{state}' AND portal = $1"
            f" AND {self._lane.rows} {'' if after is None else f'AND ({self._lane.order}) > ($2, $3, $4)'}"
            f" ORDER BY {self._lane.order} LIMIT {limit:d}",
            portal,
            *(after or ()),
        )
        return [_inbox_row(row) for row in rows]

    async def get(self, portal: int, message: str) -> InboxRow | None:
        """One item."""
        rows = await self._select("portal = $1 AND message = $2", portal, message)
        return rows[0] if rows else None

    async def get_many(self, portal: int, messages: Sequence[str]) -> dict[str, InboxRow]:
        """Those of ``messages`` that are in the inbox, by id."""
        rows: list[InboxRow] = []
        for chunk in chunks(messages):
            rows += await self._select(f"portal = $1 AND message IN ({placeholders(2, len(chunk))})", portal, *chunk)
        return {row.message: row for row in rows}

    async def page(self, portal: int, after: Order | None, limit: int) -> list[InboxRow]:
        """Up to ``limit`` items that come after ``after``, in order, whatever their state; None: from the beginning."""
        return await self._page(f"portal = $1 AND {self._lane.rows}", portal, after, limit)

    async def not_done(self, portal: int, after: Order | None, limit: int) -> list[InboxRow]:
        """Like :meth:`page`, but only what is not ``done``: each with its reason, for the report."""
        return await self._page(f"portal = $1 AND {self._lane.rows} AND state <> 'done'", portal, after, limit)

    async def without_events(self, portal: int, states: Collection[State]) -> list[InboxRow]:
        """Items in one of these states for which no event is recorded, in order."""
        return await self._select(
            f"portal = $1 AND {self._lane.rows} AND state IN ({placeholders(2, len(states))}) AND NOT EXISTS"
            " (SELECT 1 FROM event WHERE event.portal = inbox.portal AND event.message = inbox.message)"
            f" ORDER BY {self._lane.order}",
            portal,
            *states,
        )

    async def said_by(self, portal: int, sender: str, notes: Sequence[str], state: State) -> list[InboxRow]:
        """What this person said that has just these notes and this state, the newest first; a few hundred at most."""
        return await self._select(
            f"portal = $1 AND {self._lane.rows} AND sender = $2 AND notes = $3 AND state = $4"
            " ORDER BY time DESC, message DESC LIMIT 300",
            portal,
            sender,
            to_json(notes),
            state,
        )

    async def take_as_echo(self, row: InboxRow, echoes: Sequence[InboxRow], notes: Sequence[str]) -> None:
        """A waiting item is nothing but what came back of ``echoes``: all are so noted, in one commit."""
        done = "UPDATE inbox SET state = 'done', notes = $3 WHERE portal = $1 AND message = $2"
        await self._database.commit(
            [
                Statement(f"{done} AND state = 'waiting'", (row.portal, row.message, to_json(notes))),
                *(Statement(done, (echo.portal, echo.message, to_json(notes))) for echo in echoes),
            ]
        )

    async def portals_with_work(self) -> list[int]:
        """Portals with items that are still to be said."""
        rows = await self._database.fetch(
            f"SELECT DISTINCT portal FROM inbox WHERE state IN ('waiting', 'sending') AND {self._lane.rows}"
            " ORDER BY portal"
        )
        return [row["portal"] for row in rows]

    async def unfinished(self, portal: int) -> int:
        """How many items are still to be said (waiting or sending)."""
        counts = [
            await self._database.fetchval(
                f"SELECT COUNT(*) FROM inbox WHERE portal = $1 AND state = '{state}' AND {self._lane.rows}", portal
            )
            for state in (State.WAITING, State.SENDING)
        ]
        return sum(counts)

    async def counts(self, portal: int) -> dict[tuple[State, str], int]:
        """How many items there are by (state, kind). Their sum is what the source held: the conservation law."""
        rows = await self._database.fetch(
            f"SELECT state, kind, SUM(count) AS items FROM inbox WHERE portal = $1 AND {self._lane.rows}"
            " GROUP BY state, kind",
            portal,
        )
        return {(State(row["state"]), row["kind"]): int(row["items"]) for row in rows}

    async def by_sender(self, portal: int) -> dict[tuple[str | None, State], int]:
        """How many items there are by (sender, state)."""
        rows = await self._database.fetch(
            f"SELECT sender, state, SUM(count) AS items FROM inbox WHERE portal = $1 AND {self._lane.rows}"
            " GROUP BY sender, state",
            portal,
        )
        return {(row["sender"], State(row["state"])): int(row["items"]) for row in rows}

    async def of_kind(self, portal: int, kind: str) -> list[InboxRow]:
        """All items of one kind, in order; for kinds of which a chat has few."""
        return await self._select(
            f"portal = $1 AND {self._lane.rows} AND kind = $2 ORDER BY {self._lane.order}", portal, kind
        )

    async def last_spoken(self, portal: int) -> dict[str, int]:
        """When each sender spoke last, ms since 1970, UTC."""
        rows = await self._database.fetch(
            "SELECT sender, MAX(time) AS last FROM inbox WHERE portal = $1 AND sender IS NOT NULL"
            f" AND {self._lane.rows} AND state <> 'withheld' GROUP BY sender",
            portal,
        )
        return {row["sender"]: row["last"] for row in rows}

    async def extent(self, portal: int) -> Extent:
        """How much there is in all, and from when to when."""
        row = await self._database.fetchrow(
            "SELECT COUNT(*) AS held, COALESCE(SUM(count), 0) AS items,"
            " MIN(CASE WHEN kind <> 'withheld' THEN time END) AS earliest,"
            f" MAX(CASE WHEN kind <> 'withheld' THEN time END) AS latest FROM inbox WHERE portal = $1 AND {self._lane.rows}",
            portal,
        )
        assert row is not None, "a count always answers"
        return Extent(rows=row["held"], items=int(row["items"]), first=row["earliest"], last=row["latest"])

    async def reasons(self, portal: int, limit: int) -> dict[tuple[State, str], int]:
        """Why items are not ``done``: how many there are by (state, reason), the ``limit`` commonest first."""
        rows = await self._database.fetch(
            "SELECT state, reason, SUM(count) AS items FROM inbox WHERE portal = $1 AND reason IS NOT NULL"
            f" AND {self._lane.rows} GROUP BY state, reason ORDER BY items DESC, state, reason LIMIT {limit:d}",
            portal,
        )
        return {(State(row["state"]), row["reason"]): int(row["items"]) for row in rows}

    async def notes(self, portal: int) -> dict[tuple[str, ...], int]:
        """What was noted while items were said, and how many items have just these notes."""
        rows = await self._database.fetch(
            f"SELECT notes, SUM(count) AS items FROM inbox WHERE portal = $1 AND {self._lane.rows} AND notes <> '[]'"
            " GROUP BY notes",
            portal,
        )
        return {tuple(from_json(row["notes"])): int(row["items"]) for row in rows}

    async def oldest_time(self, portal: int) -> int | None:
        """When the oldest item that is in the room, or will be, was said: ms since 1970, UTC; None: there is none."""
        time: int | None = await self._database.fetchval(
            f"SELECT time FROM inbox WHERE portal = $1 AND {self._lane.rows} AND state <> 'withheld'"
            " ORDER BY time LIMIT 1",
            portal,
        )
        return time

    async def append_late(self, portal: int) -> int:
        """Let items that came too late (see ``Staging.merge``) be said after all, at the room's end.

        They keep the reason until they are said, so that it is known that they come out of order. Returns how many.
        """
        return await self._database.execute(
            "UPDATE inbox SET state = 'waiting' WHERE portal = $1 AND state = 'withheld' AND reason = $2",
            portal,
            LATE,
        )

    async def _page(self, condition: str, portal: int, after: Order | None, limit: int) -> list[InboxRow]:
        end = f"ORDER BY {self._lane.order} LIMIT {limit:d}"
        if after is None:
            return await self._select(f"{condition} {end}", portal)
        return await self._select(f"{condition} AND ({self._lane.order}) > ($2, $3, $4) {end}", portal, *after)

    async def _select(self, condition: str, *args: Any) -> list[InboxRow]:
        rows = await self._database.fetch(f"SELECT {_COLUMNS} FROM inbox WHERE {condition}", *args)
        return [_inbox_row(row) for row in rows]


_REACTIONS = "reaction_change"
"""The kind of items that tell who reacts now (``bridge.model.amendment.ReactionChange``)."""
_SPEAKING = (
    "SELECT person FROM outbox WHERE portal = $1 AND state = 'sending' UNION"
    " SELECT chat FROM portal JOIN outbox ON outbox.portal = portal.id WHERE portal.id = $1 AND state = 'sending'"
)
EDITION = "(SELECT COALESCE(MAX(export), 0) FROM contribution WHERE portal = $1)"
"""Changes whenever an export is staged that has something to say about the chat ``$1``."""
_COLUMNS = "portal, message, time, place, kind, sender, body, export, state, reason, notes, count, arrival"


def _inbox_row(row: Row) -> InboxRow:
    notes: Sequence[str] = from_json(row["notes"])
    return InboxRow(**{**dict(row), "state": State(row["state"]), "notes": tuple(notes)})
