"""Saying one item: the commit that ends it, and the fence around it.

Everything that an item's end changes is one transaction, fenced by the worker's lease and by the portal's cursor:
a worker that lost its lease changes nothing at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bridge.store.database import Database
from bridge.store.events import EventRow
from bridge.store.inbox import InboxRow, State


class Sending:
    """The life of an item between ``waiting`` and its outcome."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def start(self, row: InboxRow, *, lease: str) -> bool:
        """Bring the first item of a run from ``waiting`` to ``sending``, before anything of it is sent.

        False: the row is not as it was read (another export brought a better body, or it is no longer waiting):
        read ``Inbox.next`` again. Raises :class:`LeaseLost` when another worker has taken over.
        """
        raise NotImplementedError

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

        Returns whether ``following`` is now in ``sending``. False: there is none, or it changed since it was read:
        read ``Inbox.next`` again and :meth:`start` it. Raises :class:`LeaseLost` when another worker has taken over.
        """
        raise NotImplementedError
