"""After an interruption: which of our events are in the room although the store does not know of them.

The store commits after the homeserver has answered, so an answer that never arrived leaves events that only the
room knows. They carry our source key, and are adopted instead of being said again; even weeks later, when the
homeserver has long forgotten the transaction, and even when the store was restored from a backup.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace

from bridge.matrix.client import Homeserver
from bridge.matrix.events import EventId, RoomId
from bridge.matrix.pages import Event
from bridge.matrix.source_key import SourceKeys
from bridge.matrix.writing import Recovered, Unrecorded
from bridge.model.ids import MessageId
from bridge.store import Foreseen, Portal, Store

PAGE = 200


async def find_unrecorded(
    homeserver: Homeserver, store: Store, room: RoomId, keys: SourceKeys, is_ours: Callable[[str], bool]
) -> Recovered:
    """Read the room back from its end, until an event of ours that the store knows (or the room's beginning).

    ``is_ours`` tells our users: anybody can copy a source key into an event of their own; and what people said here is
    known to the store before, while and after we say something.
    """
    recovered: dict[tuple[str, int], Unrecorded] = {}
    async for events in _backwards(homeserver, room):
        known = await store.events.of_events([event["event_id"] for event in events])
        for event in events:
            if event["event_id"] in known and is_ours(event["sender"]):
                return recovered
            recovered |= _claimed(event, keys, is_ours)
    return recovered


async def find_unrecorded_beneath(
    homeserver: Homeserver,
    store: Store,
    portal: Portal,
    place: tuple[RoomId, int],
    keys: SourceKeys,
    is_ours: Callable[[str], bool],
) -> Recovered:
    """The same where history lies beneath the room.

    The ids of what was being laid were written down before, and are looked up. If the room then still has more than
    the store knows of, the store was lost or restored, and the whole room is read. ``place``: the room, and the depth
    of its ground.
    """
    room, base = place
    survey = await homeserver.bedrock.survey(room, [EventId(one.event_id) for one in portal.foreseen])
    recorded = await store.events.of_events([one.event_id for one in portal.foreseen])
    begun = [one for one in portal.foreseen if one.event_id in survey.present and one.event_id not in recorded]
    if survey.laid == await store.events.count_beneath(portal.id) + len(begun):
        return dict(_expected(one, keys) for one in begun)
    found = await _find_all(homeserver, store, room, keys, is_ours)
    depths = (await homeserver.bedrock.survey(room, [one.event_id for one in found.values()])).present
    return {
        key: replace(one, depth=depths[one.event_id] - base) for key, one in found.items() if one.event_id in depths
    }


async def _find_all(
    homeserver: Homeserver, store: Store, room: RoomId, keys: SourceKeys, is_ours: Callable[[str], bool]
) -> Recovered:
    recovered: dict[tuple[str, int], Unrecorded] = {}
    async for events in _backwards(homeserver, room):
        known = await store.events.of_events([event["event_id"] for event in events])
        for event in events:
            if event["event_id"] not in known:
                recovered |= _claimed(event, keys, is_ours)
    return recovered


async def _backwards(homeserver: Homeserver, room: RoomId) -> AsyncIterator[tuple[Event, ...]]:
    token: str | None = None
    while True:
        page = await homeserver.messages(room, "b", token, PAGE)
        yield page.events
        if page.next is None:
            return
        token = page.next


def _claimed(event: Event, keys: SourceKeys, is_ours: Callable[[str], bool]) -> Recovered:
    key = keys.find(event["content"])
    if key is None or not is_ours(event["sender"]):
        return {}
    return {key: Unrecorded(EventId(event["event_id"]), event["sender"], event["type"], event.get("state_key"))}


def _expected(one: Foreseen, keys: SourceKeys) -> tuple[tuple[str, int], Unrecorded]:
    found = Unrecorded(EventId(one.event_id), one.sender, one.type, one.state_key, one.depth)
    return (keys.key(MessageId(one.message)), one.part), found
