"""Who is in a chat today, as far as its history tells: they are brought into a room whose history lies beneath it."""

from __future__ import annotations

from bridge.model.codec import decode
from bridge.model.event import Change, Membership
from bridge.model.ids import PersonId
from bridge.model.message import Message
from bridge.store import InboxRow, Store

_CAME = frozenset({Change.JOINED, Change.INVITED})
_KIND = "membership"
"""The kind of items in which people come and go (``bridge.model.event.Membership``)."""


async def present(store: Store, portal: int) -> list[PersonId]:
    """Everybody who spoke or came, and has not left since; in a stable order."""
    there: dict[PersonId, int] = {
        PersonId(sender): last for sender, last in (await store.inbox.last_spoken(portal)).items()
    }
    for row in await store.inbox.of_kind(portal, _KIND):
        _apply(row, there)
    return sorted(there)


def _apply(row: InboxRow, there: dict[PersonId, int]) -> None:
    item = decode(row.body)
    if not (isinstance(item, Message) and isinstance(item.content, Membership)):
        return
    for member in item.content.members:
        if member.person is None:
            continue
        if item.content.change in _CAME:
            there[member.person] = max(row.time, there.get(member.person, row.time))
        elif there.get(member.person, row.time) <= row.time:
            there.pop(member.person, None)
