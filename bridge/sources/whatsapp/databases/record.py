"""One message as any of WhatsApp's databases holds it, before it becomes an item of the model."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bridge.model.content import PollOption
from bridge.model.media import MediaKind
from bridge.sources.whatsapp.databases.events import Event
from bridge.sources.whatsapp.databases.jids import Jid


class Kind(StrEnum):
    """What a record is, whatever number the database has for it."""

    TEXT = "text"
    MEDIA = "media"
    LOCATION = "location"
    CONTACT = "contact"
    POLL = "poll"
    CARD = "card"
    EVENT = "event"
    DELETED = "deleted"
    DELETED_BY_ADMIN = "deleted by an admin"
    CALL = "call"
    WAITING = "waiting"
    """It never could be decrypted."""
    CONTAINER = "container"
    """Holds other messages together, and says nothing itself."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file as the database describes it. ``duration`` in ms, ``size`` in bytes."""

    kind: MediaKind
    path: str | None = None
    mime_type: str | None = None
    name: str | None = None
    size: int | None = None
    duration: int | None = None
    width: int | None = None
    height: int | None = None
    waveform: tuple[int, ...] | None = None
    view_once: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A location; ``live_period`` in s."""

    latitude: str | None
    longitude: str | None
    title: str | None = None
    address: str | None = None
    live_period: int | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A call. ``seconds``: how long people talked."""

    video: bool
    group: bool = False
    outcome: str | None = None
    """``answered``, ``missed``, ``declined``, ``unavailable``; None: the database does not say."""
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class CardRecord:
    """What has no form of its own: an invitation, a product, an order, an event."""

    label: str
    title: str | None = None
    lines: tuple[str, ...] = ()
    url: str | None = None


@dataclass(frozen=True, slots=True)
class PollRecord:
    """``voters``: how many people voted; None: unknown."""

    options: tuple[PollOption, ...]
    several: bool = False
    voters: int | None = None


@dataclass(frozen=True, slots=True)
class ReactionRecord:
    """``who`` is None where the database does not say, or for the exporter, when it is ``mine``."""

    emoji: str
    who: Jid | None
    time: int | None = None
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Quoted:
    """What a record answers; ``chat`` only when that is elsewhere."""

    key: str
    chat: Jid | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """A message. ``row`` is its number in the database, ``time`` and ``edited`` in ms since 1970, UTC."""

    chat: Jid
    row: int
    key: str | None
    time: int | None
    mine: bool
    kind: Kind
    what: str
    """The database's own number for the kind, in words: ``message type 99``."""
    sender: Jid | None = None
    text: str | None = None
    file: FileRecord | None = None
    place: Place | None = None
    vcards: tuple[str, ...] = ()
    poll: PollRecord | None = None
    card: CardRecord | None = None
    call: Call | None = None
    event: Event | None = None
    quoted: Quoted | None = None
    mentions: tuple[Jid, ...] = ()
    reactions: tuple[ReactionRecord, ...] = ()
    edited: int | None = None
    forwarded: bool = False
    album: str | None = None
