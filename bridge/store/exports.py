"""Table ``export``: each export file or folder that was staged, with what was told about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bridge.store.columns import from_json, to_json
from bridge.store.database import Database, Row, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """An export that was staged. ``staged_at`` in ms since 1970, UTC.

    ``fingerprint`` names the bytes, so that the same file is recognised under another path.
    ``counts`` says what was read, by whatever headings the stager chose.
    """

    path: str
    reader: str
    network: str
    fingerprint: str
    staged_at: int
    hints: Mapping[str, Any] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    id: int = 0
    """Given by the database; 0 before that."""


class Exports:
    """What was staged, and where its files lie."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, tx: Transaction, export: Export) -> int:
        """Record an export and return its id. It vanishes with the transaction when staging fails."""
        found = await tx.fetchval(
            "INSERT INTO export (path, reader, network, fingerprint, hints, staged_at, counts)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
            export.path,
            export.reader,
            export.network,
            export.fingerprint,
            to_json(export.hints),
            export.staged_at,
            to_json(export.counts),
        )
        return int(found)

    async def set_counts(self, tx: Transaction, export: int, counts: Mapping[str, int]) -> None:
        """Record what was read, once it is known."""
        await tx.execute("UPDATE export SET counts = $2 WHERE id = $1", export, to_json(counts))

    async def set_hints(self, tx: Transaction, export: int, hints: Mapping[str, Any]) -> None:
        """Record what was told about it."""
        await tx.execute("UPDATE export SET hints = $2 WHERE id = $1", export, to_json(hints))

    async def forget(self, tx: Transaction, export: int) -> bool:
        """Take back what an export brought, as if it had not been staged. False: too late, nothing was changed.

        It is too late when another export has something to say about one of its chats, or something of it was said.
        """
        if await tx.fetch(_TOO_LATE, export):
            return False
        for table in ("same_person", "alias", "inbox", "contribution"):
            await tx.execute(f"DELETE FROM {table} WHERE export = $1", export)
        return True

    async def move(self, export: int, path: str) -> None:
        """The same export lies somewhere else now."""
        await self._database.execute("UPDATE export SET path = $2 WHERE id = $1", export, path)

    async def get(self, export: int) -> Export | None:
        """One export by its id."""
        row = await self._database.fetchrow("SELECT * FROM export WHERE id = $1", export)
        return _export(row) if row else None

    async def by_fingerprint(self, fingerprint: str) -> Export | None:
        """The newest staging of these bytes, if any."""
        row = await self._database.fetchrow(
            "SELECT * FROM export WHERE fingerprint = $1 ORDER BY id DESC LIMIT 1", fingerprint
        )
        return _export(row) if row else None

    async def list(self) -> list[Export]:
        """Every export, oldest first."""
        return [_export(row) for row in await self._database.fetch("SELECT * FROM export ORDER BY id")]


_TOO_LATE = (
    "SELECT 1 FROM contribution WHERE export = $1 AND (EXISTS (SELECT 1 FROM contribution other"
    " WHERE other.portal = contribution.portal AND other.export <> $1) OR EXISTS (SELECT 1 FROM inbox"
    " WHERE inbox.portal = contribution.portal AND inbox.state NOT IN ('waiting', 'withheld'))) LIMIT 1"
)


def _export(row: Row) -> Export:
    return Export(
        id=row["id"],
        path=row["path"],
        reader=row["reader"],
        network=row["network"],
        fingerprint=row["fingerprint"],
        staged_at=row["staged_at"],
        hints=from_json(row["hints"]),
        counts=from_json(row["counts"]),
    )
