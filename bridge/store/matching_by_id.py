"""Which staged items the inbox has already, as their ids tell; where each account has its own, also time and sender."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from bridge.model.chat import Numbering
from bridge.model.codec import decode
from bridge.store.database import Row, Transaction
from bridge.store.matching import Candidate, candidate, pair

_MOMENTS = 2_000
"""How many different times are looked at together, where items are matched by time and sender."""


async def match(tx: Transaction, portal: int, numbering: Numbering) -> bool:
    """Find the partners of staged items. True: the export is foreign, so its ids tell nothing."""
    foreign = numbering is Numbering.ACCOUNT and await _is_foreign(tx, portal)
    if not foreign and numbering is not Numbering.NONE:
        await tx.execute(
            "UPDATE staged SET target = message WHERE portal = $1 AND EXISTS"
            " (SELECT 1 FROM inbox WHERE inbox.portal = $1 AND inbox.message = staged.message)",
            portal,
        )
    if numbering is Numbering.ACCOUNT:
        await _match_by_time(tx, portal)
    return foreign


async def _is_foreign(tx: Transaction, portal: int) -> bool:
    """Of the items that have a partner by time and sender, do most have it under another id?

    Only items that are alone at their time tell: among several, another's id may agree by chance.
    """
    partners = await tx.fetchval(
        f"SELECT COUNT(*) FROM staged WHERE portal = $1 AND {_ALONE} AND EXISTS (SELECT 1 FROM inbox"
        f" WHERE inbox.portal = $1 AND inbox.time = staged.time AND {_SAME_SENDER})",
        portal,
    )
    namesakes = await tx.fetchval(
        "SELECT COUNT(*) FROM staged JOIN inbox ON inbox.portal = $1 AND inbox.message = staged.message"
        f" WHERE staged.portal = $1 AND {_ALONE} AND inbox.time = staged.time AND {_SAME_SENDER}",
        portal,
    )
    return bool(2 * namesakes <= partners)


async def _match_by_time(tx: Transaction, portal: int) -> None:
    """A stretch of time after the other, so that memory does not grow with the chat."""
    after = _BEFORE_ALL
    while moments := await tx.fetch(
        f"SELECT DISTINCT time FROM staged WHERE portal = $1 AND time > $2 ORDER BY time LIMIT {_MOMENTS}",
        portal,
        after,
    ):
        first, after = moments[0]["time"], moments[-1]["time"]
        staged = await tx.fetch(_UNMATCHED_STAGED, portal, first, after)
        known = await tx.fetch(_UNMATCHED_KNOWN, portal, first, after)
        pairs = _pairs(staged, known)
        await tx.executemany(
            "UPDATE staged SET target = $3 WHERE portal = $1 AND message = $2",
            [(portal, message, target) for message, target in pairs.items()],
        )


def _pairs(staged: Iterable[Row], known: Iterable[Row]) -> dict[str, str]:
    """Both in the order of time and sender, then of their source."""
    theirs = {moment: list(rows) for moment, rows in groupby(known, _moment)}
    pairs: dict[str, str] = {}
    for moment, rows in groupby(staged, _moment):
        if moment in theirs:
            pairs |= pair(_candidates(rows), _candidates(theirs[moment]))
    return pairs


def _candidates(rows: Iterable[Row]) -> list[Candidate]:
    return [candidate(row["message"], decode(row["body"])) for row in rows]


def _moment(row: Row) -> tuple[int, str | None]:
    return row["time"], row["sender"]


_BEFORE_ALL = -(2**63)
_SAME_SENDER = "COALESCE(inbox.sender, '') = COALESCE(staged.sender, '')"
_ALONE = (
    "NOT EXISTS (SELECT 1 FROM staged other"
    " WHERE other.portal = $1 AND other.time = staged.time AND other.message <> staged.message)"
)
_IN_ORDER = "ORDER BY time, COALESCE(sender, ''), place, message"
_UNMATCHED_STAGED = (
    "SELECT message, time, sender, body FROM staged"
    f" WHERE portal = $1 AND time BETWEEN $2 AND $3 AND target IS NULL {_IN_ORDER}"
)
_UNMATCHED_KNOWN = (
    "SELECT message, time, sender, body FROM inbox WHERE portal = $1 AND time BETWEEN $2 AND $3 AND NOT EXISTS"
    " (SELECT 1 FROM staged"
    " WHERE staged.portal = $1 AND staged.message = inbox.message AND staged.target = inbox.message)"
    f" {_IN_ORDER}"
)
