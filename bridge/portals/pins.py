"""What is pinned in a room whose history lies beneath it: there, a pin of the past tells of it, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable

from bridge.matrix.client import Homeserver
from bridge.matrix.content.pin import MOST_PINNED
from bridge.matrix.events import RoomId
from bridge.model.codec import decode
from bridge.model.event import Pin
from bridge.model.message import Message
from bridge.store import InboxRow, Store

_KIND = "pin"
"""The kind of items that pin a message (``bridge.model.event.Pin``)."""


async def pin_todays(
    store: Store, homeserver: Homeserver, portal: int, room: RoomId, is_ours: Callable[[str], bool]
) -> None:
    """Pin what is pinned in the chat today; unless something is pinned, or people are there to be disturbed."""
    rows = await store.inbox.of_kind(portal, _KIND)
    if (
        not rows
        or await homeserver.state_event(room, "m.room.pinned_events")
        or await _is_inhabited(homeserver, room, is_ours)
    ):
        return
    targets = list(dict.fromkeys([target for row in rows for target in await _targets(store, portal, row)]))
    events = await store.events.first_of(portal, targets)
    pinned = [events[target].event_id for target in targets if target in events][-MOST_PINNED:]
    if pinned:
        await homeserver.send_state(room, homeserver.bot, "m.room.pinned_events", "", {"pinned": pinned})


async def _is_inhabited(homeserver: Homeserver, room: RoomId, is_ours: Callable[[str], bool]) -> bool:
    return any(
        event["type"] == "m.room.member" and not is_ours(event["state_key"]) for event in await homeserver.state(room)
    )


async def _targets(store: Store, portal: int, row: InboxRow) -> list[str]:
    """The message that was pinned, under the inbox's id of it; none, when the source does not say."""
    item = decode(row.body)
    if not (isinstance(item, Message) and isinstance(item.content, Pin) and item.content.message):
        return []
    named = str(item.content.message)
    return [(await store.aliases.resolve(row.export, portal, [named])).get(named, named)]
