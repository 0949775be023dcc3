"""Formatted text: a plain string and the spans that decorate it."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from bridge.model.ids import MediaId, PersonId


class Style(StrEnum):
    """What a span does to its text."""

    BOLD = "bold"
    ITALIC = "italic"
    UNDERLINE = "underline"
    STRIKETHROUGH = "strikethrough"
    SPOILER = "spoiler"
    CODE = "code"
    PREFORMATTED = "preformatted"
    LINK = "link"
    MENTION = "mention"
    QUOTE = "quote"
    CUSTOM_EMOJI = "custom_emoji"


class Span(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A decorated stretch of text; spans may nest, and may overlap.

    ``start`` and ``end`` count code points (not UTF-16 units, not bytes), ``end`` is exclusive.
    """

    start: int
    end: int
    style: Style
    url: str | None = None
    """Of a ``LINK``: where it leads, as the source has it (unchecked)."""
    language: str | None = None
    """Of a ``PREFORMATTED`` block."""
    person: PersonId | None = None
    """Of a ``MENTION``: who is meant, when the source knows."""
    media: MediaId | None = None
    """Of a ``CUSTOM_EMOJI``: its picture."""


class Text(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A plain string with its spans, as the source has it: neither cleaned nor shortened."""

    plain: str = ""
    spans: tuple[Span, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.plain)
