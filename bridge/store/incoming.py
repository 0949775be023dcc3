"""Tables ``homeserver_transaction`` and ``incoming``: what the homeserver sent us, kept before it is acknowledged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from enum import StrEnum

from bridge.store.columns import chunks, placeholders
from bridge.store.database import Database


class IncomingState(StrEnum):
    """What became of an event that the homeserver sent us."""

    WAITING = "waiting"
    DONE = "done"
    IGNORED = "ignored"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingEvent:
    """An event from the homeserver. ``received_at`` in ms since 1970, UTC; ``body`` is the whole event as JSON."""

    event_id: str
    room_id: str
    sender: str
    type: str
    body: str
    received_at: int
    state: IncomingState = IncomingState.WAITING


class Receipt(StrEnum):
    """What a transaction turned out to be."""

    NEW = "new"
    REPEATED = "repeated"
    """The same id with the same body: the homeserver did not hear our answer."""
    CONFLICTING = "conflicting"
    """A known id with another body: the homeserver was restored from a backup. Stored; somebody should know."""


class Incoming:
    """Events from the homeserver."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def store_transaction(
        self, transaction: str, sha256: str, events: Sequence[IncomingEvent], *, now: int
    ) -> Receipt:
        """Keep a transaction and its events; safe once this returns. Events known by their id are not kept twice.

        ``sha256`` (hex) is of the transaction's body, ``now`` in ms since 1970, UTC.
        """
        async with self._database.transaction() as tx:
            known = await tx.fetch("SELECT sha256 FROM homeserver_transaction WHERE id = $1", transaction)
            if any(row["sha256"] == sha256 for row in known):
                return Receipt.REPEATED
            await tx.execute(
                "INSERT INTO homeserver_transaction (id, sha256, received_at) VALUES ($1, $2, $3)"
                " ON CONFLICT DO NOTHING",
                transaction,
                sha256,
                now,
            )
            await tx.executemany(_INSERT, [astuple(event) for event in events])
        return Receipt.CONFLICTING if known else Receipt.NEW

    async def waiting(self, limit: int) -> list[IncomingEvent]:
        """The oldest events that are not handled yet, in the order of their arrival.

        Those of bridged rooms are left out: nobody but the outbox takes them.
        """
        rows = await self._database.fetch(
            f"SELECT {_COLUMNS} FROM incoming WHERE state = 'waiting' AND NOT EXISTS ({_BRIDGED})"
            f" ORDER BY sequence LIMIT {limit:d}"
        )
        return [IncomingEvent(**{**dict(row), "state": IncomingState(row["state"])}) for row in rows]

    async def set_state(self, event_id: str, state: IncomingState) -> None:
        """Record what became of an event."""
        await self._database.execute("UPDATE incoming SET state = $2 WHERE event_id = $1", event_id, state)

    async def known(self, event_ids: Sequence[str]) -> set[str]:
        """Those of these events that were sent to us."""
        found: set[str] = set()
        for chunk in chunks(event_ids):
            rows = await self._database.fetch(
                f"SELECT event_id FROM incoming WHERE event_id IN ({placeholders(1, len(chunk))})", *chunk
            )
            found |= {row["event_id"] for row in rows}
        return found

    async def rooms_of(self, sender: str, limit: int = 20) -> list[str]:
        """Rooms in which this person did something that was sent to us, the latest first."""
        rows = await self._database.fetch(
            "SELECT room_id, MAX(sequence) AS latest FROM incoming WHERE sender = $1 GROUP BY room_id"
            f" ORDER BY latest DESC LIMIT {limit:d}",
            sender,
        )
        return [row["room_id"] for row in rows]

    async def forget(self, event_id: str) -> None:
        """Keep of an event that it came, and nothing of what it said."""
        await self._database.execute("UPDATE incoming SET body = '{}' WHERE event_id = $1", event_id)


# As in the dataclass, so that astuple() fits.
_COLUMNS = "event_id, room_id, sender, type, body, received_at, state"
_BRIDGED = "SELECT 1 FROM portal WHERE portal.room_id = incoming.room_id AND portal.ear IS NOT NULL"
_INSERT = f"INSERT INTO incoming ({_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (event_id) DO NOTHING"
