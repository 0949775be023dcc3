"""Laying a staged chat beside its inbox, from the spans of both to the clock that is the right one."""

from __future__ import annotations

from bisect import bisect_right

from msgspec.structs import replace

from bridge.model.chat import Numbering
from bridge.model.codec import decode, encode
from bridge.model.message import Message
from bridge.model.unreadable import Unreadable
from bridge.store.aligned import PAGE, Alignment, Sides, Spans
from bridge.store.aligning.clocks import Clock
from bridge.store.database import Row, Transaction
from bridge.store.hands import Hands
from bridge.store.merged import Findings

_SAID = "SELECT 1 FROM inbox WHERE portal = $1 AND state NOT IN ('waiting', 'withheld') LIMIT 1"


async def align(
    tx: Transaction, portal: int, export: int, numbering: Numbering, precision: int, hands: Hands
) -> Findings | None:
    """Find the partners of staged items, and places for the others. None: one side has nothing to compare.

    As long as nobody has read them, the inbox's times give way to better ones: to those of an export with ids when they
    came without a zone, and to finer ones.
    """
    await tx.execute(_WITHHELD, portal)
    if numbering is Numbering.NETWORK:
        await hands.match_by_ids(tx, portal)
    identified = hands.identified | ({export} if numbering is not Numbering.NONE else set())
    is_unread = not await tx.fetch(_SAID, portal)
    coarse = hands.precision if is_unread and precision < hands.precision else None
    sides = Sides(max(precision, hands.precision), export, identified, coarse)
    spans = await _spans(tx, portal)
    if spans is None:
        return None
    clock = await Alignment(tx, portal, sides, spans).clock()
    if clock.differs and is_unread and export in identified and not hands.identified:
        await _set(tx, portal, clock)
        clock, spans = Clock(), await _spans(tx, portal) or spans
    return await Alignment(tx, portal, sides, spans).run(clock)


async def _spans(tx: Transaction, portal: int) -> Spans | None:
    staged, known = await _span(tx, "staged", portal), await _span(tx, "inbox", portal)
    if not (staged["items"] and known["items"]):
        return None
    return Spans(
        (staged["first"], staged["last"]), (known["first"], known["last"]), max(staged["items"], known["items"])
    )


async def _span(tx: Transaction, table: str, portal: int) -> Row:
    row = await tx.fetchrow(
        f"SELECT COUNT(*) AS items, MIN(time) AS first, MAX(time) AS last FROM {table}"
        " WHERE portal = $1 AND kind <> 'withheld'",
        portal,
    )
    assert row is not None, "a count always answers"
    return row


async def _set(tx: Transaction, portal: int, clock: Clock) -> None:
    """Put the inbox's times right. By id, since their order changes while they are."""
    after = ""
    page = (
        "SELECT message, time, body FROM inbox WHERE portal = $1 AND kind <> 'withheld' AND message > $2"
        f" ORDER BY message LIMIT {PAGE}"
    )
    steps = [since + ahead for since, ahead in zip(clock.since, clock.ahead, strict=True)]
    while rows := await tx.fetch(page, portal, after):
        right = [row["time"] - clock.ahead[max(0, bisect_right(steps, row["time"]) - 1)] for row in rows]
        await tx.executemany(
            "UPDATE inbox SET time = $3, body = $4 WHERE portal = $1 AND message = $2",
            [
                (portal, row["message"], time, _told_at(row["body"], time))
                for row, time in zip(rows, right, strict=True)
            ],
        )
        after = rows[-1]["message"]


def _told_at(body: str, time: int) -> str:
    item = decode(body)
    assert isinstance(item, Message | Unreadable), "nothing else has a time of its own"
    return encode(replace(item, time=time)).decode()


_WITHHELD = (
    "UPDATE staged SET target = message WHERE portal = $1 AND kind = 'withheld' AND EXISTS"
    " (SELECT 1 FROM inbox WHERE inbox.portal = $1 AND inbox.message = staged.message AND inbox.kind = 'withheld')"
)
