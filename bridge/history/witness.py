"""What a person who is in the room makes of its history: is it found by searching and by date, and was nobody disturbed?"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

from bridge.history.comparison import Difference, Finding
from bridge.matrix.events import EventId, RoomId
from bridge.matrix.person import Person
from bridge.store import EventRow, Portal, State, Store

LOOKED_THROUGH = 200
"""Items from the beginning of a history, among which some are looked for."""
SOUGHT = 3
"""Items that are looked for by searching."""
_WORD = re.compile(r"[a-zA-Z]{6,}")
"""What every homeserver takes for a word, and few other messages have."""


async def question(person: Person, store: Store, portal: Portal, room: RoomId) -> AsyncIterator[Finding]:
    """What of the room's history this person does not find, or was notified of."""
    said = await _first_said(store, portal)
    if not said:
        return
    async for finding in _search(person, room, said):
        yield finding
    oldest = await person.homeserver.event(room, EventId(said[0].event_id))
    if oldest is not None and not await _is_found_by_date(person, room, oldest["origin_server_ts"]):
        yield Finding(Difference.UNFOUND, said[0].event_id, said[0].message, "jumping to its date leads elsewhere")
    for event_id in await store.events.of_events(await person.notifications()):
        yield Finding(Difference.NOTIFIED, event_id, detail="somebody was notified of it")


async def _first_said(store: Store, portal: Portal) -> list[EventRow]:
    rows = await store.inbox.page(portal.id, None, LOOKED_THROUGH)
    messages = [row.message for row in rows if row.state is State.DONE]
    events = await store.events.first_of(portal.id, messages)
    return [events[message] for message in messages if message in events and events[message].role == "message"]


async def _search(person: Person, room: RoomId, said: list[EventRow]) -> AsyncIterator[Finding]:
    sought = 0
    for row in said:
        event = await person.homeserver.event(room, EventId(row.event_id))
        word = _longest_word(event["content"].get("body", "") if event else "")
        if word is None:
            continue
        if await person.finds(room, word, EventId(row.event_id)) is False:
            yield Finding(Difference.UNFOUND, row.event_id, row.message, "a search does not find it")
        sought += 1
        if sought == SOUGHT:
            return


async def _is_found_by_date(person: Person, room: RoomId, time: int) -> bool:
    found = await person.jump(room, time)
    event = await person.homeserver.event(room, found) if found is not None else None
    return event is not None and event["origin_server_ts"] == time


def _longest_word(body: object) -> str | None:
    words = _WORD.findall(body) if isinstance(body, str) else []
    return max(words, key=len) if words else None
