"""What SQLite wants to know of the tables that grow while history is laid; PostgreSQL finds it out by itself.

Without it SQLite looks through a whole room for the edits of each single event, whenever somebody reads a page of it:
scrolling back in a room of some ten thousand messages would take seconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from synapse.storage.engines import Sqlite3Engine

if TYPE_CHECKING:
    from synapse.storage.database import LoggingTransaction
    from synapse.storage.databases.main import DataStore

OFTEN = 5_000
"""Events that are laid between two looks."""
SAMPLE = 1_000
"""Rows of each index that are looked at."""
TABLES = ("events", "event_relations")


class Upkeep:
    """Counts what is laid."""

    def __init__(self, store: DataStore) -> None:
        self._store = store
        self._laid = OFTEN
        """So that the first request leads to a look."""

    async def count(self, laid: int) -> None:
        """So many more; lets SQLite look at its tables now and then."""
        self._laid += laid
        if self._laid >= OFTEN and laid and isinstance(self._store.database_engine, Sqlite3Engine):
            self._laid = 0
            await self._store.db_pool.runInteraction("bedrock_upkeep", _analyse)


def _analyse(txn: LoggingTransaction) -> None:
    """By samples, so that it takes as long in a large database as in a small one."""
    txn.execute(f"PRAGMA analysis_limit = {SAMPLE:d}")
    for table in TABLES:
        txn.execute(f"ANALYZE {table}")
    txn.execute("PRAGMA analysis_limit = 0")
