"""Android's numbers for kinds of messages."""

from __future__ import annotations

from collections.abc import Mapping

from bridge.model.media import MediaKind
from bridge.sources.whatsapp.databases.record import Kind

SYSTEM = 7
VOICE = 1
"""``origin`` of an audio file that was spoken into the app."""
AUDIO = 2

MEDIA: Mapping[int, MediaKind] = {
    1: MediaKind.IMAGE,
    AUDIO: MediaKind.AUDIO,
    3: MediaKind.VIDEO,
    9: MediaKind.FILE,
    13: MediaKind.ANIMATION,
    20: MediaKind.STICKER,
    42: MediaKind.IMAGE,
    43: MediaKind.VIDEO,
    81: MediaKind.VIDEO_MESSAGE,
    82: MediaKind.VOICE,
}
VIEW_ONCE = frozenset({42, 43, 82})

KINDS: Mapping[int, Kind] = {
    0: Kind.TEXT,
    4: Kind.CONTACT,
    5: Kind.LOCATION,
    8: Kind.CALL,
    10: Kind.CALL,
    11: Kind.WAITING,
    14: Kind.CONTACT,
    15: Kind.DELETED,
    16: Kind.LOCATION,
    23: Kind.CARD,
    24: Kind.CARD,
    25: Kind.TEXT,
    27: Kind.TEXT,
    32: Kind.TEXT,
    44: Kind.CARD,
    45: Kind.TEXT,
    46: Kind.TEXT,
    49: Kind.TEXT,
    55: Kind.TEXT,
    64: Kind.DELETED_BY_ADMIN,
    66: Kind.POLL,
    83: Kind.CARD,
    90: Kind.CALL,
    92: Kind.CARD,
    106: Kind.POLL,
}

TIMER = frozenset({36, 56})
"""Messages that only say that a timer was set."""

_MIME_KINDS = {
    "image": MediaKind.IMAGE,
    "video": MediaKind.VIDEO,
    "audio": MediaKind.AUDIO,
    "application": MediaKind.FILE,
    "text": MediaKind.FILE,
}


def media_kind(number: int | None, mime_type: str | None, *, spoken: bool) -> MediaKind | None:
    """What kind of file a message of this kind brings; None: none at all, as far as is known."""
    if number == AUDIO and spoken:
        return MediaKind.VOICE
    if number is not None and number in MEDIA:
        return MEDIA[number]
    if number in KINDS or mime_type is None:
        return None
    return _MIME_KINDS.get(mime_type.partition("/")[0].lower())
