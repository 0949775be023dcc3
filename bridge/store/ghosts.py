"""Table ``ghost``: the Matrix users that we made for people of other networks, and what they are called there."""

from __future__ import annotations

from dataclasses import dataclass

from bridge.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Ghost:
    """A puppet of a remote person, as the homeserver has it now.

    ``registered_at`` in ms since 1970, UTC. ``name`` and ``avatar_uri`` are what was last set; None: not set yet.
    """

    user_id: str
    network: str
    person: str
    registered_at: int
    name: str | None = None
    avatar_uri: str | None = None


class Ghosts:
    """Puppets that stand on the homeserver."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, user_id: str) -> Ghost | None:
        """What is known of this puppet; None: it was never registered by us."""
        row = await self._database.fetchrow(
            "SELECT user_id, network, person, registered_at, name, avatar_uri FROM ghost WHERE user_id = $1", user_id
        )
        return Ghost(**dict(row)) if row else None

    async def put(self, ghost: Ghost) -> None:
        """Remember what the homeserver has by now; replaces what was known."""
        await self._database.execute(
            "INSERT INTO ghost (user_id, network, person, registered_at, name, avatar_uri)"
            " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (user_id)"
            " DO UPDATE SET name = excluded.name, avatar_uri = excluded.avatar_uri",
            ghost.user_id,
            ghost.network,
            ghost.person,
            ghost.registered_at,
            ghost.name,
            ghost.avatar_uri,
        )
