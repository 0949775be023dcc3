"""What WhatsApp says in one language. The languages themselves are tables; nothing in them is code.

A sentence is written as WhatsApp writes it, with names in braces: ``{who} added {whom}``. ``{who=Du}`` is one certain
word that stands for a person, a leading ``!`` says that the exporter acted without being named (``!Creaste el grupo``),
and ``*`` is whatever else is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bridge.model.media import MediaKind


class Event(StrEnum):
    """What a system line tells."""

    CREATED = "created"
    ADDED = "added"
    REMOVED = "removed"
    LEFT = "left"
    JOINED = "joined"
    JOINED_BY_LINK = "joined_by_link"
    SUBJECT = "subject"
    ICON = "icon"
    ICON_REMOVED = "icon_removed"
    DESCRIPTION = "description"
    SETTINGS = "settings"
    NUMBER = "number_changed"
    SECURITY = "security_code"
    ENCRYPTION = "encryption"
    TIMER = "disappearing_messages"
    ADMIN = "admin"
    NO_ADMIN = "no_admin"
    PINNED = "pinned"
    CALL = "call"
    OTHER = "other"


Sentences = Mapping[Event, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Language:
    """One language of WhatsApp. Everything is compared without regard to quotation marks and kinds of space."""

    code: str
    you: tuple[str, ...]
    """How the exporter is named, also in other cases than the first."""
    conjunctions: tuple[str, ...] = ()
    """``and``, between the last two names of a list."""
    files: tuple[str, ...] = ()
    """Names of exported files, with ``{title}``."""
    events: Sentences = field(default_factory=dict)
    deleted: tuple[str, ...] = ()
    deleted_by_you: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    """Without the angle brackets."""
    omitted: tuple[str, ...] = ()
    """Android's word for any file that was left out, without the angle brackets."""
    omitted_kinds: Mapping[MediaKind, tuple[str, ...]] = field(default_factory=dict)
    """The same on iPhones, where the kind is said."""
    omitted_contact: tuple[str, ...] = ()
    once: tuple[str, ...] = ()
    """Photos, videos and voice messages that vanish when they were seen once."""
    attached: tuple[str, ...] = ()
    """Said beside a file's name: in parentheses on Android, before a colon on iPhones."""
    location: tuple[str, ...] = ()
    live_location: tuple[str, ...] = ()
    poll: tuple[str, ...] = ()
