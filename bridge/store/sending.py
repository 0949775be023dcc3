"""Saying items: the commit that ends a batch of them, and the fence around it.

A batch is what a writer says at one go: a single item where each event is a request of its own, hundreds where history
is laid in batches. Everything that a batch's end changes is one transaction, fenced by the worker's lease and by the
portal's cursor: a worker that lost its lease changes nothing at all, and nobody else says anything of a portal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from bridge.errors import LeaseLost, StoreError
from bridge.store.columns import chunks, placeholders, to_json
from bridge.store.database import Database, Statement
from bridge.store.events import EventRow, insertions
from bridge.store.inbox import EDITION, InboxRow, State
from bridge.store.lanes import Lane
from bridge.store.members import UPSERT
from bridge.store.portals import Foreseen


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What became of an item. ``reason`` is needed for every outcome but ``done``."""

    row: InboxRow
    outcome: State
    reason: str | None = None
    notes: Sequence[str] = ()
    events: Sequence[EventRow] = ()

    def __post_init__(self) -> None:
        if self.outcome in (State.WAITING, State.SENDING):
            raise ValueError(f"{self.outcome} is not an outcome")
        if self.outcome is not State.DONE and not self.reason:
            raise ValueError(f"the outcome {self.outcome} needs a reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The next items to say, at least one, as ``Inbox.next`` gave them.

    ``foreseen`` are their events, as far as they are known, and those of other batches that are being said.
    """

    rows: Sequence[InboxRow]
    foreseen: Sequence[Foreseen] = ()

    @property
    def waiting(self) -> bool:
        """Must it be brought to ``sending``? An interrupted one is there already."""
        return self.rows[0].state is State.WAITING


class Sending:
    """The life of items between ``waiting`` and their outcome."""

    def __init__(self, database: Database, lane: Lane = Lane.HISTORY) -> None:
        self._database = database
        self._lane = lane

    async def start(self, batch: Batch, *, lease: str) -> bool:
        """Bring the first batch of a run from ``waiting`` to ``sending``, before anything of it is sent.

        An interrupted batch stays in ``sending``; only what is foreseen of it is written anew.
        False: it is not what comes next any longer (another export had something to say, or an item is no longer
        waiting): read ``Inbox.next`` again. Raises :class:`LeaseLost` when another worker has taken over.
        """
        fence = Statement(
            f"UPDATE portal SET {self._lane.lease} = $2 WHERE id = $1 AND {self._lane.lease} = $2",
            (_portal(batch), lease),
            _lost(batch),
        )
        changed = await self._database.commit([fence, *_beginning(batch, self._lane), *_foretelling(batch)])
        return changed[1] > 0 if batch.waiting else True

    async def finish(
        self,
        endings: Sequence[Ending],
        *,
        lease: str,
        cursor: str | None,
        again: Sequence[InboxRow] = (),
        foreseen: Sequence[Foreseen] = (),
        memberships: Mapping[str, str] | None = None,
        pinned: Sequence[str] | None = None,
        gone: Sequence[str] = (),
        following: Batch | None = None,
    ) -> bool:
        """End a batch and begin the next, in one transaction.

        ``cursor`` is the portal's cursor as this worker knows it; afterwards it is the last ending's message.
        ``again``: items of the batch that are to be said another time, and wait again. ``foreseen`` are the events of
        other batches that are being said. ``memberships`` are those that
        the items changed, by user id (``join``, ``leave``, ``invite``); ``pinned`` what is pinned from now on, None:
        unchanged. ``gone`` are events that the items have redacted.

        Returns whether ``following`` is now in ``sending``. False: there is none, or it is not what comes next any
        longer: read ``Inbox.next`` again and :meth:`start` that. Raises :class:`LeaseLost` when another worker has
        taken over.
        """
        rows = [ending.row for ending in endings] + list(again)
        events = [(ending.row.message, event) for ending in endings for event in ending.events]
        last = endings[-1].row.message if endings else cursor
        statements = [
            _fence(self._lane, rows[0], lease, cursor, last, pinned, foreseen),
            *_endings(endings),
            *_returning(again),
            *insertions(rows[0].portal, events),
            *(Statement(UPSERT, (rows[0].portal, *membership)) for membership in (memberships or {}).items()),
            *(Statement("UPDATE event SET gone = 1 WHERE event_id = $1", (event,)) for event in gone),
        ]
        if following is None:
            await self._database.commit(statements)
            return False
        changed = await self._database.commit(
            [*statements, *_foretelling(following), *_beginning(following, self._lane)]
        )
        return changed[-1] > 0


def _fence(
    lane: Lane,
    row: InboxRow,
    lease: str,
    cursor: str | None,
    last: str | None,
    pinned: Sequence[str] | None,
    foreseen: Sequence[Foreseen],
) -> Statement:
    # First of all statements: on PostgreSQL it also makes whoever takes the lease wait until this commit is over.
    told = "" if lane is Lane.LIVE else ", foreseen = $6"
    return Statement(
        f"UPDATE portal SET {lane.cursor} = $4, pinned = COALESCE($5, pinned){told} WHERE id = $1 AND {lane.lease} = $2"
        f" AND ({lane.cursor} = $3 OR ({lane.cursor} IS NULL AND CAST($3 AS TEXT) IS NULL))",
        (
            row.portal,
            lease,
            cursor,
            last,
            None if pinned is None else to_json(pinned),
            *([to_json(foreseen)] if told else []),
        ),
        lambda: LeaseLost(f"It was about to end message {row.message} of portal {row.portal}."),
    )


def _endings(endings: Sequence[Ending]) -> Iterator[Statement]:
    """One statement for all items that ended alike."""
    for alike, group in groupby(sorted(endings, key=_likeness), key=_likeness):
        for chunk in chunks([ending.row for ending in group]):
            yield _ending(chunk, *alike)


def _likeness(ending: Ending) -> tuple[str, str, str, int]:
    # The export is the one whose files were sent: meanwhile another may have taken over (see Merge).
    return ending.outcome, ending.reason or "", to_json(ending.notes), ending.row.export


def _ending(rows: Sequence[InboxRow], outcome: str, reason: str, notes: str, export: int) -> Statement:
    return _out_of_sending(
        rows, "state = $2, reason = $3, notes = $4, export = $5", outcome, reason or None, notes, export
    )


def _returning(rows: Sequence[InboxRow]) -> Iterator[Statement]:
    for chunk in chunks(rows):
        yield _out_of_sending(chunk, "state = $2", State.WAITING)


def _out_of_sending(rows: Sequence[InboxRow], change: str, *values: object) -> Statement:
    messages, portal = [row.message for row in rows], rows[0].portal
    wanted = placeholders(len(values) + 2, len(messages))
    return Statement(
        f"UPDATE inbox SET {change} WHERE portal = $1 AND state = 'sending' AND message IN ({wanted})",
        (portal, *values, *messages),
        lambda: StoreError(f"Of messages {messages[0]} … {messages[-1]} of portal {portal}, one is not being sent."),
        exactly=len(messages),
    )


def _beginning(batch: Batch, lane: Lane) -> list[Statement]:
    """Only if it is still what comes next: another export may have brought better bodies, or items in between."""
    if not batch.waiting:
        return []
    last, count = batch.rows[-1], len(batch.rows)
    reach = f"portal = $1 AND state = 'waiting' AND {lane.rows} AND ({lane.order}) <= ($2, $3, $4)"
    return [
        Statement(
            f"UPDATE inbox SET state = 'sending' WHERE {reach} AND {EDITION} = $5"
            f" AND (SELECT COUNT(*) FROM inbox WHERE {reach}) = $6",
            (_portal(batch), *last.order, last.edition, count),
        )
    ]


def _foretelling(batch: Batch) -> list[Statement]:
    """What is going to be sent is written down before it is: after an interruption, these ids are looked for."""
    if not batch.foreseen:
        return []
    return [Statement("UPDATE portal SET foreseen = $2 WHERE id = $1", (_portal(batch), to_json(batch.foreseen)))]


def _portal(batch: Batch) -> int:
    return batch.rows[0].portal


def _lost(batch: Batch) -> Callable[[], LeaseLost]:
    return lambda: LeaseLost(f"It was about to begin message {batch.rows[0].message} of portal {_portal(batch)}.")
