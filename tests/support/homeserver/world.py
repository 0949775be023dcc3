"""What a homeserver keeps on disk: users, rooms, events, files. Pure data, and the shape in which clients see it."""

from __future__ import annotations

import base64
import bisect
import hashlib
from dataclasses import dataclass, field, replace
from typing import Any

from tests.support.homeserver.errors import MatrixError

Json = dict[str, Any]
KEPT = {
    "m.room.member": ("membership",),
    "m.room.redaction": ("redacts",),
    "m.room.power_levels": ("users", "ban", "kick"),
}
"""Some of what a redaction leaves of an event."""


@dataclass(frozen=True)
class StoredEvent:
    id: str
    room: str
    place: int
    """In the order of arrival, as Synapse's stream numbers: from 0 for what was said, from -1 downwards for what was laid."""
    depth: int
    """The room's order is by depth, then by place."""
    type: str
    sender: str
    content: Json
    time: int
    """``origin_server_ts``, ms."""
    state_key: str | None = None
    transaction: str | None = None
    device: str | None = None
    unsigned: Json = field(default_factory=dict)

    @property
    def order(self) -> tuple[int, int]:
        return self.depth, self.place


@dataclass
class Room:
    id: str
    version: str
    events: list[StoredEvent] = field(default_factory=list)
    """In the room's order."""
    state: dict[tuple[str, str], StoredEvent] = field(default_factory=dict)
    by_id: dict[str, StoredEvent] = field(default_factory=dict)
    annotations: set[tuple[str, str, str]] = field(default_factory=set)
    """(sender, target, key) of each reaction."""
    laid: int = 0
    """How many of ``events`` were laid beneath."""

    def content(self, kind: str, state_key: str = "") -> Json:
        event = self.state.get((kind, state_key))
        return event.content if event else {}

    def membership(self, user: str) -> str:
        membership: str = self.content("m.room.member", user).get("membership", "leave")
        return membership

    @property
    def depth(self) -> int:
        return self.events[-1].depth if self.events else 0

    def lay(self, event: StoredEvent) -> None:
        """Puts it where its depth belongs, and leaves today's state alone."""
        bisect.insort(self.events, event, key=lambda one: one.order)
        self.by_id[event.id] = event
        self.laid += 1

    def redact(self, event: StoredEvent, redaction: StoredEvent) -> None:
        """Nothing of what it said is left but what the room needs to stand."""
        content = {key: event.content[key] for key in KEPT.get(event.type, ()) if key in event.content}
        because = {"event_id": redaction.id, "type": redaction.type, "sender": redaction.sender}
        bare = replace(event, content=content, unsigned={**event.unsigned, "redacted_because": because})
        self.events[self.events.index(event)] = self.by_id[event.id] = bare
        if self.state.get((event.type, event.state_key or "")) is event:
            self.state[event.type, event.state_key or ""] = bare
        relation = event.content.get("m.relates_to", {})
        self.annotations.discard((event.sender, relation.get("event_id", ""), relation.get("key", "")))

    def append(self, event: StoredEvent) -> StoredEvent:
        self.events.append(event)
        self.by_id[event.id] = event
        if event.state_key is not None:
            self.state[event.type, event.state_key] = event
        return event


@dataclass
class File:
    creator: str
    content: bytes | None = None
    mime: str = "application/octet-stream"
    name: str | None = None


@dataclass
class User:
    devices: set[str] = field(default_factory=set)
    profile: Json = field(default_factory=dict)


@dataclass
class World:
    """All that survives a restart."""

    users: dict[str, User] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    transactions: dict[tuple[str, str, str, str], str] = field(default_factory=dict)
    """(user, device, room, transaction id) → event id: what Synapse writes down when a device is named."""
    typing: dict[str, set[str]] = field(default_factory=dict)
    """Who types, by room."""
    receipts: dict[tuple[str, str], str] = field(default_factory=dict)
    """(room, user) → the event up to which they have read."""

    def room(self, room: str) -> Room:
        found = self.rooms.get(room)
        if found is None:
            raise MatrixError(403, "M_FORBIDDEN", f"Nobody is in {room}")
        return found

    def user(self, user: str) -> User:
        return self.users.setdefault(user, User())

    def new_room_id(self, domain: str) -> str:
        return f"!{opaque('room', len(self.rooms))[:18]}:{domain}"


def event_id(room: Room) -> str:
    """The same in each run of a test, as long as the same is sent."""
    return f"${opaque(room.id, len(room.events))}"


def opaque(*parts: object) -> str:
    digest = hashlib.sha256(repr(parts).encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def seen_by(event: StoredEvent, user: str | None, device: str | None) -> Json:
    """The event as this user reads it: the transaction id is shown to its sender alone, from the same device."""
    shown: Json = {
        "event_id": event.id,
        "room_id": event.room,
        "type": event.type,
        "sender": event.sender,
        "content": event.content,
        "origin_server_ts": event.time,
        "unsigned": dict(event.unsigned),
    }
    if event.state_key is not None:
        shown["state_key"] = event.state_key
    if event.transaction is not None and event.sender == user and event.device == device:
        shown["unsigned"]["transaction_id"] = event.transaction
    return shown
