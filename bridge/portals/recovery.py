"""After an interruption: which of our events are in the room although the store does not know of them.

The store commits after the homeserver has answered, so an answer that never arrived leaves events that only the
room knows. They carry our source key, and are adopted instead of being said again; even weeks later, when the
homeserver has long forgotten the transaction, and even when the store was restored from a backup.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bridge.errors import HomeserverError
from bridge.matrix.client import Homeserver
from bridge.matrix.events import Draft, EventId, RoomId
from bridge.matrix.pages import Event
from bridge.matrix.source_key import SourceKeys
from bridge.store import Store

PAGE = 200


@dataclass(frozen=True)
class Unrecorded:
    """An event of ours that only the room knows."""

    event_id: EventId
    sender: str
    type: str
    state_key: str | None


Recovered = dict[tuple[str, int], Unrecorded]
"""By (opaque source id, part)."""


async def find_unrecorded(
    homeserver: Homeserver, store: Store, room: RoomId, keys: SourceKeys, is_ours: Callable[[str], bool]
) -> Recovered:
    """Read the room back from its end, until an event that the store knows (or the room's beginning).

    ``is_ours`` tells our users: anybody can copy a source key into an event of their own.
    """
    recovered: Recovered = {}
    token: str | None = None
    while True:
        page = await homeserver.messages(room, "b", token, PAGE)
        known = await store.events.of_events([event["event_id"] for event in page.events])
        for event in page.events:
            if event["event_id"] in known:
                return recovered
            key = keys.find(event["content"])
            if key is not None and is_ours(event["sender"]):
                recovered[key] = _unrecorded(event)
        if page.next is None:
            return recovered
        token = page.next


def adopted(found: Unrecorded, draft: Draft) -> EventId:
    """The event, as the one that this draft would have become.

    Raises HomeserverError when it is another person's or of another kind: then the item was begun under another
    configuration or version, and saying it twice or in a wrong name is worse than to stop.
    """
    if (found.sender, found.type, found.state_key) != (draft.sender, draft.type, draft.state_key):
        raise HomeserverError(
            f"The room has {found.event_id} in the place of this item: {found.type} by {found.sender}, where"
            f" {draft.type} by {draft.sender} should be. Finish this import with the configuration and the version of"
            " Beringia that began it."
        )
    return found.event_id


def _unrecorded(event: Event) -> Unrecorded:
    return Unrecorded(EventId(event["event_id"]), event["sender"], event["type"], event.get("state_key"))
