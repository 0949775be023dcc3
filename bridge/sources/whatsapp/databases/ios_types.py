"""The iPhone's numbers for kinds of messages."""

from __future__ import annotations

from collections.abc import Mapping

from bridge.model.media import MediaKind
from bridge.sources.whatsapp.databases.record import Call, Kind

GROUP_EVENT = 6
CHAT_EVENT = 10
TIMER = 28
DOCUMENT = 8

MEDIA: Mapping[int, MediaKind] = {
    1: MediaKind.IMAGE,
    2: MediaKind.VIDEO,
    3: MediaKind.AUDIO,
    DOCUMENT: MediaKind.FILE,
    11: MediaKind.ANIMATION,
    15: MediaKind.STICKER,
    38: MediaKind.IMAGE,
    39: MediaKind.VIDEO,
    53: MediaKind.VOICE,
    54: MediaKind.VIDEO_MESSAGE,
}
VIEW_ONCE = frozenset({38, 39, 53})

KINDS: Mapping[int, Kind] = {
    0: Kind.TEXT,
    4: Kind.CONTACT,
    5: Kind.LOCATION,
    GROUP_EVENT: Kind.EVENT,
    7: Kind.TEXT,
    CHAT_EVENT: Kind.EVENT,
    12: Kind.WAITING,
    14: Kind.DELETED,
    19: Kind.TEXT,
    20: Kind.TEXT,
    23: Kind.TEXT,
    24: Kind.TEXT,
    25: Kind.TEXT,
    26: Kind.CARD,
    27: Kind.CARD,
    30: Kind.TEXT,
    31: Kind.TEXT,
    32: Kind.TEXT,
    34: Kind.TEXT,
    41: Kind.TEXT,
    42: Kind.TEXT,
    46: Kind.POLL,
    59: Kind.CALL,
}

CARDS: Mapping[int, str] = {26: "Product", 27: "Group invitation"}

CALLS: Mapping[int, Call] = {
    1: Call(video=False, outcome="missed"),
    4: Call(video=True, outcome="missed"),
    21: Call(video=False, group=True, outcome="missed"),
    22: Call(video=True, group=True, outcome="missed"),
    40: Call(video=True, group=True),
    41: Call(video=True, group=True),
    45: Call(video=False, outcome="missed"),
    46: Call(video=True, outcome="missed"),
}
"""``ZGROUPEVENTTYPE`` of records of type 10 that are calls."""
