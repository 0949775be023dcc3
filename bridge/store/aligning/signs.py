"""An item as aligning looks at it: what stays the same in every export that has it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from msgspec import Struct

from bridge.model.content import Attachment, Card, Contact, Location, Poll, Unsupported, Written
from bridge.model.event import Membership, Notice, TitleChange
from bridge.model.media import MediaKind, MediaState
from bridge.model.message import Message
from bridge.model.unreadable import Unreadable

TELLING = 12
"""From so many characters on, words are unlikely to be said twice by chance."""


class Form(StrEnum):
    """What sort of thing an item is, as far as every export agrees on that."""

    WORDS = "words"
    FILE = "file"
    EVENT = "event"
    DELETED = "deleted"
    BROKEN = "broken"


class Sign(Struct, frozen=True, gc=False):
    """One item. ``time`` in ms since 1970, by the clock of the side that it is compared with.

    ``words`` are normalised; two items with one likeness look the same. ``telling``: hardly said twice by chance.
    ``file`` is the group of a file's kind (None: unknown), ``size`` its bytes. ``identified``: its id is the network's.
    """

    key: str
    time: int
    place: int
    sender: str | None
    form: Form
    words: str
    likeness: str
    telling: bool = False
    file: str | None = None
    size: int | None = None
    edited: bool = False

    def contradicts(self, other: Sign) -> bool:
        """Are these two different files, whatever was written beside them?"""
        sizes = self.size is not None and other.size is not None and self.size != other.size
        return sizes or (self.file is not None and other.file is not None and self.file != other.file)


def sign(key: str, time: int, place: int, item: Message | Unreadable) -> Sign:
    """The sign of an item, under the id, the time and the place that are given."""
    if isinstance(item, Unreadable):
        return Sign(key, time, place, None, Form.BROKEN, "", f"broken {item.reason}")
    content = item.content
    form, words = _form_and_words(content)
    media = content.media if isinstance(content, Attachment) else None
    return Sign(
        key,
        time,
        place,
        item.sender,
        form,
        words,
        f"{form} {words}",
        item.sender is not None and form is not Form.EVENT and len(words) >= TELLING,
        None if media is None else _GROUPS.get(media.kind),
        # What was shrunk or never fetched has another size on another device.
        media.size if media is not None and media.state in _HERE else None,
        item.edited is not None,
    )


def normalised(text: str) -> str:
    """Without what exports do otherwise: invisible marks, kinds and numbers of spaces, composed letters."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.translate(_INVISIBLE))
    return " ".join(text.split())


def _form_and_words(content: Any) -> tuple[Form, str]:
    if _is_deleted(content):
        return Form.DELETED, ""
    form, words = _WORDS.get(type(content), (Form.EVENT, lambda content: type(content).__name__))
    return form, normalised(words(content))


def _is_deleted(content: Any) -> bool:
    named = content.action if isinstance(content, Notice) else content.what if isinstance(content, Unsupported) else ""
    return bool(named) and _DELETED.search(named) is not None


def _degrees(text: str) -> str:
    """To about ten metres: formats round otherwise."""
    return text[: text.find(".") + 5] if "." in text else text


_DELETED = re.compile(r"delet|revoke|unsent|recalled|retract", re.IGNORECASE)
_INVISIBLE = dict.fromkeys(
    [0xAD, 0x61C, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFE0E, 0xFE0F]
)
_HERE = frozenset({MediaState.PRESENT, MediaState.RENAMED})
_GROUPS = {
    MediaKind.IMAGE: "image",
    MediaKind.VIDEO: "video",
    MediaKind.VIDEO_MESSAGE: "video",
    MediaKind.ANIMATION: "video",
    MediaKind.AUDIO: "sound",
    MediaKind.VOICE: "sound",
    MediaKind.STICKER: "sticker",
}
"""A plain file may be anything: exports without files often do not say what was left out."""
_WORDS: dict[type, tuple[Form, Callable[[Any], str]]] = {
    Written: (Form.WORDS, lambda content: content.text.plain),
    Unsupported: (Form.WORDS, lambda content: content.text.plain),
    Attachment: (Form.FILE, lambda content: content.caption.plain),
    Poll: (Form.WORDS, lambda content: content.question),
    Location: (Form.WORDS, lambda content: f"{_degrees(content.latitude)} {_degrees(content.longitude)}"),
    Contact: (Form.WORDS, lambda content: content.name),
    Card: (Form.WORDS, lambda content: content.title or content.label),
    TitleChange: (Form.EVENT, lambda content: f"title {content.title}"),
    Notice: (Form.EVENT, lambda content: content.text),
    Membership: (Form.EVENT, lambda content: f"{content.change} {len(content.members)}"),
}
