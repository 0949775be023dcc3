"""Files that cannot be carried over, and why."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from bridge.model.media import Media, MediaState

NOT_EXPORTED = "media-not-exported"
LOST = "media-lost"
UNREADABLE = "media-unreadable"
TOO_LARGE = "media-too-large"
REFUSED = "media-refused"

_MEMO = "missing "
"""Stands before what is remembered in place of an upload's key, which begins with hexadecimal digits."""


class Missing(Struct, frozen=True):
    """``code`` is one of this module's constants; ``reason`` is for the people in the room."""

    code: str
    reason: str

    @property
    def memo(self) -> str:
        """The same as one line of text."""
        return _MEMO + msgspec.json.encode(self).decode()

    @classmethod
    def from_memo(cls, memo: str) -> Missing | None:
        """None for a memo of something else."""
        return msgspec.json.decode(memo.removeprefix(_MEMO), type=cls) if memo.startswith(_MEMO) else None


def at_source(media: Media) -> Missing:
    """Why the source itself does not have the bytes."""
    if media.state is MediaState.NOT_EXPORTED:
        return Missing(NOT_EXPORTED, media.reason or "not included in the export")
    return Missing(LOST, media.reason or "not in the export")


def too_large(size: int) -> Missing:
    """``size`` in bytes."""
    return Missing(TOO_LARGE, f"larger than the homeserver takes ({size / 1_000_000:.1f} MB)")


UNREADABLE_HERE = Missing(UNREADABLE, "damaged in the export")
REFUSED_THERE = Missing(REFUSED, "refused by the homeserver")
