"""Items are said in batches, and history that lies beneath a room knows its depth.

That at most one batch of a portal is being said is guarded by the fence of every commit (lease and cursor), no longer
by an index, since a batch may have many items.
"""

from __future__ import annotations

from mautrix.util.async_db import Connection

DESCRIPTION = "history beneath a room, many items at a time"

_STATEMENTS = (
    "ALTER TABLE portal ADD COLUMN ground TEXT",
    "ALTER TABLE portal ADD COLUMN foreseen TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE portal ADD COLUMN predecessor TEXT",
    "ALTER TABLE event ADD COLUMN depth BIGINT",
    "DROP INDEX IF EXISTS inbox_one_speaker",
    "CREATE INDEX IF NOT EXISTS inbox_sending ON inbox (portal) WHERE state = 'sending'",
)


async def upgrade(connection: Connection) -> None:
    """Add the columns, and let several items be in ``sending``."""
    for statement in _STATEMENTS:
        await connection.execute(statement)
