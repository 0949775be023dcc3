"""From an address to a connected database."""

from __future__ import annotations

from pathlib import Path

from bridge.errors import StoreError
from bridge.store.database import Database
from bridge.store.migrations import upgrades
from bridge.store.postgres import PostgresDatabase
from bridge.store.sqlite import SqliteDatabase


async def connect(uri: str) -> Database:
    """Open the database at ``uri`` (see ``Store.open``), and bring its tables up to date."""
    scheme, _, rest = uri.partition("://")
    if scheme == "sqlite" and len(rest) > 1 and rest.startswith("/"):
        # Taken as it is, not as an address: a path may contain whatever an address may not.
        return await SqliteDatabase.open(Path(rest[1:]), upgrades())
    if scheme in ("postgres", "postgresql"):
        return await PostgresDatabase.open(uri, upgrades())
    # The address may hold a password, so it is not repeated.
    raise StoreError("Expected sqlite:///file, sqlite:////absolute/file or postgres://user:password@host/database.")
