"""Staging: a whole export enters the inbox in one transaction, merged with what is there already.

A failed or killed staging leaves no trace. Items go through a scratch table that lives as long as the transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bridge.model.chat import Numbering
from bridge.store.database import Transaction
from bridge.store.inbox import State

LATE = "it is older than what the room already holds"
"""The reason of items that are withheld because the history after them is already said."""


class StagedItem(NamedTuple):
    """An item as the reader gave it. A tuple, since a million of them go by.

    ``time`` and ``edited`` in ms since 1970, UTC. ``body`` is one line of the neutral format.
    ``present`` says how many of its files have their bytes in this export: with ``edited`` it decides which of two
    exports has the better body. ``state`` is ``waiting``, or ``withheld`` (then with a reason, and maybe a count).
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
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What an export brought to a chat, in rows; ``new + same`` is all that was staged.

    ``improved``: known, still waiting, and this export has a better body. ``changed_after_sent``: known and already
    said, but this export has a later edit or files that were missing; ``changed`` names the first of them (up to 1,000).
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


class Staging:
    """One export on its way into the inbox: :meth:`add` items, then :meth:`merge` each chat once."""

    def __init__(self, tx: Transaction, export: int) -> None:
        self._tx = tx
        self._export = export

    @classmethod
    async def begin(cls, tx: Transaction, export: int) -> Staging:
        """Begin to stage an export within ``tx``; what follows is undone when ``tx`` fails."""
        raise NotImplementedError

    async def add(self, portal: int, items: Sequence[StagedItem]) -> None:
        """Take items of one chat, 1,000 or so at a time; chats may alternate.

        Raises :class:`ModelError` when the export has two items with one id.
        """
        raise NotImplementedError

    async def merge(self, portal: int, numbering: Numbering, *, append_late: bool = False) -> Merged:
        """Bring all of a chat's items into its inbox, once every item was added.

        With ``Numbering.NETWORK`` the id decides what is the same item. With ``Numbering.ACCOUNT`` an export either
        numbers as the inbox does (most items that agree in time and sender agree in id) or is ``foreign``: then the
        n-th item of one sender at one time is the n-th such item of the inbox, and new items get an id of their own.
        Late items wait too when ``append_late`` is set: they will be said at the room's end, with their old dates.
        """
        raise NotImplementedError
