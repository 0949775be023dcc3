"""From the scratch table into the inbox: what is new, what is known, and which of two bodies is the better one."""

from __future__ import annotations

from dataclasses import dataclass

from bridge.errors import ModelError, Undecided
from bridge.model.chat import Numbering
from bridge.store.aliases import foreign_suffix
from bridge.store.aligned_rows import AS_USUAL, BRINGS_MORE, KNOWS_MORE
from bridge.store.aligning.places import SPACING
from bridge.store.alignment import align
from bridge.store.database import Transaction
from bridge.store.hands import Hands
from bridge.store.inbox import LATE, State
from bridge.store.matching_by_id import match
from bridge.store.merged import Findings, Merged

SCRATCH = "staged"
"""Items of one export; ``target`` is the inbox's id of an item that the inbox has already."""
NAMED = 1_000
"""How many of the items that changed after they were sent are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How an export is to be merged. ``precision`` of its times, ms.

    ``append_late``: late items wait too, and are said at the room's end. ``is_same``: somebody says that it is the same
    chat, so nobody need be asked. ``beyond_ids``: the inbox may have items under other ids, so ids do not tell all.
    """

    numbering: Numbering
    precision: int = 1
    append_late: bool = False
    is_same: bool = False
    beyond_ids: bool = False


class Merge:
    """One chat of one export, on its way from the scratch table into the inbox."""

    def __init__(self, tx: Transaction, export: int, portal: int) -> None:
        self._tx = tx
        self._export = export
        self._portal = portal

    async def run(self, terms: Terms) -> Merged:
        """See ``Staging.merge``."""
        await self._refuse_doubles()
        hands = await Hands.of_portal(self._tx, self._portal)
        numbering = terms.numbering
        if await self._tx.fetch("SELECT 1 FROM portal WHERE id = $1 AND born IS NOT NULL", self._portal):
            numbering = Numbering.ACCOUNT
        counted = numbering is Numbering.NONE
        if counted:
            await self._space()
        foreign, findings = hands.some and (counted or hands.home_is_counted), None
        if await self._tx.fetch("SELECT 1 FROM inbox WHERE portal = $1 LIMIT 1", self._portal):
            if not foreign:
                foreign = await match(self._tx, self._portal, numbering)
            findings = await self._align(terms, hands)
        merged = await self._settle(foreign, terms.append_late, findings)
        await self._record(merged, terms)
        return merged

    async def _align(self, terms: Terms, hands: Hands) -> Findings | None:
        """Where ids do not tell all that is the same: lay the sequences beside each other."""
        counted = terms.numbering is Numbering.NONE
        if not (counted or hands.counted or terms.beyond_ids):
            return None
        findings = await align(self._tx, self._portal, self._export, terms.numbering, terms.precision, hands)
        asked = counted or hands.home_is_counted
        if findings is not None and asked and not terms.is_same and not findings.sureness.is_sure:
            raise Undecided(
                f"{findings.sureness.doubt} Say --same-chat if they are one chat all the same,"
                " or --other-chat to keep them apart."
            )
        return findings

    async def _space(self) -> None:
        """Leave room between counted items for what other exports have there."""
        await self._tx.execute(
            f"UPDATE staged SET place = place * {SPACING} WHERE portal = $1"
            f" AND NOT EXISTS (SELECT 1 FROM staged other WHERE other.portal = $1"
            f" AND (other.place > {SPACING // 4} OR other.place < 0))",
            self._portal,
        )

    async def _refuse_doubles(self) -> None:
        double = await self._tx.fetchval(
            "SELECT message FROM staged WHERE portal = $1 GROUP BY message HAVING COUNT(*) > 1 LIMIT 1", self._portal
        )
        if double is not None:
            raise ModelError(f"Two items of one chat have the id {double!r} (portal {self._portal}).")

    # What becomes of them

    async def _settle(self, foreign: bool, append_late: bool, findings: Findings | None) -> Merged:
        suffix = foreign_suffix(self._export) if foreign else ""
        count, changed = await self._changed_after_sent()
        improved = await self._improve()
        await self._count_withheld()
        late = await self._mark_late(State.WAITING if append_late else State.WITHHELD, foreign and findings is None)
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
            **({} if findings is None else findings.told()),
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
        improved += await self._take_over(f"staged.better = {KNOWS_MORE}")
        await self._take_over_begun()
        return improved

    async def _take_over(self, condition: str) -> int:
        return await self._tx.execute(
            "UPDATE inbox SET body = staged.body, kind = staged.kind, export = $2,"
            " edited = staged.edited, present = staged.present, sender = staged.sender FROM staged"
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
            # Of a foreign export all, also those that are called the same by chance; a login may come to speak as it.
            " FROM staged WHERE portal = $1 AND (COALESCE(target, message || $3) <> message OR $3 <> '')",
            self._portal,
            self._export,
            suffix,
        )

    async def _record(self, merged: Merged, terms: Terms) -> None:
        await self._tx.execute(
            "INSERT INTO contribution (export, portal, new, same, improved, changed_after_sent, late, is_foreign,"
            " numbering, time_precision) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            self._export,
            self._portal,
            merged.new,
            merged.same,
            merged.improved,
            merged.changed_after_sent,
            merged.late,
            int(merged.foreign),
            terms.numbering.value,
            terms.precision,
        )
        await self._tx.executemany(
            "INSERT INTO same_person (export, portal, theirs, ours, times) VALUES ($1, $2, $3, $4, $5)",
            [(self._export, self._portal, one.theirs, one.ours, one.times) for one in merged.people],
        )


_KNOWN = "staged JOIN inbox ON inbox.portal = $1 AND inbox.message = staged.target WHERE staged.portal = $1"
_BETTER = (
    f"(staged.better >= {BRINGS_MORE} OR staged.better = {AS_USUAL} AND (staged.present > inbox.present"
    " OR (staged.present = inbox.present AND staged.edited > inbox.edited)))"
)
"""Files that were missing weigh more than a later edit."""
_EQUAL = f"(staged.better = {AS_USUAL} AND staged.present = inbox.present AND staged.edited = inbox.edited AND inbox.export <> $2)"
_INSERT = (
    "INSERT INTO inbox"
    " (portal, message, time, place, kind, sender, body, export, state, reason, count, edited, present)"
    " SELECT portal, message || $3, time, place, kind, sender, body, CAST($2 AS BIGINT), state, reason, items, edited,"
    " present FROM staged WHERE portal = $1 AND target IS NULL"
)
