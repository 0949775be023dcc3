"""What is asked of Synapse's database directly, because none of its functions answers it, or none for many at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from synapse.storage.database import make_in_list_sql_clause

if TYPE_CHECKING:
    from synapse.storage.database import LoggingTransaction
    from synapse.storage.databases.main import DataStore


LAID_JOIN = "events.room_id = ? AND topological_ordering = ? AND stream_ordering < 0 AND membership = 'join'"
"""What is laid has places in the stream below zero, each lower than the one before."""


@dataclass(frozen=True)
class Stored:
    """An event that the room has."""

    type: str
    sender: str
    depth: int


@dataclass(frozen=True)
class Tables:
    """Questions about one room. An event's ``depth`` is its ``topological_ordering``, of which there is an index."""

    store: DataStore
    room: str

    async def events(self, ids: Collection[str]) -> dict[str, Stored]:
        """Which of these the room has."""
        rows = await self._ask(
            "SELECT event_id, type, sender, depth FROM events WHERE room_id = ? AND {}", self.room, event_id=ids
        )
        return {event_id: Stored(kind, sender, depth) for event_id, kind, sender, depth in rows}

    async def annotations(self, targets: Collection[str]) -> set[tuple[str, str, str, str]]:
        """Of these events: their ids, and the type, the sender and the key of each annotation."""
        rows = await self._ask(
            "SELECT relates_to_id, type, sender, aggregation_key FROM event_relations INNER JOIN events USING (event_id)"
            " WHERE relation_type = 'm.annotation' AND {}",
            relates_to_id=targets,
        )
        return {(target, kind, sender, key) for target, kind, sender, key in rows}

    async def relating(self, ids: Collection[str]) -> set[str]:
        """Which of these events are relations themselves."""
        rows = await self._ask("SELECT event_id FROM event_relations WHERE {}", event_id=ids)
        return {event_id for (event_id,) in rows}

    async def laid_between(self, above: int, below: int) -> int:
        """How many events the room has there, both ends excluded."""
        rows = await self._ask(
            "SELECT count(*) FROM events WHERE room_id = ? AND topological_ordering > ? AND topological_ordering < ?",
            self.room,
            above,
            below,
        )
        count: int = rows[0][0]
        return count

    async def laid_joins(self, depth: int) -> dict[str, str]:
        """Who joined there by what was laid, and by which event."""
        rows = await self._ask(
            f"SELECT user_id, event_id FROM events INNER JOIN room_memberships USING (event_id) WHERE {LAID_JOIN}",
            self.room,
            depth,
        )
        return dict(rows)

    async def newest_laid_join(self, depth: int) -> str | None:
        """The event that was laid last of those."""
        rows = await self._ask(
            "SELECT event_id FROM events INNER JOIN room_memberships USING (event_id)"
            f" WHERE {LAID_JOIN} ORDER BY stream_ordering LIMIT 1",
            self.room,
            depth,
        )
        return rows[0][0] if rows else None

    async def joins(self, ids: Collection[str]) -> dict[str, str]:
        """Of these membership events those that are joins: who joined, by which event."""
        rows = await self._ask(
            "SELECT user_id, event_id FROM room_memberships WHERE membership = 'join' AND {}", event_id=ids
        )
        return dict(rows)

    async def senders(self) -> set[str]:
        """Everybody who has sent anything there."""
        rows = await self._ask("SELECT DISTINCT sender FROM events WHERE room_id = ?", self.room)
        return {sender for (sender,) in rows}

    async def has_messages(self) -> bool:
        """Whether there is any event that is not state."""
        sql = "SELECT 1 FROM events WHERE room_id = ? AND state_key IS NULL LIMIT 1"
        return bool(await self._ask(sql, self.room))

    async def _ask(self, sql: str, *values: object, **one_of: Collection[str]) -> list[tuple[Any, ...]]:
        """``{}`` in the statement becomes the condition that a column is one of some values; with none of them, no rows."""
        if any(not among for among in one_of.values()):
            return []

        def ask(txn: LoggingTransaction) -> list[tuple[Any, ...]]:
            clauses = [make_in_list_sql_clause(txn.database_engine, column, list(of)) for column, of in one_of.items()]
            text = sql.format(*(clause for clause, _ in clauses))
            txn.execute(text, [*values, *(value for _, of in clauses for value in of)])
            return list(txn)

        return await self.store.db_pool.runInteraction("bedrock", ask)
