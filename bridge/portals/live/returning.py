"""Edits that were made in Matrix, and come back from the network: they are known, and not said again.

Each edit that was carried over takes one that comes back with it, by who made it, of which message, and its words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from bridge.model.amendment import Revision
from bridge.model.codec import decode
from bridge.model.ids import MessageId
from bridge.model.message import Message
from bridge.portals.live.history_first import up_to_changes_of_what_is_to_come
from bridge.portals.live.sameness import is_part, is_same
from bridge.store import SAID_IN_MATRIX, InboxRow, Order, State, Store

CAME_BACK = "came-back"
"""Noted of an edit that was made in Matrix once it has come back."""
_REVISION = "revision"
"""The kind of items that are edits (``bridge.model.amendment.Revision``)."""


@dataclass(frozen=True)
class NextItems:
    """What arrived, in order, without what only came back. Nothing is read of a person who speaks at this moment, so
    whatever comes back of it is looked at after it was recorded.
    """

    store: Store

    async def next(self, portal: int, limit: int, after: Order | None = None) -> list[InboxRow]:
        """The next items to say, as ``Inbox.next`` gives them."""
        rows = await self.store.live_inbox.next(portal, limit, after)
        rows = await up_to_changes_of_what_is_to_come(self.store, portal, rows)
        return [row for row in rows if not await self._came_back(row)]

    async def _came_back(self, row: InboxRow) -> bool:
        if row.kind != _REVISION or row.sender is None or row.state is not State.WAITING:
            return False
        made = await self.store.live_inbox.said_by(row.portal, row.sender, [SAID_IN_MATRIX], State.DONE)
        heard = await self._by_our_numbers(row)
        echoes = [] if heard is None else returned(made, heard)
        if not echoes:
            return False
        await self.store.live_inbox.take_as_echo(row, echoes, [SAID_IN_MATRIX, CAME_BACK])
        return True

    async def _by_our_numbers(self, row: InboxRow) -> Revision | None:
        """The ear may call the message otherwise than we do, when it was said through another login."""
        heard = _revision(row)
        if heard is None:
            return None
        known = await self.store.aliases.resolve(row.export, row.portal, [heard.message])
        return replace(heard, message=MessageId(known[heard.message]))


def returned(made: Sequence[InboxRow], heard: Revision) -> list[InboxRow]:
    """Which of the edits that were made, given the newest first, this one ends; none when nobody made it here.

    Of several alike the first, since they come back in the order in which they were made; and with it those before it,
    of which a network that was asked later told the end only.
    """
    passed: list[InboxRow] = []
    for row in reversed(made):
        edit = _revision(row)
        if edit is None or edit.message != heard.message:
            continue
        passed.append(row)
        if is_same(edit.content, heard.content) or (_is_one_of_several(row) and is_part(heard.content, edit.content)):
            return passed
    return []


def _is_one_of_several(row: InboxRow) -> bool:
    """Is it an edit of one of the messages that a thing consists of there? See ``Echoes``."""
    return "/" in row.message.rpartition("~")[2]


def _revision(row: InboxRow) -> Revision | None:
    item = decode(row.body) if row.kind == _REVISION else None
    return item.content if isinstance(item, Message) and isinstance(item.content, Revision) else None
