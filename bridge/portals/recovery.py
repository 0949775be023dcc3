"""After an interruption: which of our events are in the room although the store does not know of them.

The store commits after the homeserver has answered, so an answer that never arrived leaves events that only the
room knows. They carry our source key, and are adopted instead of being said again; even weeks later, when the
homeserver has long forgotten the transaction, and even when the store was restored from a backup.
"""

from __future__ import annotations

from bridge.matrix.client import Homeserver
from bridge.matrix.events import EventId, RoomId
from bridge.matrix.source_key import SourceKeys
from bridge.store import Store

PAGE = 200

Recovered = dict[tuple[str, int], EventId]
"""By (opaque source id, part)."""


async def find_unrecorded(homeserver: Homeserver, store: Store, room: RoomId, keys: SourceKeys) -> Recovered:
    """Read the room back from its end, until an event that the store knows (or the room's beginning)."""
    recovered: Recovered = {}
    token: str | None = None
    while True:
        page = await homeserver.messages(room, "b", token, PAGE)
        known = await store.events.of_events([event["event_id"] for event in page.events])
        for event in page.events:
            if event["event_id"] in known:
                return recovered
            key = keys.find(event["content"])
            if key is not None:
                recovered[key] = EventId(event["event_id"])
        if page.next is None or not page.events:
            return recovered
        token = page.next
