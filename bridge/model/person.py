"""Whoever can speak in a chat."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from bridge.model.ids import PersonId
from bridge.model.media import Media


class PersonKind(StrEnum):
    """What stands behind a name."""

    USER = "user"
    BOT = "bot"
    CHANNEL = "channel"
    DELETED = "deleted"
    UNKNOWN = "unknown"


class Person(
    Struct, frozen=True, kw_only=True, tag_field="item", tag="person", omit_defaults=True, forbid_unknown_fields=True
):
    """A person as the network shows them. A later item with the same id replaces an earlier one."""

    id: PersonId
    name: str | None = None
    """As shown in the chat; None when the network no longer says (a deleted account)."""
    kind: PersonKind = PersonKind.USER
    avatar: Media | None = None
    also: tuple[str, ...] = ()
    """Other names under which the export knows them: their own (push) name, the exporter's address book, a handle."""
    phone: str | None = None
    """In international form where the source has that: ``+4930000000``. Never part of an id that leaves the store."""
    email: str | None = None
