"""An event as the homeserver gives it, read with care: any field may hold anything, or be missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bridge.matrix.events import EventId, UserId

MESSAGE = "m.room.message"
REPLACES = "m.replace"
IN_THREAD = "m.thread"
ANNOTATES = "m.annotation"
REFERS_TO = "m.reference"


@dataclass(frozen=True, kw_only=True)
class Event:
    """One event of a room. ``time`` is ``origin_server_ts``, ms since 1970.

    ``before`` is what the same state held before, where the event carries it along; ``is_first``: by all that it says,
    that state was not there before.
    """

    id: EventId
    type: str
    sender: UserId
    time: int = 0
    content: Mapping[str, Any] = field(default_factory=dict)
    state_key: str | None = None
    redacts: EventId | None = None
    before: Mapping[str, Any] | None = None
    is_first: bool = True
    is_taken_back: bool = False
    """It was redacted before we read it."""

    @property
    def relation(self) -> Mapping[str, Any]:
        """What it says of an earlier event; empty when nothing."""
        return mapping(self.content.get("m.relates_to"))

    def related(self, rel_type: str) -> EventId | None:
        """The earlier event, when it stands in this relation to one."""
        if self.relation.get("rel_type") != rel_type:
            return None
        return event_id(self.relation.get("event_id"))

    @property
    def answers(self) -> EventId | None:
        """The event it replies to; None also where that stands only for clients that do not know threads."""
        if self.relation.get("rel_type") == IN_THREAD and self.relation.get("is_falling_back") is True:
            return None
        return event_id(mapping(self.relation.get("m.in_reply_to")).get("event_id"))

    @property
    def kind(self) -> str:
        """Its type, and for a message what sort of message, as in the table of kinds: ``m.room.message m.text``."""
        if self.type != MESSAGE:
            return self.type
        return f"{self.type} {string(self.content.get('msgtype'))}"

    @property
    def new_content(self) -> Mapping[str, Any]:
        """What an edited message says now."""
        return mapping(self.content.get("m.new_content"))


def read_event(raw: Mapping[str, Any]) -> Event:
    """The event; whatever is not as it should be is as if it were not there."""
    content, unsigned = mapping(raw.get("content")), mapping(raw.get("unsigned"))
    before = unsigned.get("prev_content")
    state_key = raw.get("state_key")
    return Event(
        id=EventId(string(raw.get("event_id"))),
        type=string(raw.get("type")),
        sender=UserId(string(raw.get("sender"))),
        time=whole(raw.get("origin_server_ts")) or 0,
        content=content,
        state_key=state_key if isinstance(state_key, str) else None,
        # Up to room version 10 beside the content, from 11 on within it.
        redacts=event_id(raw.get("redacts")) or event_id(content.get("redacts")),
        before=before if isinstance(before, Mapping) else None,
        is_first=before is None and "replaces_state" not in unsigned,
        is_taken_back="redacted_because" in unsigned,
    )


def mapping(value: object) -> Mapping[str, Any]:
    """The object that should be here, or an empty one."""
    return value if isinstance(value, Mapping) else {}


def sequence(value: object) -> Sequence[Any]:
    """The list that should be here, or an empty one."""
    return value if isinstance(value, list | tuple) else ()


def string(value: object) -> str:
    """The text that should be here, or none."""
    return value if isinstance(value, str) else ""


def whole(value: object) -> int | None:
    """The number from 0 on that should be here; some clients send ``7.0``."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if 0 <= value < 2**53 else None


def event_id(value: object) -> EventId | None:
    """An event's id, when it looks like one."""
    return EventId(value) if isinstance(value, str) and value.startswith("$") and len(value) <= 255 else None


def user_id(value: object) -> UserId | None:
    """A user's id, when it looks like one."""
    looks_right = isinstance(value, str) and value.startswith("@") and ":" in value and len(value) <= 255
    return UserId(value) if looks_right and isinstance(value, str) else None
