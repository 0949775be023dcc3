"""Table ``outbox``: what people said in the rooms of bridged chats, on its way to the network.

The states are ``waiting → sending → done | ignored | unsupported | failed``; each but the first three has a reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bridge.store.columns import to_json
from bridge.store.database import Database, Row, Statement
from bridge.store.events import EventRow, insertions
from bridge.store.staging import StagedItem


class OutboxState(StrEnum):
    """What became of something that was said in Matrix."""

    WAITING = "waiting"
    SENDING = "sending"
    DONE = "done"
    IGNORED = "ignored"
    """Nothing that the network could be told."""
    UNSUPPORTED = "unsupported"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """One event. ``body`` is the whole event as JSON; ``not_before`` in ms since 1970, UTC."""

    sequence: int
    portal: int
    event_id: str
    body: str
    state: OutboxState
    not_before: int
    login: int | None = None
    """Through which it was begun to be said; it can go on through no other, lest it be said twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo:
    """What an event became on the network, where it comes back to us from: known before, and not said again."""

    item: StagedItem
    events: Sequence[EventRow]


class Outbox:
    """What is to be said on networks, portal by portal in the order in which the homeserver sent it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take_in(self) -> list[int]:
        """Queue what the homeserver sent of bridged rooms; which portals have something to say now."""
        await self._database.commit([Statement(_QUEUE, ()), Statement(_QUEUED, ())])
        rows = await self._database.fetch(
            "SELECT DISTINCT portal FROM outbox WHERE state IN ('waiting', 'sending') ORDER BY portal"
        )
        return [row["portal"] for row in rows]

    async def next(self, portal: int, limit: int) -> list[OutboxRow]:
        """The oldest that are not finished."""
        rows = await self._database.fetch(
            "SELECT outbox.sequence, portal, outbox.event_id, body, outbox.state, not_before, login FROM outbox"
            " JOIN incoming ON incoming.event_id = outbox.event_id"
            f" WHERE portal = $1 AND outbox.state IN ('waiting', 'sending') ORDER BY outbox.sequence LIMIT {limit:d}",
            portal,
        )
        return [_row(row) for row in rows]

    async def start(self, row: OutboxRow, *, login: int, person: str) -> bool:
        """Before anything of it is said: through which login, and who says it there. False: it is no longer as it was
        read, since another process is at it.
        """
        changed = await self._database.execute(
            "UPDATE outbox SET state = 'sending', login = $2, person = $3 WHERE sequence = $1 AND state = $4",
            row.sequence,
            login,
            person,
            row.state,
        )
        return changed == 1

    async def postpone(self, row: OutboxRow, until: int, *, unsaid: bool = True) -> None:
        """Try again at ``until`` (ms since 1970, UTC). ``unsaid``: nothing of it can have been said yet."""
        waits = "state = 'waiting', login = NULL, " if unsaid else ""
        await self._database.execute(
            f"UPDATE outbox SET {waits}not_before = $2 WHERE sequence = $1",
            row.sequence,
            until,
        )

    async def end(self, row: OutboxRow, state: OutboxState, reason: str) -> None:
        """It was not said, and why."""
        await self._database.execute(
            "UPDATE outbox SET state = $2, reason = $3 WHERE sequence = $1", row.sequence, state, reason
        )

    async def finish(
        self,
        row: OutboxRow,
        echoes: Sequence[Echo],
        *,
        export: int,
        notes: Sequence[str] = (),
        gone: Sequence[str] = (),
        absorbed: Sequence[str] = (),
    ) -> None:
        """It was said. What comes back of it is known from now on, in the same commit.

        ``gone``: events that do not stand any longer. ``absorbed``: items that arrived already, and are nothing but its echo.
        """
        await self._database.commit(
            [
                Statement(
                    "UPDATE outbox SET state = 'done', notes = $2 WHERE sequence = $1", (row.sequence, to_json(notes))
                ),
                *(_echo(row.portal, export, echo) for echo in echoes),
                *insertions(row.portal, [one for echo in echoes for one in _events(echo)]),
                *(Statement("UPDATE event SET gone = 1 WHERE event_id = $1", (event,)) for event in gone),
                *(Statement(_ABSORB, (row.portal, message)) for message in absorbed),
            ]
        )

    async def counts(self, portal: int) -> dict[OutboxState, int]:
        """How many events there are in each state."""
        rows = await self._database.fetch(
            "SELECT state, COUNT(*) AS held FROM outbox WHERE portal = $1 GROUP BY state", portal
        )
        return {OutboxState(row["state"]): int(row["held"]) for row in rows}


def _events(echo: Echo) -> list[tuple[str, EventRow]]:
    """The echo's events, with numbers of their own: an echo that nobody could foresee may be said by us just now."""
    return [(echo.item.message, replace(event, part=event.part + _BESIDE)) for event in echo.events]


def _echo(portal: int, export: int, echo: Echo) -> Statement:
    """An item that arrived before its echo was expected waits still: it is never in ``sending``, since it was held."""
    item = echo.item
    return Statement(
        _INSERT_ECHO,
        (portal, export, item.message, item.time, item.place, item.kind, item.sender, item.body, item.edited),
    )


def _row(row: Row) -> OutboxRow:
    return OutboxRow(**{**dict(row), "state": OutboxState(row["state"])})


_BESIDE = 1_000_000
"""Added to the numbers of what people said themselves; an item has never so many parts."""
SAID_IN_MATRIX = "said-in-matrix"
"""Noted of items that people said in Matrix, and that came back from the network."""
ECHO = to_json([SAID_IN_MATRIX])
_ABSORB = f"UPDATE inbox SET state = 'done', notes = '{ECHO}' WHERE portal = $1 AND message = $2 AND state = 'waiting'"
_INSERT_ECHO = (
    "INSERT INTO inbox (portal, export, arrival, message, time, place, kind, sender, body, state, notes, edited, present)"
    f" VALUES ($1, $2, 0, $3, $4, $5, $6, $7, $8, 'done', '{ECHO}', $9, 0)"
    f" ON CONFLICT (portal, message) DO UPDATE SET state = 'done', notes = '{ECHO}'"
    " WHERE inbox.state = 'waiting'"
)
_QUEUE = (
    "INSERT INTO outbox (portal, event_id) SELECT portal.id, incoming.event_id FROM incoming"
    " JOIN portal ON portal.room_id = incoming.room_id WHERE incoming.state = 'waiting' AND portal.ear IS NOT NULL"
    " ORDER BY incoming.sequence ON CONFLICT (event_id) DO NOTHING"
)
_QUEUED = (
    "UPDATE incoming SET state = 'done' WHERE state = 'waiting'"
    " AND EXISTS (SELECT 1 FROM outbox WHERE outbox.event_id = incoming.event_id)"
)
"""Of what is queued, and of nothing else: more may have been stored since."""
