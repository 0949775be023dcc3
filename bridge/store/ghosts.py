"""Table ``ghost``: the Matrix users that we made for people of other networks, and what they are called there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bridge.store.columns import chunks, placeholders
from bridge.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Ghost:
    """A puppet of a remote person, as the homeserver has it now.

    ``registered_at`` in ms since 1970, UTC; 0: so far it is only named. ``name`` and ``avatar_uri`` are decided once;
    None: not yet, or there is none.
    """

    user_id: str
    network: str
    person: str
    registered_at: int
    name: str | None = None
    avatar_uri: str | None = None


class Ghosts:
    """Puppets that stand on the homeserver, and those that were spoken of and will be called so when they do."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, user_id: str) -> Ghost | None:
        """What is known of this puppet; None: nobody has spoken of it."""
        return (await self.get_many([user_id])).get(user_id)

    async def get_many(self, user_ids: Sequence[str]) -> dict[str, Ghost]:
        """Those of these puppets that are known, by id."""
        found: dict[str, Ghost] = {}
        for chunk in chunks(user_ids):
            rows = await self._database.fetch(
                f"SELECT {_COLUMNS} FROM ghost WHERE user_id IN ({placeholders(1, len(chunk))})", *chunk
            )
            found.update((row["user_id"], Ghost(**dict(row))) for row in rows)
        return found

    async def name(self, ghost: Ghost) -> Ghost:
        """Write down what a puppet is called, unless that was decided before; returns what holds."""
        await self._put(ghost, "NOTHING")
        return await self.get(ghost.user_id) or ghost

    async def complete(self, ghost: Ghost) -> Ghost:
        """Record that it stands, and with which picture; returns what holds, if another was quicker."""
        await self._put(
            ghost,
            "UPDATE SET registered_at = excluded.registered_at, avatar_uri = excluded.avatar_uri"
            " WHERE ghost.registered_at = 0",
        )
        return await self.get(ghost.user_id) or ghost

    async def _put(self, ghost: Ghost, otherwise: str) -> None:
        await self._database.execute(
            f"INSERT INTO ghost ({_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (user_id) DO {otherwise}",
            *(ghost.user_id, ghost.network, ghost.person, ghost.registered_at, ghost.name, ghost.avatar_uri),
        )


_COLUMNS = "user_id, network, person, registered_at, name, avatar_uri"
