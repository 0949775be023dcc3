"""Where history is laid beneath a room in which people talk already: edits and deletions of it wait until it is there.

Otherwise they would find nothing to change, and history would be laid as it was before.
"""

from __future__ import annotations

from collections.abc import Sequence

from bridge.model.amendment import Deletion, Revision
from bridge.model.codec import decode
from bridge.model.message import Message
from bridge.store import InboxRow, State, Store

_KINDS = frozenset({"revision", "deletion"})
"""The kinds of items that are edits and deletions (``bridge.model.amendment``)."""
_TO_COME = frozenset({State.WAITING, State.SENDING})


async def up_to_changes_of_what_is_to_come(store: Store, portal: int, rows: Sequence[InboxRow]) -> list[InboxRow]:
    """Those of these live items that come before the first which changes a message that is still to be laid."""
    if not any(row.kind in _KINDS for row in rows) or not await store.inbox.next(portal, 1):
        return list(rows)
    for number, row in enumerate(rows):
        if row.kind in _KINDS and await _is_too_early(store, row):
            return list(rows[:number])
    return list(rows)


async def _is_too_early(store: Store, row: InboxRow) -> bool:
    known = await store.aliases.resolve(row.export, row.portal, _changed(row))
    found = await store.inbox.get_many(row.portal, sorted(known.values()))
    return any(one.arrival is None and one.state in _TO_COME for one in found.values())


def _changed(row: InboxRow) -> tuple[str, ...]:
    item = decode(row.body)
    content = item.content if isinstance(item, Message) else None
    if isinstance(content, Deletion):
        return content.messages
    return (content.message,) if isinstance(content, Revision) else ()
