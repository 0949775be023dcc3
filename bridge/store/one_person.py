"""Table ``one_person``: who is somebody else under another name, as a person has decided; never guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bridge.store.database import Database


@dataclass(frozen=True)
class Decisions:
    """What was decided in one network. ``same_as`` leads from a name to whom it means; to itself: a person of their own."""

    same_as: Mapping[str, str]

    def meant(self, person: str) -> str:
        """Who it is."""
        return self.same_as.get(person, person)

    def names_of(self, person: str) -> frozenset[str]:
        """The other ids that mean this person."""
        return frozenset(name for name, meant in self.same_as.items() if meant == person != name)

    def is_decided(self, person: str) -> bool:
        """Need nobody be asked any more?"""
        return person in self.same_as


class OnePerson:
    """The decisions of all networks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_network(self, network: str) -> Decisions:
        """All that was decided in this network."""
        rows = await self._database.fetch("SELECT person, same_as FROM one_person WHERE network = $1", network)
        return Decisions({row["person"]: row["same_as"] for row in rows})

    async def decide(self, network: str, person: str, same_as: str, *, now: int) -> None:
        """From now on ``person`` is ``same_as``, and so is whoever was ``person``; ``now`` in ms since 1970."""
        async with self._database.transaction() as tx:
            await tx.execute(
                "UPDATE one_person SET same_as = $3 WHERE network = $1 AND same_as = $2 AND person <> $2",
                network,
                person,
                same_as,
            )
            await tx.execute(
                "INSERT INTO one_person (network, person, same_as, decided_at) VALUES ($1, $2, $3, $4)"
                " ON CONFLICT (network, person) DO UPDATE SET same_as = excluded.same_as,"
                " decided_at = excluded.decided_at",
                network,
                person,
                same_as,
                now,
            )
