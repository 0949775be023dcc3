"""What an event refers to, so that the portal can look it up, for many events at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from bridge.matrix.events import EventId, UserId
from bridge.matrix.from_event.event import (
    ANNOTATES,
    IN_THREAD,
    REFERS_TO,
    REPLACES,
    Event,
    mapping,
    read_event,
    string,
    user_id,
)
from bridge.matrix.from_event.people import users_of_levels
from bridge.matrix.from_event.pills import users_in
from bridge.matrix.from_event.room_changes import pinned
from bridge.matrix.from_event.words import mentioned_users

Thing = TypeVar("Thing")

_MOST_USERS = 200
"""Of one event: far more than anybody means to name."""


@dataclass(frozen=True)
class Mentioned:
    """What must be looked up before an event is understood; each once, in a stable order."""

    events: tuple[EventId, ...] = ()
    """Answered, edited, deleted, reacted to, voted in, pinned or no longer so, the beginning of a thread."""
    users: tuple[UserId, ...] = ()
    """The sender, whoever is named or linked to, whose membership or rank changes."""
    reacted: EventId | None = None
    """The event whose reactions by this sender are needed (``Known.given``): the one that is reacted to, or the
    reaction that may be taken back."""
    is_state: bool = False
    """What the same state held before is needed (``Known.before``), unless the homeserver says it with its events."""


def mentioned(event: Mapping[str, Any], before: Mapping[str, Any] | None = None) -> Mentioned:
    """What an event refers to. ``before``: what the same state held before, where the event does not say it."""
    found = read_event(event)
    earlier = (found.before if found.before is not None else before) or {}
    return Mentioned(
        events=_distinct(_events(found, earlier)),
        users=_distinct(_users(found, earlier))[:_MOST_USERS],
        reacted=found.related(ANNOTATES) or found.redacts,
        is_state=found.state_key is not None,
    )


def _events(event: Event, earlier: Mapping[str, Any]) -> Iterator[EventId | None]:
    yield from (event.related(rel_type) for rel_type in (REPLACES, IN_THREAD, ANNOTATES, REFERS_TO))
    yield event.answers
    yield event.redacts
    if event.type == "m.room.pinned_events":
        yield from pinned(event.content)
        yield from pinned(earlier)


def _users(event: Event, earlier: Mapping[str, Any]) -> Iterator[UserId | None]:
    yield user_id(event.sender)
    if event.type == "m.room.member":
        yield user_id(event.state_key)
    if event.type == "m.room.power_levels":
        yield from map(user_id, users_of_levels(event.content, earlier))
    for content in (event.new_content, event.content):
        yield from map(user_id, mentioned_users(content))
        yield from users_in(string(mapping(content).get("formatted_body")))


def _distinct(things: Iterable[Thing | None]) -> tuple[Thing, ...]:
    return tuple(dict.fromkeys(thing for thing in things if thing is not None))
