"""Tables ``login`` and ``login_memory``: accounts on a network that people linked, and what each remembers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bridge.errors import LeaseLost
from bridge.store.database import Database, Row, Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """A linked account. ``user_id`` is who linked it, ``person`` who it is on the network.

    ``export`` stands for it where the inbox says where an item's files come from. ``lost``: why it cannot be used any
    more, in words for people. ``lease`` names the process that uses it, until ``lease_until`` (ms since 1970, UTC).
    """

    id: int
    network: str
    user_id: str
    person: str
    name: str
    handle: str | None
    is_bot: bool
    export: int
    linked_at: int
    lost: str | None = None
    lease: str | None = None
    lease_until: int = 0


class Logins:
    """Linked accounts. An account is linked once, by one person."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, login: Login) -> Login:
        """Record a login; the login as it is known now. It is of no use before :meth:`begin`.

        Linking the same account again renews it. ``id`` and ``export`` are given by the database.
        """
        async with self._database.transaction() as tx:
            known = await tx.fetchrow(
                "SELECT * FROM login WHERE network = $1 AND person = $2", login.network, login.person
            )
            export = (
                known["export"]
                if known
                else await tx.fetchval(
                    "INSERT INTO export (path, reader, network, fingerprint, hints, staged_at, counts)"
                    " VALUES ($1, 'live', $2, $1, '{}', $3, '{}') RETURNING id",
                    f"login:{login.network}:{login.person}",
                    login.network,
                    login.linked_at,
                )
            )
            found = await tx.fetchval(
                "INSERT INTO login (network, user_id, person, name, handle, is_bot, export, linked_at)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (network, person) DO UPDATE SET"
                " user_id = excluded.user_id, name = excluded.name, handle = excluded.handle, lost = NULL,"
                " is_bot = excluded.is_bot, linked_at = excluded.linked_at RETURNING id",
                login.network,
                login.user_id,
                login.person,
                login.name,
                login.handle,
                int(login.is_bot),
                export,
                login.linked_at,
            )
            await tx.execute("DELETE FROM login_memory WHERE login = $1", found)
        row = await self._database.fetchrow("SELECT * FROM login WHERE id = $1", found)
        assert row is not None, "it was written just now"
        return _login(row)

    async def begin(self, login: int, memory: Mapping[str, bytes]) -> None:
        """What a new login remembers from the beginning, in one commit."""
        statements = [Statement(_REMEMBER, (login, key, value)) for key, value in memory.items()]
        await self._database.commit([Statement("DELETE FROM login_memory WHERE login = $1", (login,)), *statements])

    async def get(self, login: int) -> Login | None:
        """One login by its id."""
        row = await self._database.fetchrow("SELECT * FROM login WHERE id = $1", login)
        return _login(row) if row else None

    async def of_person(self, network: str, person: str) -> Login | None:
        """Who has linked this account of the network."""
        row = await self._database.fetchrow("SELECT * FROM login WHERE network = $1 AND person = $2", network, person)
        return _login(row) if row else None

    async def list(self) -> list[Login]:
        """Every login, the oldest first, also those that are lost."""
        return [_login(row) for row in await self._database.fetch("SELECT * FROM login ORDER BY id")]

    async def of_export(self, export: int) -> Login | None:
        """The login that an export stands for; None: it stands for a real export."""
        row = await self._database.fetchrow("SELECT * FROM login WHERE export = $1", export)
        return _login(row) if row else None

    async def lose(self, login: int, why: str) -> None:
        """It cannot be used any more; what it remembered is forgotten for good."""
        await self._database.commit(
            [
                Statement("UPDATE login SET lost = $2 WHERE id = $1", (login, why)),
                Statement("DELETE FROM login_memory WHERE login = $1", (login,)),
            ]
        )

    async def recall(self, login: int, prefix: str) -> dict[str, bytes]:
        """What it remembers under keys that begin with this, as it was written."""
        rows = await self._database.fetch(
            "SELECT key, value FROM login_memory WHERE login = $1 AND key >= $2 AND key < $3",
            login,
            prefix,
            prefix + "\U0010ffff",
        )
        return {row["key"]: bytes(row["value"]) for row in rows}

    async def remember(self, login: int, entries: Mapping[str, bytes | None], *, lease: str) -> None:
        """Write these down, or forget them (None), in one commit. Raises LeaseLost when another process uses it."""
        fence = Statement(
            "UPDATE login SET lease = $2 WHERE id = $1 AND lease = $2",
            (login, lease),
            lambda: LeaseLost(f"login {login}"),
        )
        await self._database.commit([fence, *(_change(login, key, value) for key, value in entries.items())])

    async def take_lease(self, login: int, lease: str, *, now: int, ttl: int) -> bool:
        """Become the one process that uses this login, for ``ttl`` ms from ``now`` (ms since 1970, UTC)."""
        changed = await self._database.execute(
            "UPDATE login SET lease = $2, lease_until = $3"
            " WHERE id = $1 AND (lease IS NULL OR lease = $2 OR lease_until <= $4)",
            login,
            lease,
            now + ttl,
            now,
        )
        return changed == 1

    async def release(self, login: int, lease: str) -> None:
        """Let others use it."""
        await self._database.execute(
            "UPDATE login SET lease = NULL, lease_until = 0 WHERE id = $1 AND lease = $2", login, lease
        )


def _change(login: int, key: str, value: bytes | None) -> Statement:
    if value is None:
        return Statement("DELETE FROM login_memory WHERE login = $1 AND key = $2", (login, key))
    return Statement(_REMEMBER, (login, key, value))


def _login(row: Row) -> Login:
    return Login(**{**dict(row), "is_bot": bool(row["is_bot"])})


_REMEMBER = (
    "INSERT INTO login_memory (login, key, value) VALUES ($1, $2, $3)"
    " ON CONFLICT (login, key) DO UPDATE SET value = excluded.value"
)
