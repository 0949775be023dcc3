"""Table ``member``: whose membership our own sends gave them in each room (written by ``Sending.finish``)."""

from __future__ import annotations

from bridge.store.database import Database, Transaction


class Members:
    """Who is in which room, as far as we brought them there."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def joined(self, portal: int) -> frozenset[str]:
        """User ids with membership ``join`` at this point of the room's history."""
        rows = await self._database.fetch(
            "SELECT user_id FROM member WHERE portal = $1 AND membership = 'join'", portal
        )
        return frozenset(row["user_id"] for row in rows)

    async def set(self, tx: Transaction, portal: int, user_id: str, membership: str) -> None:
        """Record a membership that no source item changed: the bot's own."""
        await tx.execute(UPSERT, portal, user_id, membership)


UPSERT = (
    "INSERT INTO member (portal, user_id, membership) VALUES ($1, $2, $3)"
    " ON CONFLICT (portal, user_id) DO UPDATE SET membership = excluded.membership"
)
