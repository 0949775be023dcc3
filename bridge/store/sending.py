"""Saying one item: the commit that ends it, and the fence around it.

Everything that an item's end changes is one transaction, fenced by the worker's lease and by the portal's cursor:
a worker that lost its lease changes nothing at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bridge.errors import LeaseLost, StoreError
from bridge.store.columns import to_json
from bridge.store.database import Database, Statement
from bridge.store.events import EventRow, insertion
from bridge.store.inbox import InboxRow, State
from bridge.store.members import UPSERT


class Sending:
    """The life of an item between ``waiting`` and its outcome."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def start(self, row: InboxRow, *, lease: str) -> bool:
        """Bring the first item of a run from ``waiting`` to ``sending``, before anything of it is sent.

        False: it is not what comes next any longer (another export brought a better body or an earlier item, or it
        is no longer waiting): read ``Inbox.next`` again. Raises :class:`LeaseLost` when another worker has taken over.
        """
        fence = Statement("UPDATE portal SET lease = $2 WHERE id = $1 AND lease = $2", (row.portal, lease), _lost(row))
        changed = await self._database.commit([fence, _beginning(row)])
        return changed[-1] == 1

    async def finish(
        self,
        row: InboxRow,
        outcome: State,
        *,
        lease: str,
        cursor: str | None,
        reason: str | None = None,
        notes: Sequence[str] = (),
        events: Sequence[EventRow] = (),
        memberships: Mapping[str, str] | None = None,
        pinned: Sequence[str] | None = None,
        following: InboxRow | None = None,
    ) -> bool:
        """End an item and begin the next, in one transaction.

        ``cursor`` is the portal's cursor as this worker knows it; afterwards it is ``row.message``.
        ``reason`` is needed for every outcome but ``done``. ``memberships`` are those that the item changed, by user
        id (``join``, ``leave``, ``invite``); ``pinned`` what is pinned from now on, None: unchanged.

        Returns whether ``following`` is now in ``sending``. False: there is none, or it is not what comes next any
        longer: read ``Inbox.next`` again and :meth:`start` that. Raises :class:`LeaseLost` when another worker has
        taken over.
        """
        _check(outcome, reason)
        statements = [
            _fence(row, lease, cursor, pinned),
            _ending(row, outcome, reason, notes),
            *(insertion(row.portal, row.message, event) for event in events),
            *(Statement(UPSERT, (row.portal, *membership)) for membership in (memberships or {}).items()),
        ]
        if following:
            statements.append(_beginning(following))
        changed = await self._database.commit(statements)
        return following is not None and changed[-1] == 1


def _fence(row: InboxRow, lease: str, cursor: str | None, pinned: Sequence[str] | None) -> Statement:
    # First of all statements: on PostgreSQL it also makes whoever takes the lease wait until this commit is over.
    return Statement(
        "UPDATE portal SET cursor = $4, pinned = COALESCE($5, pinned) WHERE id = $1 AND lease = $2"
        " AND (cursor = $3 OR (cursor IS NULL AND CAST($3 AS TEXT) IS NULL))",
        (row.portal, lease, cursor, row.message, None if pinned is None else to_json(pinned)),
        _lost(row),
    )


def _ending(row: InboxRow, outcome: State, reason: str | None, notes: Sequence[str]) -> Statement:
    # The export is the one whose files were sent: meanwhile another may have taken over (see Merge).
    return Statement(
        "UPDATE inbox SET state = $3, reason = $4, notes = $5, export = $6"
        " WHERE portal = $1 AND message = $2 AND state = 'sending'",
        (row.portal, row.message, outcome, reason, to_json(notes), row.export),
        lambda: StoreError(f"Message {row.message} of portal {row.portal} is not being sent."),
    )


def _beginning(row: InboxRow) -> Statement:
    # Only if it is still the next: another export may have brought a better body, or items that come before it.
    return Statement(
        "UPDATE inbox SET state = 'sending' WHERE portal = $1 AND message = $2 AND export = $3 AND state = 'waiting'"
        " AND NOT EXISTS (SELECT 1 FROM inbox earlier WHERE earlier.portal = $1 AND earlier.state = 'waiting'"
        " AND (earlier.time, earlier.place, earlier.message) < ($4, $5, $2))",
        (row.portal, row.message, row.export, row.time, row.place),
    )


def _lost(row: InboxRow) -> Callable[[], LeaseLost]:
    return lambda: LeaseLost(f"It was about to end message {row.message} of portal {row.portal}.")


def _check(outcome: State, reason: str | None) -> None:
    if outcome in (State.WAITING, State.SENDING):
        raise ValueError(f"{outcome} is not an outcome")
    if outcome is not State.DONE and not reason:
        raise ValueError(f"the outcome {outcome} needs a reason")
