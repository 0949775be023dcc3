"""Beginning a chat's room anew: its history will be said again, in another room that succeeds the one it had."""

from __future__ import annotations

from bridge.errors import LeaseLost
from bridge.store.database import Database, Statement
from bridge.store.inbox import LATE


class Succession:
    """Takes back what was said in a portal's room, for a room to come."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin_anew(self, portal: int, *, lease: str) -> None:
        """Let every item wait again, those too that came too late for the old room, which is remembered.

        Raises :class:`LeaseLost` when another worker has the portal, or when it has no room.
        """
        forgotten = "room_id = NULL, ground = NULL, cursor = NULL, pinned = '[]', foreseen = '[]'"
        await self._database.commit(
            [
                Statement(
                    f"UPDATE portal SET predecessor = room_id, {forgotten}"
                    " WHERE id = $1 AND lease = $2 AND room_id IS NOT NULL",
                    (portal, lease),
                    lambda: LeaseLost(f"portal {portal}"),
                ),
                Statement("DELETE FROM event WHERE portal = $1", (portal,)),
                Statement("DELETE FROM member WHERE portal = $1", (portal,)),
                Statement(
                    "UPDATE inbox SET state = 'waiting', reason = NULL, notes = '[]'"
                    " WHERE portal = $1 AND (state <> 'withheld' OR reason = $2)",
                    (portal, LATE),
                ),
            ]
        )
