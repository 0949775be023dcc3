"""Items of the neutral model as rows of the inbox."""

from __future__ import annotations

from bridge.model.codec import encode
from bridge.model.kinds import kind_of, media_of
from bridge.model.message import Message
from bridge.model.unreadable import Unreadable, Withheld
from bridge.store import StagedItem, State


def inbox_row(item: Message | Unreadable | Withheld) -> StagedItem:
    """An item, as it enters the inbox."""
    body = encode(item).decode()
    if isinstance(item, Withheld):
        return StagedItem(
            item.id, 0, 0, kind_of(item), None, body, state=State.WITHHELD, reason=item.reason, items=item.count
        )
    if isinstance(item, Unreadable):
        return StagedItem(item.id, item.time, item.place, kind_of(item), None, body, present=-1)
    present = sum(media.reference is not None for media in media_of(item))
    return StagedItem(
        item.id, item.time, item.place, kind_of(item), item.sender, body, edited=item.edited or 0, present=present
    )
