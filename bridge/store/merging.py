"""From the scratch table into the inbox: what is new, what is known, and which of two bodies is the better one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from bridge.errors import ModelError
from bridge.model.chat import Numbering
from bridge.model.codec import decode
from bridge.store.aliases import foreign_suffix
from bridge.store.database import Row, Transaction
from bridge.store.inbox import LATE, State
from bridge.store.matching import Candidate, candidate, pair

SCRATCH = "staged"
"""Items of one export; ``target`` is the inbox's id of an item that the inbox has already."""
NAMED = 1_000
"""How many of the items that changed after they were sent are named."""
_MOMENTS = 2_000
"""How many different times are looked at together, where items are matched by time and sender."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What an export brought to a chat, in rows; ``new + same`` is all that was staged.

    ``improved``: known, still waiting, and this export has a better body. ``changed_after_sent``: known and already
    said, but this export has a later edit or files that were missing; ``changed`` names the first of them, up to 1,000.
    ``late``: new, but older than what the room already holds: withheld, unless they were to be appended.
    ``foreign``: this export numbers the messages otherwise than the chat's inbox.
    """

    new: int
    same: int
    improved: int = 0
    changed_after_sent: int = 0
    changed: tuple[str, ...] = ()
    late: int = 0
    foreign: bool = False


