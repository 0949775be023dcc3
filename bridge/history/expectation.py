"""What should be in a room: every item that was said, worked out anew from the inbox.

The store says only which event ids an item's parts have, and in which order items were said; whether that order is
the source's is judged here too.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

from bridge.history.comparison import Difference, Expected, Finding
from bridge.matrix.events import Draft, EventId, Role
from bridge.matrix.source_key import SourceKeys
from bridge.matrix.to_content import MAY_BE_SILENT, Converted, convert, finish
from bridge.matrix.writing import REACTION_DOUBLED
from bridge.portals.scene import Cue, Scene
from bridge.portals.worker import SAID_LATE
from bridge.store import EventRow, InboxRow, Order, State, Store

BATCH = 500
"""Recorded events whose items are worked out together."""
SAID = frozenset({State.DONE, State.UNSUPPORTED, State.MISSING})
"""Outcomes whose item is in the room, if only as a notice."""


class Expectation:
    """The events that should be in one portal's room; what is wrong with the records themselves goes to ``findings``."""

    def __init__(
        self,
        store: Store,
        scene: Scene,
        keys: SourceKeys,
        portal: int,
        findings: list[Finding],
        *,
        beneath: bool = False,
    ) -> None:
        self._beneath = beneath
        self._store = store
        self._scene = scene
        self._keys = keys
        self._portal = portal
        self._findings = findings
        self._furthest: Order | None = None

    def batches(self, last: int) -> AsyncIterator[Sequence[Expected]]:
        """Whole items, as they stand in the room, of what was recorded up to the event with sequence number ``last``.

        What was appended stands in the order of sending; what lies beneath the room in that of its history.
        """
        return self._by_history(last) if self._beneath else self._by_sending(last)

    async def _by_history(self, last: int) -> AsyncIterator[Sequence[Expected]]:
        rows = await self._store.inbox.page(self._portal, None, BATCH)
        while rows:
            found = await self._store.events.of_messages(self._portal, [row.message for row in rows])
            recorded = {message: events for message, events in found.items() if events[-1].sequence <= last}
            yield await self._expected(recorded)
            rows = await self._store.inbox.page(self._portal, rows[-1].order, BATCH)

    async def _by_sending(self, last: int) -> AsyncIterator[Sequence[Expected]]:
        after = 0
        while after < last and (page := await self._store.events.page(self._portal, after, BATCH)):
            recorded = await self._store.events.of_messages(self._portal, [row.message for row in page])
            yield await self._expected(recorded)
            after = max(row.sequence for rows in recorded.values() for row in rows)

    async def judge_unsaid(self) -> None:
        """Find outcomes that say an item is in the room, with no event to show for it, although there should be one."""
        for row in await self._store.inbox.without_events(self._portal, SAID):
            if row.kind not in MAY_BE_SILENT:
                self._find(Difference.MISSING, "", row.message, f"recorded as {row.state}, but no event is")

    async def _expected(self, recorded: dict[str, list[EventRow]]) -> list[Expected]:
        found = await self._store.inbox.get_many(self._portal, list(recorded))
        history = [row for row in found.values() if row.arrival is None]
        cues = await self._scene.cues(sorted(history, key=self._place(recorded)))
        await self._scene.find_files(cues)
        await self._scene.look_up(cues)
        return [one for cue in cues for one in self._of_item(cue, recorded[cue.row.message])]

    def _place(self, recorded: dict[str, list[EventRow]]) -> Callable[[InboxRow], Any]:
        if self._beneath:
            return lambda row: row.order
        return lambda row: recorded[row.message][0].sequence

    def _of_item(self, cue: Cue, recorded: Sequence[EventRow]) -> list[Expected]:
        ids = {row.part: EventId(row.event_id) for row in recorded}
        converted = convert(cue.item, self._scene.surroundings(cue, before=recorded[0].sequence), self._keys)
        said = [draft for draft in converted.drafts if draft.part in ids]
        self._scene.said(cue, said, ids)
        self._judge_order(cue.row)
        self._judge_outcome(cue.row, converted)
        self._judge_parts(cue.row, converted.drafts, ids)
        key = self._keys.key(cue.item.id)
        gone = {row.part for row in recorded if row.gone}
        whole = [draft for draft in said if draft.relation is None or draft.relation.part in ids]
        return [_expected(draft, ids, cue.row.message, key, gone=draft.part in gone) for draft in whole]

    def _judge_order(self, row: InboxRow) -> None:
        """Only what came too late, and is marked so, may follow what comes after it in the source."""
        if self._furthest is not None and row.order < self._furthest and SAID_LATE not in row.notes:
            self._find(Difference.OUT_OF_ORDER, "", row.message, "said after what follows it in the source")
        self._furthest = row.order if self._furthest is None else max(self._furthest, row.order)

    def _judge_outcome(self, row: InboxRow, converted: Converted) -> None:
        if row.state in SAID and row.state != converted.outcome:
            self._find(Difference.OUTCOME, "", row.message, f"recorded as {row.state}, but it is {converted.outcome}")

    def _judge_parts(self, row: InboxRow, drafts: Sequence[Draft], ids: dict[int, EventId]) -> None:
        """Parts of an item that were never recorded as sent, and events recorded that no part accounts for."""
        for draft in drafts:
            excused = draft.role is Role.REACTION and REACTION_DOUBLED in row.notes
            if draft.part not in ids and row.state in SAID and not excused:
                self._find(Difference.MISSING, "", row.message, f"part {draft.part} was never recorded as sent")
        for part in sorted(ids.keys() - {draft.part for draft in drafts}):
            self._find(Difference.EXTRA, ids[part], row.message, f"part {part} has nothing to say")

    def _find(self, difference: Difference, event_id: str, message: str, detail: str) -> None:
        self._findings.append(Finding(difference, event_id, message, detail))


def _expected(draft: Draft, ids: dict[int, EventId], message: str, key: str, *, gone: bool) -> Expected:
    return Expected(
        event_id=ids[draft.part],
        message=message,
        key=(key, draft.part),
        sender=draft.sender,
        type=draft.type,
        state_key=draft.state_key,
        time=draft.time,
        content=finish(draft, ids),
        gone=gone,
    )
