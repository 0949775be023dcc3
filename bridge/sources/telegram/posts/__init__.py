"""What people post: the table from the field that tells a kind, to the function that reads it.

One message may hold several kinds; each becomes a content of its own.
"""

from __future__ import annotations

from bridge.model.content import Unsupported, Written
from bridge.model.message import Content
from bridge.model.text import Text
from bridge.sources.telegram.posts import cards, contacts, files, money, places, polls, rich
from bridge.sources.telegram.posts.kind import Kind
from bridge.sources.telegram.record import Record
from bridge.sources.telegram.scene import Scene

KINDS: dict[str, Kind] = {
    **rich.KINDS,
    **files.KINDS,
    **places.KINDS,
    **contacts.KINDS,
    **polls.KINDS,
    **cards.KINDS,
    **money.KINDS,
}

EMPTY = "empty"
"""Telegram Desktop writes dice, and service messages that it does not know, as messages without anything."""


def read(record: Record, remaining: set[str], scene: Scene) -> list[Content]:
    """What a message says: at least one content. Takes what it understands out of ``remaining``."""
    contents: list[Content] = []
    caption = scene
    remaining -= {key for key in remaining if record.fields[key] is None and key != places.POINT}
    for key, kind in KINDS.items():
        if key in remaining:
            contents.extend(kind.read(record, caption))
            remaining -= kind.fields
            caption = Scene(scene.chat, scene.files, scene.texts, Text(), scene.sender, scene.name)
    return contents or [_words(remaining, scene)]


def _words(remaining: set[str], scene: Scene) -> Content:
    if scene.text.plain:
        return Written(scene.text)
    return Unsupported(what=", ".join(sorted(remaining))[:200] or EMPTY)
