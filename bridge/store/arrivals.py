"""What arrives live, on its way into the inbox: each item once, in the order of arrival."""

from __future__ import annotations

from collections.abc import Sequence

from bridge.model.person import Person
from bridge.store.database import Database, Transaction
from bridge.store.people import People
from bridge.store.staging import StagedItem


class Arrivals:
    """The live lane's beginning."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._people = People(database)

    async def add(
        self,
        portal: int,
        items: Sequence[StagedItem],
        people: Sequence[Person],
        *,
        network: str,
        export: int,
        arrival: int | None = None,
    ) -> int:
        """Keep what was heard, safe once this returns; how many items were not known before.

        ``export`` stands for the login that heard it, and knows its files. An item whose id the inbox has already, from
        whatever source, is the same item. ``arrival``: the number of all of them, where they were missed; None: the next.
        """
        async with self._database.transaction() as tx:
            if people:
                await self._people.put_many(tx, network, people, export=export)
            if not items:
                return 0
            first = await _numbers(tx, portal, len(items))
            numbers = [first + number if arrival is None else arrival for number in range(len(items))]
            before = await tx.fetchval(_COUNT, portal)
            await tx.executemany(
                _INSERT,
                [(portal, export, number, *_values(item)) for number, item in zip(numbers, items, strict=True)],
            )
            return int(await tx.fetchval(_COUNT, portal)) - int(before)

    async def newest(self, portal: int) -> str | None:
        """The id of the newest message that was heard before anything was missed; None: none was heard live."""
        message: str | None = await self._database.fetchval(_NEWEST, portal)
        return message


async def _numbers(tx: Transaction, portal: int, count: int) -> int:
    """The first of ``count`` numbers of arrival; nobody else gets one until this transaction ends."""
    last = await tx.fetchval(
        "UPDATE portal SET arrivals = arrivals + $2 WHERE id = $1 RETURNING arrivals", portal, count
    )
    return int(last) - count + 1


def _values(item: StagedItem) -> tuple[object, ...]:
    return (
        item.message,
        item.time,
        item.place,
        item.kind,
        item.sender,
        item.body,
        item.state,
        item.reason,
        item.items,
        item.edited,
        item.present,
    )


_NEWEST = (
    "SELECT message FROM inbox JOIN portal ON portal.id = inbox.portal"
    " WHERE portal.id = $1 AND arrival > 0 AND arrival < COALESCE(portal.gap, portal.arrivals + 1)"
    " AND kind NOT IN ('revision', 'deletion', 'reaction_change', 'vote')"
    " ORDER BY arrival DESC, time DESC, place DESC LIMIT 1"
)
"""What amends a message is none."""
_COUNT = "SELECT COUNT(*) FROM inbox WHERE portal = $1 AND arrival IS NOT NULL"
_INSERT = (
    "INSERT INTO inbox (portal, export, arrival, message, time, place, kind, sender, body, state, reason, count, edited,"
    " present) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (portal, message) DO NOTHING"
)
