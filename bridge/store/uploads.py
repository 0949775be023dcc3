"""Tables ``upload`` and ``media_file``: each file is uploaded once, whatever refers to it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bridge.store.database import Database, Row


class UploadState(StrEnum):
    """How far an upload has come."""

    RESERVED = "reserved"
    """The homeserver gave an address; whether the bytes are there is not known."""
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadRow:
    """A file on the homeserver. ``key`` names its content and how it was converted.

    ``data`` is what is known of the file, as JSON of ``bridge.matrix.events.Upload``; set exactly when complete.
    """

    key: str
    uri: str
    state: UploadState
    data: str | None = None


class Uploads:
    """Files on the homeserver."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, key: str) -> UploadRow | None:
        """What is known of this content."""
        row = await self._database.fetchrow("SELECT key, uri, state, data FROM upload WHERE key = $1", key)
        return _upload(row) if row else None

    async def reserve(self, key: str, uri: str) -> None:
        """Remember the address before the bytes go there. A newer address replaces one that was never completed."""
        await self._database.execute(
            "INSERT INTO upload (key, uri, state) VALUES ($1, $2, 'reserved')"
            " ON CONFLICT (key) DO UPDATE SET uri = excluded.uri WHERE upload.state = 'reserved'",
            key,
            uri,
        )

    async def complete(self, key: str, uri: str, data: str) -> None:
        """The bytes are there, at ``uri``. What was complete before stays as it is."""
        await self._database.execute(
            "INSERT INTO upload (key, uri, state, data) VALUES ($1, $2, 'complete', $3)"
            " ON CONFLICT (key) DO UPDATE SET uri = excluded.uri, state = excluded.state, data = excluded.data"
            " WHERE upload.state = 'reserved'",
            key,
            uri,
            data,
        )

    async def memo(self, export: int, reference: str) -> str | None:
        """The key of this file of this export, when it was worked out before."""
        key: str | None = await self._database.fetchval(
            "SELECT key FROM media_file WHERE export = $1 AND reference = $2", export, reference
        )
        return key

    async def remember(self, export: int, reference: str, key: str) -> None:
        """Spare the next reader of this file the hashing."""
        await self._database.execute(
            "INSERT INTO media_file (export, reference, key) VALUES ($1, $2, $3)"
            " ON CONFLICT (export, reference) DO UPDATE SET key = excluded.key",
            export,
            reference,
            key,
        )

    async def page(self, after: str, limit: int) -> list[UploadRow]:
        """Up to ``limit`` complete uploads with a key greater than ``after`` ("": from the beginning), for verify."""
        rows = await self._database.fetch(
            "SELECT key, uri, state, data FROM upload WHERE key > $1 AND state = 'complete'"
            f" ORDER BY key LIMIT {limit:d}",
            after,
        )
        return [_upload(row) for row in rows]

    async def all(self) -> list[UploadRow]:
        """Every upload, complete or not."""
        rows = await self._database.fetch("SELECT key, uri, state, data FROM upload ORDER BY key")
        return [_upload(row) for row in rows]


def _upload(row: Row) -> UploadRow:
    return UploadRow(**{**dict(row), "state": UploadState(row["state"])})
