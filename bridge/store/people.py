"""Table ``person``: whoever speaks in the exports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bridge.model.codec import decode, encode
from bridge.model.person import Person
from bridge.store.columns import chunks, placeholders
from bridge.store.database import Database, Row, Transaction


class People:
    """Persons as their network shows them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put_many(self, tx: Transaction, network: str, people: Iterable[Person], *, export: int) -> None:
        """Remember people, and which export they (and their pictures) come from; of two with one id the later stays."""
        await tx.executemany(
            "INSERT INTO person (network, person, data, export) VALUES ($1, $2, $3, $4)"
            " ON CONFLICT (network, person) DO UPDATE SET data = excluded.data, export = excluded.export",
            [(network, person.id, encode(person).decode(), export) for person in people],
        )

    async def export_of(self, network: str, person: str) -> int | None:
        """The export that what is known of this person comes from."""
        export: int | None = await self._database.fetchval(
            "SELECT export FROM person WHERE network = $1 AND person = $2", network, person
        )
        return export

    async def get_many(self, network: str, ids: Sequence[str]) -> dict[str, Person]:
        """The people among ``ids`` that are known, by id."""
        people: dict[str, Person] = {}
        for chunk in chunks(ids):
            rows = await self._database.fetch(
                f"SELECT person, data FROM person WHERE network = $1 AND person IN ({placeholders(2, len(chunk))})",
                network,
                *chunk,
            )
            people.update(_by_id(rows))
        return people

    async def all_of_network(self, network: str) -> dict[str, Person]:
        """Everyone known in this network, by id."""
        return _by_id(await self._database.fetch("SELECT person, data FROM person WHERE network = $1", network))

    async def networks(self) -> list[str]:
        """The networks that anybody is known of."""
        rows = await self._database.fetch("SELECT DISTINCT network FROM person ORDER BY network")
        return [row["network"] for row in rows]

    async def all_of_portal(self, portal: int) -> dict[str, Person]:
        """Everyone known who sent something in this chat, by id."""
        rows = await self._database.fetch(
            "SELECT person, person.data FROM person JOIN portal ON portal.network = person.network"
            " WHERE portal.id = $1"
            " AND person IN (SELECT sender FROM inbox WHERE inbox.portal = $1 AND sender IS NOT NULL)",
            portal,
        )
        return _by_id(rows)


def _by_id(rows: Iterable[Row]) -> dict[str, Person]:
    return {row["person"]: _person(row["data"]) for row in rows}


def _person(data: str) -> Person:
    person = decode(data)
    assert isinstance(person, Person)
    return person
