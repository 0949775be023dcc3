"""Staged items and the inbox, laid beside each other: a stretch of time after the other.

What it finds is written into the scratch table: the partners of staged items, and where new ones stand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from itertools import takewhile

from bridge.store.aligned_rows import NEVER, Pair, Side, at, better, carried, set_to, unplaced
from bridge.store.aligning.block import Block
from bridge.store.aligning.clocks import DRIFT, Clock, Words, compare, one_in
from bridge.store.aligning.namesakes import Namesakes
from bridge.store.aligning.places import placed, sharpened
from bridge.store.aligning.signs import Sign
from bridge.store.database import Row, Transaction
from bridge.store.merged import Disagreement, Findings, SamePerson, Sureness

PAGE = 5_000
"""How many staged items are looked at together, and after which of them a quiet moment is looked for."""
_KNOWN = 20_000
NAMED = 20
"""How many disagreements are named."""


@dataclass(frozen=True, slots=True)
class Sides:
    """What is known of the two sides. ``precision`` of the coarser one, ms.

    ``identified`` exports have ids of the network, others counted their items. ``coarse`` is the precision of the
    inbox's times where the export's finer ones are to take their place; None: they stay.
    """

    precision: int
    export: int
    identified: frozenset[int]
    coarse: int | None = None


@dataclass(frozen=True, slots=True)
class Spans:
    """The first and the last time of each side, by its own clock, ms; and how many items the longer one has."""

    staged: tuple[int, int]
    known: tuple[int, int]
    items: int


class Alignment:
    """One chat of one export, on its way to finding out what of it is known."""

    def __init__(self, tx: Transaction, portal: int, sides: Sides, spans: Spans) -> None:
        self._tx = tx
        self._portal = portal
        self._sides = sides
        self._spans = spans
        self._namesakes = Namesakes()
        self._matched = self._telling = self._overlap = 0
        self._people: Counter[tuple[str, str]] = Counter()
        self._disagreements: Counter[str] = Counter()
        self._disagreeing: list[Disagreement] = []
        self._used: set[str] = set()
        self._nearby = _NEARBY.format("0")

    async def clock(self) -> Clock:
        """By how much the clocks differ."""
        every = one_in(self._spans.items)
        staged = await self._words(_STAGED, self._spans.staged, every)
        known = await self._words(_INBOX, self._spans.known, every)
        return compare(staged, known, self._sides.precision)

    async def run(self, clock: Clock) -> Findings:
        """Find the partners of all staged items that have none, and places for those that get none."""
        await self._find_given()
        async for rows, known in self._blocks(clock):
            await self._align([at(row, clock) for row in rows], [Side.of(row) for row in known])
        await self._tx.execute(_MOVE, self._portal)
        return Findings(
            sureness=Sureness(
                overlap=min(self._overlap, await self._known_overlap(clock)),
                matched=self._matched,
                telling=self._telling,
                hours=clock.ahead[-1] / 3_600_000,
            ),
            disagreements=dict(self._disagreements),
            disagreeing=tuple(self._disagreeing),
            people=tuple(SamePerson(*pair, times) for pair, times in self._people.most_common()),
        )

    async def _find_given(self) -> None:
        """Where ids have told some partners, those must be known to be taken; else looking for them is not worth it."""
        if await self._tx.fetch("SELECT 1 FROM staged WHERE portal = $1 AND target IS NOT NULL LIMIT 1", self._portal):
            await self._tx.execute("CREATE INDEX IF NOT EXISTS staged_target ON staged (portal, target)")
            self._nearby = _NEARBY.format(_TAKEN)

    # Reading both sides

    async def _words(self, table: str, span: tuple[int, int], every: int) -> Words:
        words = Words(every)
        after: tuple[int, int, str] = (span[0] - 1, 0, "")
        while rows := await self._tx.fetch(_page(table), self._portal, *after):
            for row in rows:
                one = Side.of(row).sign
                if one.words:
                    words.add(one.likeness, one.time)
            after = rows[-1]["time"], rows[-1]["place"], rows[-1]["message"]
        return words

    async def _blocks(self, clock: Clock) -> AsyncIterator[tuple[Sequence[Row], Sequence[Row]]]:
        """Stretches of staged rows, each with what the inbox has from shortly before to shortly after it."""
        after: tuple[int, int, str] = (self._spans.staged[0] - 1, 0, "")
        while rows := await self._tx.fetch(_page(_STAGED), self._portal, *after):
            block = rows if len(rows) < PAGE else _up_to_a_pause(rows)
            block, known = await self._with_known(block, clock)
            yield block, known
            after = block[-1]["time"], block[-1]["place"], block[-1]["message"]

    async def _with_known(self, rows: Sequence[Row], clock: Clock) -> tuple[Sequence[Row], Sequence[Row]]:
        reach = self._sides.precision + DRIFT
        times = [clock.known(row["time"]) for row in rows]
        first, last = min(times) - reach, max(times) + reach
        known = await self._tx.fetch(f"{self._nearby} LIMIT {_KNOWN}", self._portal, first, last)
        if len(known) < _KNOWN:
            return rows, known
        # The inbox has much more here: only as many staged ones as that reaches to, but one moment at least.
        end = max(known[-1]["time"] - reach, times[0])
        fewer = rows[: len(list(takewhile(lambda time: time <= end, times)))]
        last = max(times[: len(fewer)]) + reach
        return fewer, await self._tx.fetch(self._nearby, self._portal, first, last)

    async def _known_overlap(self, clock: Clock) -> int:
        first, last = (clock.known(time) for time in self._spans.staged)
        count: int = await self._tx.fetchval(
            "SELECT COUNT(*) FROM inbox WHERE portal = $1 AND kind <> 'withheld' AND time BETWEEN $2 AND $3",
            self._portal,
            first - self._sides.precision,
            last + self._sides.precision,
        )
        return count

    # Writing down what was found

    async def _align(self, rows: list[Side], known: list[Side]) -> None:
        nearby = {side.sign.key for side in known}
        staged = [side for side in rows if side.target is None or side.target in nearby]
        staged.sort(key=lambda side: (side.sign.time, side.sign.place))
        block = Block(
            [side.sign for side in staged], [side.sign for side in known], self._sides.precision, self._namesakes
        )
        given = _give(block, staged, known, self._used)
        block.align()
        self._used = {side.sign.key for side, owner in zip(known, block.owners, strict=True) if owner >= 0}
        if self._sides.coarse is not None:
            await self._sharpen(block, known, self._sides.coarse)
        found = [index for index, partner in enumerate(block.partners) if partner >= 0 and index not in given]
        pairs = [self._pair(block, index, staged, known) for index in found]
        self._count(block, len(pairs) + len(given) + len(rows) - len(staged))
        await self._tx.executemany(_MATCH, [pair.known(self._portal) for pair in pairs if pair.better == NEVER])
        await self._tx.executemany(_CARRY, [pair.row(self._portal) for pair in pairs if pair.better != NEVER])
        new = (unplaced(staged[one.position], one) for one in placed(block.staged, block.known, block.partners))
        await self._tx.executemany(_PLACE, [one.row(self._portal) for one in new])

    async def _sharpen(self, block: Block, known: list[Side], coarse: int) -> None:
        """Let the inbox have the better times of the export."""
        found = list(sharpened(block.staged, block.known, block.partners, coarse))
        for position, time in found:
            known[position] = set_to(known[position], time)
        await self._tx.executemany(_SHARPEN, [known[position].row(self._portal) for position, _ in found])
        block.known = [side.sign for side in known]

    def _pair(self, block: Block, index: int, staged: Sequence[Side], known: Sequence[Side]) -> Pair:
        mine, theirs = staged[index], known[block.partners[index]]
        varies = block.variations.get(index)
        if varies is not None and varies.is_disagreement:
            self._disagreements[varies] += 1
            if len(self._disagreeing) < NAMED:
                self._disagreeing.append(Disagreement(theirs.sign.key, varies))
        identified = (
            self._sides.export in self._sides.identified,
            theirs.export in self._sides.identified,
        )
        return carried(
            mine, theirs, better(mine, theirs, varies, identified), keep_sender=identified[1] or not identified[0]
        )

    def _count(self, block: Block, matched: int) -> None:
        first, last = self._spans.known
        self._overlap += sum(
            first - self._sides.precision <= one.time <= last + self._sides.precision for one in block.staged
        )
        self._matched += matched
        self._telling += block.telling
        for index, partner in enumerate(block.partners):
            if partner >= 0:
                self._meet(block.staged[index], block.known[partner])

    def _meet(self, one: Sign, other: Sign) -> None:
        if one.sender is not None and other.sender is not None:
            self._people[one.sender, other.sender] += 1


def _give(block: Block, staged: Sequence[Side], known: Sequence[Side], used: Collection[str]) -> set[int]:
    """Partners that are known by their ids; and what of the inbox has a partner elsewhere, or was ``used`` before."""
    positions = {side.sign.key: position for position, side in enumerate(known)}
    for position, side in enumerate(known):
        if side.is_taken or side.sign.key in used:
            block.owners[position] = len(staged)
    given = {index: positions[side.target] for index, side in enumerate(staged) if side.target is not None}
    for index, position in given.items():
        block.partners[index], block.owners[position] = position, index
    return set(given)


def _up_to_a_pause(rows: Sequence[Row]) -> Sequence[Row]:
    """Cut where nobody spoke for the longest time, so that nothing that belongs together is cut apart."""
    later = range(len(rows) * 3 // 4, len(rows))
    return rows[: max(later, key=lambda index: rows[index]["time"] - rows[index - 1]["time"])]


_STAGED = "staged"
_INBOX = "inbox"
_COLUMNS = {
    _STAGED: "message, time, place, body, edited, present, target, sender, 0 AS export, 0 AS taken",
    _INBOX: "message, time, place, body, edited, present, NULL AS target, sender, export, 0 AS taken",
}


def _page(table: str) -> str:
    return (
        f"SELECT {_COLUMNS[table]} FROM {table} WHERE portal = $1 AND kind <> 'withheld'"
        f" AND time >= $2 AND (time, place, message) > ($2, $3, $4) ORDER BY time, place, message LIMIT {PAGE}"
    )


_NEARBY = (
    "SELECT message, time, place, body, edited, present, NULL AS target, sender, export, {} AS taken"
    " FROM inbox WHERE portal = $1 AND kind <> 'withheld' AND time BETWEEN $2 AND $3 ORDER BY time, place, message"
)
_TAKEN = (
    "CASE WHEN EXISTS (SELECT 1 FROM staged WHERE staged.portal = $1 AND staged.target = inbox.message)"
    " THEN 1 ELSE 0 END"
)
_MATCH = "UPDATE staged SET target = $3, better = $4 WHERE portal = $1 AND message = $2"
_CARRY = "UPDATE staged SET target = $3, better = $4, body = $5, sender = $6 WHERE portal = $1 AND message = $2"
_PLACE = "UPDATE staged SET moved = $3, moved_place = $4, body = $5 WHERE portal = $1 AND message = $2"
_SHARPEN = "UPDATE inbox SET time = $3, body = $4 WHERE portal = $1 AND message = $2"
_MOVE = "UPDATE staged SET time = moved, place = moved_place WHERE portal = $1 AND moved IS NOT NULL"
"""Once nobody reads them in their old order any longer."""
