"""Matrix events that are about to be sent, and what is known of files already uploaded."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NewType

from msgspec import Struct

UserId = NewType("UserId", str)
RoomId = NewType("RoomId", str)
EventId = NewType("EventId", str)
ContentUri = NewType("ContentUri", str)
"""An ``mxc://`` address that our own upload returned."""


class Role(StrEnum):
    """What an event is for, within the one source item it belongs to; part of its transaction id."""

    INVITE = "invite"
    JOIN = "join"
    LEAVE = "leave"
    STATE = "state"
    MESSAGE = "message"
    POLL_END = "poll_end"
    REACTION = "reaction"
    VOTE = "vote"
    REVISION = "revision"
    """Takes the place of what an earlier event says."""
    REDACTION = "redaction"
    """Takes an earlier event away."""
    ECHO = "echo"
    """Never a draft's: a person said the event in Matrix, and the item is what came back of it."""


LETTING_IN = 10_000
"""From here on the parts of a live item are numbered that let people in: whether they are needed depends on the room at
the moment, and what is said keeps its numbers, also when it is said again after an interruption."""
REDACTION_TYPE = "m.room.redaction"


@dataclass(frozen=True)
class SameItem:
    """A relation to an event of the same source item, whose id is known only once that event is sent."""

    part: int
    rel_type: str
    key: str | None = None


@dataclass(frozen=True)
class Draft:
    """One event to be sent: all but its id.

    ``part`` numbers the drafts of one source item from 0, in the order in which they are sent (see ``LETTING_IN``), so
    that (portal, message, part) names an event for ever. ``time`` is ``origin_server_ts``, ms since 1970.
    ``state_key`` is None for a message event. ``content`` lacks only what ``relation`` adds. Of a redaction, ``redacts``
    is the event that it takes away. ``target`` is the message (its model id) that a reaction or vote is given to, or
    that a revision and what continues it belong to; ``key`` is a reaction's key, or the event that a revision replaces.
    """

    sender: UserId
    type: str
    content: dict[str, Any]
    time: int
    part: int
    role: Role
    state_key: str | None = None
    relation: SameItem | None = None
    redacts: EventId | None = None
    target: str | None = None
    key: str | None = None


@dataclass(frozen=True)
class Earlier:
    """An event in the room that an amendment may change: one of the message's own, or of an earlier revision of it.

    ``ours``: was it said by the bot or by a ghost? Nobody but them may replace it. ``key`` is its draft's.
    """

    event_id: EventId
    sender: UserId
    type: str
    role: Role
    key: str | None = None
    ours: bool = True


@dataclass(frozen=True)
class Given:
    """A reaction that stands under a message. ``ours``: was it given by a ghost, or by a person in Matrix?"""

    sender: UserId
    key: str
    event_id: EventId
    ours: bool = True


class Upload(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file on the homeserver, with what clients need to show it. Sizes in bytes, pixels and ms.

    ``sha256`` (hex) is of the bytes that were uploaded, which are not the source's when a sticker was converted.
    """

    uri: ContentUri
    mime_type: str
    size: int
    sha256: str
    width: int | None = None
    height: int | None = None
    duration: int | None = None
    waveform: tuple[int, ...] | None = None
    thumbnail: Upload | None = None
    notes: tuple[str, ...] = ()
    """What could not be done with the file, each as ``code: detail``; for the report."""


@dataclass(frozen=True)
class Surroundings:
    """All that turning an item into events needs to know besides the item itself; prepared by the portal.

    Keys are model ids as plain strings.
    """

    network_title: str
    """For people: ``Telegram``."""
    bot: UserId
    ghosts: dict[str, UserId] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    """Cleaned display names of people, with the network's name: ``Anna (Telegram)``."""
    avatars: dict[str, ContentUri] = field(default_factory=dict)
    events: dict[str, EventId] = field(default_factory=dict)
    """First event of each earlier message that this item refers to; absent: not in this room."""
    latest_in_thread: dict[str, EventId] = field(default_factory=dict)
    """Newest event in each thread, by the thread's first message: the fallback of clients without threads."""
    inside_threads: frozenset[str] = frozenset()
    """Messages that cannot begin a thread, since they belong to one: a homeserver refuses threads within threads."""
    uploads: dict[str, Upload] = field(default_factory=dict)
    """By media reference; absent: the bytes are not there."""
    missing: dict[str, str] = field(default_factory=dict)
    """By media reference: why a file that should be there could not be carried over, for people."""
    joined: frozenset[UserId] = frozenset()
    """Whose membership in the room is ``join`` at this point of its history."""
    pinned: tuple[EventId, ...] = ()
    """What is pinned at this point of the room's history."""
    standing: bool = False
    """Everybody stands in the room through all of its history, and nothing in it depends on what was said before: so
    it is where history lies beneath the room, and may come in any order."""
    live: bool = False
    """Is it said at the end of a settled room, with people in it? Ghosts may set no state there, so the bot does."""
    parts: dict[str, tuple[Earlier, ...]] = field(default_factory=dict)
    """All events of each message that this item amends, in the order of sending, as far as they still stand: its own,
    and those whose ``target`` it is, but for reactions and votes."""
    given: dict[str, tuple[Given, ...]] = field(default_factory=dict)
    """The reactions that stand under each message whose reactions change."""
    levels: dict[str, Any] | None = None
    """The room's ``m.room.power_levels``, where it is live."""
    linked: dict[str, UserId] = field(default_factory=dict)
    """Real people of this homeserver, by whom they are on the network: a mention of them, or a rank, is theirs."""
    banned: frozenset[UserId] = frozenset()
    """Whose membership in the room is ``ban``."""
    room_suffix: str = ""
    """Added to the room's name."""
    content_limit: int = 60_000
    """Bytes of canonical JSON that one event's content may have."""

    def user(self, person: str) -> UserId:
        """Whom a mention of this person addresses: themselves where they are in Matrix, else their ghost."""
        return self.linked.get(person) or self.ghosts[person]
