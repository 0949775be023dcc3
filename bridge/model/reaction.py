"""Reactions: who answered a message with an emoji."""

from __future__ import annotations

from msgspec import Struct

from bridge.model.ids import MediaId, PersonId


class Reactor(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Someone who reacted, and when (ms since 1970, UTC; None: unknown)."""

    person: PersonId
    time: int | None = None


class Reaction(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One emoji under a message. ``count`` is how many gave it, ``by`` those the source names (often fewer)."""

    emoji: str
    count: int
    by: tuple[Reactor, ...] = ()
    media: MediaId | None = None
    """The picture of a custom emoji, when the archive has it."""
