"""Staging: a whole export enters the inbox in one transaction, merged with what is there already.

A failed or killed staging leaves no trace. Items go through a scratch table that lives as long as the transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bridge.store import merging
from bridge.store.database import Transaction
from bridge.store.inbox import State
from bridge.store.merged import Merged
from bridge.store.merging import SCRATCH, Terms

_COLUMNS = "message, time, place, kind, sender, body, edited, present, state, reason, items"
"""As in :class:`StagedItem`."""


class StagedItem(NamedTuple):
    """An item as the reader gave it. A tuple, since a million of them go by.

    ``time`` and ``edited`` in ms since 1970, UTC. ``body`` is one line of the neutral format.
    ``present`` says how many of its files have their bytes in this export: with ``edited`` it decides which of two
    exports has the better body (-1: it could not be read at all). ``state`` is ``waiting``, or ``withheld`` (then with
    a reason). ``items`` says how many items the row stands for.
    """

    message: str
    time: int
    place: int
    kind: str
    sender: str | None
    body: str
    edited: int = 0
    present: int = 0
    state: State = State.WAITING
    reason: str | None = None
    items: int = 1


class Staging:
    """One export on its way into the inbox: :meth:`add` items, then :meth:`merge` each chat once."""

    def __init__(self, tx: Transaction, export: int) -> None:
        self._tx = tx
        self._export = export
        self._unmerged: set[int] = set()
        self._prepared = False

    @classmethod
    async def begin(cls, tx: Transaction, export: int) -> Staging:
        """Begin to stage an export within ``tx``; what follows is undone when ``tx`` fails."""
        await tx.scratch(SCRATCH, _TABLE)
        return cls(tx, export)

    async def add(self, portal: int, items: Sequence[StagedItem]) -> None:
        """Take items of one chat, 1,000 or so at a time; chats may alternate."""
        self._unmerged.add(portal)
        await self._tx.copy(SCRATCH, ("portal", *_COLUMNS.split(", ")), [(portal, *item) for item in items])

    async def merge(self, portal: int, terms: Terms) -> Merged:
        """Bring all of a chat's items into its inbox, once every item was added.

        With ``Numbering.NETWORK`` the id decides what is the same item. With ``Numbering.ACCOUNT`` an export either
        numbers as the inbox does (most items that agree in time and sender agree in id) or is ``foreign``: then the
        n-th item of one sender at one time is the n-th such item of the inbox, and new items get an id of their own.
        With ``Numbering.NONE``, on either side, the two sequences are laid beside each other (``aligning``): see
        ``Merged.sureness``. Late items wait too when ``append_late`` is set: they will be said at the room's end, with
        their old dates.

        Raises :class:`ModelError` when the export has two items with one id, and :class:`Undecided` when ids do not
        tell, and it is not sure that this is one chat.
        """
        await self._prepare()
        merge = merging.Merge(self._tx, self._export, portal)
        merged = await merge.run(terms)
        self._unmerged.discard(portal)
        if not self._unmerged:
            await self._tx.execute(f"DELETE FROM {SCRATCH}")
        return merged

    async def _prepare(self) -> None:
        if not self._prepared:
            await self._tx.execute(f"CREATE INDEX staged_message ON {SCRATCH} (portal, message)")
            await self._tx.execute(f"CREATE INDEX staged_time ON {SCRATCH} (portal, time)")
            await self._tx.analyse(SCRATCH)
            self._prepared = True


_TABLE = """
    portal  BIGINT  NOT NULL,
    message {text}  NOT NULL,
    time    BIGINT  NOT NULL,
    place   BIGINT  NOT NULL,
    kind    TEXT    NOT NULL,
    sender  {text},
    body    TEXT    NOT NULL,
    edited  BIGINT  NOT NULL,
    present INTEGER NOT NULL,
    state   TEXT    NOT NULL,
    reason  TEXT,
    items   INTEGER NOT NULL,
    target  {text},
    better  INTEGER NOT NULL DEFAULT 0,
    moved   BIGINT,
    moved_place BIGINT
"""