class Merge:
    """One chat of one export, on its way from the scratch table into the inbox."""

    def __init__(self, tx: Transaction, export: int, portal: int) -> None:
        self._tx = tx
        self._export = export
        self._portal = portal

    async def run(self, numbering: Numbering, *, append_late: bool) -> Merged:
        """See ``Staging.merge``."""
        await self._refuse_doubles()
        if await self._tx.fetch("SELECT 1 FROM portal WHERE id = $1 AND born IS NOT NULL", self._portal):
            numbering = Numbering.ACCOUNT
        foreign = False
        if await self._tx.fetch("SELECT 1 FROM inbox WHERE portal = $1 LIMIT 1", self._portal):
            foreign = numbering is Numbering.ACCOUNT and await self._is_foreign()
            await self._match(numbering, foreign)
        merged = await self._settle(foreign, append_late)
        await self._record(merged)
        return merged

    async def _refuse_doubles(self) -> None:
        double = await self._tx.fetchval(
            "SELECT message FROM staged WHERE portal = $1 GROUP BY message HAVING COUNT(*) > 1 LIMIT 1", self._portal
        )
        if double is not None:
            raise ModelError(f"Two items of one chat have the id {double!r} (portal {self._portal}).")

    # Which items are known

    async def _is_foreign(self) -> bool:
        """Of the items that have a partner by time and sender, do most have it under another id?

        Only items that are alone at their time tell: among several, another's id may agree by chance.
        """
        partners = await self._tx.fetchval(
            f"SELECT COUNT(*) FROM staged WHERE portal = $1 AND {_ALONE} AND EXISTS (SELECT 1 FROM inbox"
            f" WHERE inbox.portal = $1 AND inbox.time = staged.time AND {_SAME_SENDER})",
            self._portal,
        )
        namesakes = await self._tx.fetchval(
            "SELECT COUNT(*) FROM staged JOIN inbox ON inbox.portal = $1 AND inbox.message = staged.message"
            f" WHERE staged.portal = $1 AND {_ALONE} AND inbox.time = staged.time AND {_SAME_SENDER}",
            self._portal,
        )
        return bool(2 * namesakes <= partners)

    async def _match(self, numbering: Numbering, foreign: bool) -> None:
        if not foreign:
            await self._tx.execute(
                "UPDATE staged SET target = message WHERE portal = $1 AND EXISTS"
                " (SELECT 1 FROM inbox WHERE inbox.portal = $1 AND inbox.message = staged.message)",
                self._portal,
            )
        if numbering is Numbering.ACCOUNT:
            await self._match_by_time()

    async def _match_by_time(self) -> None:
        """A stretch of time after the other, so that memory does not grow with the chat."""
        after = _BEFORE_ALL
        while moments := await self._tx.fetch(
            f"SELECT DISTINCT time FROM staged WHERE portal = $1 AND time > $2 ORDER BY time LIMIT {_MOMENTS}",
            self._portal,
            after,
        ):
            first, after = moments[0]["time"], moments[-1]["time"]
            staged = await self._tx.fetch(_UNMATCHED_STAGED, self._portal, first, after)
            known = await self._tx.fetch(_UNMATCHED_KNOWN, self._portal, first, after)
            pairs = _pairs(staged, known)
            await self._tx.executemany(
                "UPDATE staged SET target = $3 WHERE portal = $1 AND message = $2",
                [(self._portal, message, target) for message, target in pairs.items()],
            )

    # What becomes of them

    async def _settle(self, foreign: bool, append_late: bool) -> Merged:
        suffix = foreign_suffix(self._export) if foreign else ""
        count, changed = await self._changed_after_sent()
        improved = await self._improve()
        await self._count_withheld()
        late = await self._mark_late(State.WAITING if append_late else State.WITHHELD, foreign)
        await self._remember_aliases(suffix)
        return Merged(
            same=await self._tx.fetchval(
                "SELECT COUNT(*) FROM staged WHERE portal = $1 AND target IS NOT NULL", self._portal
            ),
            new=await self._tx.execute(_INSERT, self._portal, self._export, suffix),
            improved=improved,
            changed_after_sent=count,
            changed=changed,
            late=0 if append_late else late,
            foreign=foreign,
        )

    async def _changed_after_sent(self) -> tuple[int, tuple[str, ...]]:
        changed = f"FROM {_KNOWN} AND inbox.state NOT IN ('waiting', 'withheld') AND {_BETTER}"
        count = await self._tx.fetchval(f"SELECT COUNT(*) {changed}", self._portal)
        rows = await self._tx.fetch(
            f"SELECT inbox.message {changed} ORDER BY inbox.time, inbox.place, inbox.message LIMIT {NAMED}",
            self._portal,
        )
        return count, tuple(row["message"] for row in rows)

    async def _improve(self) -> int:
        improved = await self._take_over(_BETTER)
        # An equal body comes along with its files, which may by now be nowhere but in this export.
        await self._take_over(_EQUAL)
        await self._take_over_begun()
        return improved

    async def _take_over(self, condition: str) -> int:
        return await self._tx.execute(
            "UPDATE inbox SET body = staged.body, kind = staged.kind, export = $2,"
            " edited = staged.edited, present = staged.present FROM staged"
            " WHERE staged.portal = $1 AND inbox.portal = $1 AND inbox.message = staged.target"
            f" AND inbox.state = 'waiting' AND staged.state = 'waiting' AND {condition}",
            self._portal,
            self._export,
        )

    async def _take_over_begun(self) -> None:
        """An item that an interrupted import has begun stays word for word what it was; only its files may move."""
        await self._tx.execute(
            "UPDATE inbox SET export = $2 FROM staged"
            " WHERE staged.portal = $1 AND inbox.portal = $1 AND inbox.message = staged.target"
            " AND inbox.state = 'sending' AND staged.body = inbox.body",
            self._portal,
            self._export,
        )

    async def _count_withheld(self) -> None:
        """Of two countings of the same withheld items the longer one includes the other."""
        await self._tx.execute(
            "UPDATE inbox SET count = staged.items FROM staged"
            " WHERE staged.portal = $1 AND inbox.portal = $1 AND inbox.message = staged.target"
            " AND inbox.state = 'withheld' AND staged.state = 'withheld' AND staged.items > inbox.count",
            self._portal,
        )

    async def _mark_late(self, state: State, foreign: bool) -> int:
        """What comes before something that is said already gets this state, and the reason that tells so.

        Where history lies beneath the room, nothing comes too late.
        """
        if await self._tx.fetchval("SELECT ground FROM portal WHERE id = $1", self._portal) is not None:
            return 0
        position = await self._tx.fetchrow(
            "SELECT time, place, message FROM inbox WHERE portal = $1 AND state NOT IN ('waiting', 'withheld')"
            " ORDER BY time DESC, place DESC, message DESC LIMIT 1",
            self._portal,
        )
        if position is None:
            return 0
        if foreign:
            await self._place_after(position["time"], position["place"])
        return await self._tx.execute(
            "UPDATE staged SET state = $2, reason = $3 WHERE portal = $1 AND target IS NULL"
            " AND state = 'waiting' AND (time, place, message) < ($4, $5, $6)",
            self._portal,
            state,
            LATE,
            position["time"],
            position["place"],
            position["message"],
        )

    async def _place_after(self, time: int, place: int) -> None:
        """Places of another numbering tell nothing of which came first in the very same moment; what is said, did."""
        await self._tx.execute(
            "UPDATE staged SET place = place + $3 WHERE portal = $1 AND target IS NULL AND state = 'waiting'"
            " AND time = $2",
            self._portal,
            time,
            max(0, place) + 1,
        )

    async def _remember_aliases(self, suffix: str) -> None:
        await self._tx.execute(
            "INSERT INTO alias (export, portal, message, target)"
            " SELECT CAST($2 AS BIGINT), portal, message, COALESCE(target, message || $3)"
            " FROM staged WHERE portal = $1 AND COALESCE(target, message || $3) <> message",
            self._portal,
            self._export,
            suffix,
        )

    async def _record(self, merged: Merged) -> None:
        await self._tx.execute(
            "INSERT INTO contribution (export, portal, new, same, improved, changed_after_sent, late, is_foreign)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            self._export,
            self._portal,
            merged.new,
            merged.same,
            merged.improved,
            merged.changed_after_sent,
            merged.late,
            int(merged.foreign),
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
_KNOWN = "staged JOIN inbox ON inbox.portal = $1 AND inbox.message = staged.target WHERE staged.portal = $1"
_BETTER = "(staged.present > inbox.present OR (staged.present = inbox.present AND staged.edited > inbox.edited))"
"""Files that were missing weigh more than a later edit."""
_EQUAL = "(staged.present = inbox.present AND staged.edited = inbox.edited AND inbox.export <> $2)"
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
_INSERT = (
    "INSERT INTO inbox"
    " (portal, message, time, place, kind, sender, body, export, state, reason, count, edited, present)"
    " SELECT portal, message || $3, time, place, kind, sender, body, CAST($2 AS BIGINT), state, reason, items, edited,"
    " present FROM staged WHERE portal = $1 AND target IS NULL"
)
