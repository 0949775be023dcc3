"""What a message says: text, a file, a place, a poll, or that it was deleted."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice

from bridge.model.content import Attachment, Contact, Location, Poll, Unsupported, Written
from bridge.model.event import Notice
from bridge.model.media import Media, MediaKind
from bridge.model.message import Content
from bridge.model.text import Text
from bridge.sources.vcards import cards
from bridge.sources.whatsapp.text import files
from bridge.sources.whatsapp.text.files import Find
from bridge.sources.whatsapp.text.marks import is_marked, trimmed, visible
from bridge.sources.whatsapp.text.markup import Meet, formatted
from bridge.sources.whatsapp.text.phrases import (
    Said,
    is_edited,
    is_location,
    is_omitted,
    is_omitted_kind,
    omitted_kind,
    said,
)
from bridge.sources.whatsapp.text.polls import poll

_EDITED = re.compile(r"[\s\u200e\u200f]?<(?P<phrase>[^<>\n]{2,60})>[\s\u200e\u200f]*$")
_IN_BRACKETS = re.compile(r"<(?P<phrase>[^<>\n:/=]{3,60})>")
_PLACE = re.compile(
    r"(?:(?P<word>[^\n]{0,200}?)[:：]\s?)?https?://(?:maps\.google\.com/(?:maps)?\?q=|www\.google\.com/maps\?q=)"
    r"(?P<latitude>-?\d{1,2}(?:\.\d{1,20})?),(?P<longitude>-?\d{1,3}(?:\.\d{1,20})?)\S{0,100}"
)
_NOTHING = "null"
"""What Android writes for whatever it does not export, such as photos to be seen once."""
_LONGEST_UNKNOWN = 60
_MOST_CARDS = 20
_DELETED = Notice("deleted this message", "deleted")
_ONCE = Attachment(media=files.missing(MediaKind.FILE, files.ONCE))
_SHORT: Mapping[Said, Content] = {
    Said.DELETED: _DELETED,
    Said.DELETED_BY_YOU: _DELETED,
    Said.ONCE: _ONCE,
    Said.LIVE_LOCATION: Notice("shared a live location", "live_location"),
}


@dataclass(frozen=True, slots=True)
class Scene:
    """What the reading of a message needs to know of its surroundings."""

    find: Find
    meet: Meet
    in_brackets: frozenset[str]
    """Lines such as ``<Media omitted>`` that come so often in this file that nobody can have written them."""
    on_iphone: bool
    text_of: Callable[[str], str]
    """What stands in a small file of the archive, by its name there."""


@dataclass(frozen=True, slots=True)
class Body:
    """What was said, as it stands in the file."""

    raw: str
    marked_line: bool
    """On iPhones: the line with the header begins with a mark, as with files only."""


def content(body: Body, scene: Scene) -> tuple[Content, bool]:
    """What a message says, and whether it was edited."""
    raw = body.raw.strip()
    edited = _EDITED.search(raw) if raw.endswith((">", "\u200e", "\u200f")) else None
    if edited and is_edited(edited["phrase"]):
        return _content(Body(raw[: edited.start()].rstrip(), body.marked_line), scene), True
    return _content(Body(raw, body.marked_line), scene), False


def _content(body: Body, scene: Scene) -> Content:
    words = visible(body.raw).strip()
    if not words:
        return Unsupported(what="message without words")
    if short := _short(words):
        return short
    return next((found for look in _LOOKS if (found := look(body.raw, scene))), None) or _rest(body, scene)


def _short(words: str) -> Content | None:
    if words == _NOTHING:
        return _ONCE
    meaning = said(words.strip("<>"))
    return _SHORT[meaning] if meaning else None


def _attached(raw: str, scene: Scene) -> Content | None:
    found = files.attached(raw, scene.find)
    if found is None:
        return None
    media = files.media(found.name, scene.find)
    caption = formatted(found.caption, scene.meet)
    if files.is_card(found.name):
        return _contact(found.name, media, caption, scene)
    return Attachment(media=media, caption=caption)


def _contact(name: str, media: Media, caption: Text, scene: Scene) -> Contact:
    """As the card itself says, where it is there; a card may hold several people."""
    found = list(islice(cards(scene.text_of(media.reference)), _MOST_CARDS)) if media.reference else []
    names = ", ".join(card.name for card in found if card.name) or files.card_name(name)
    phone = found[0].phones[0] if len(found) == 1 and found[0].phones else None
    return Contact(name=names, phone=phone, vcard=media, caption=caption)


def _left_out(raw: str, scene: Scene) -> Content | None:
    if not scene.on_iphone:
        return None
    found = files.left_out(raw)
    if found is None:
        first, _, caption = raw.partition("\n")
        found = files.left_out(first)
    else:
        caption = ""
    if found is None:
        return None
    if found.kind is None:
        return Attachment(media=files.missing(MediaKind.FILE, files.CARD_LEFT_OUT, trimmed(found.before) or None))
    name = files.document_name(found.before) if found.kind is MediaKind.FILE else None
    words = "\n".join(filter(None, ("" if name else trimmed(found.before), caption)))
    return Attachment(media=files.missing(found.kind, name=name), caption=formatted(words, scene.meet))


def _omitted(raw: str, scene: Scene) -> Content | None:
    if not trimmed(raw).startswith("<"):
        return None
    first, _, caption = raw.partition("\n")
    line = visible(first).strip()
    found = _IN_BRACKETS.fullmatch(line)
    if found is None:
        return None
    phrase = found["phrase"]
    kind = omitted_kind(phrase) if is_omitted_kind(phrase) else None  # as old iPhones wrote it
    if kind is None and not is_omitted(phrase) and line not in scene.in_brackets:
        return None
    name = files.document_name(caption)
    words = Text() if name else formatted(caption, scene.meet)
    return Attachment(media=files.missing(kind or MediaKind.FILE, name=name), caption=words)


def _place(raw: str, _: Scene) -> Location | None:
    found = _PLACE.fullmatch(visible(raw).strip()) if "google.com/" in raw else None
    if found is None or abs(float(found["latitude"])) > 90 or abs(float(found["longitude"])) > 180:
        return None
    word = (found["word"] or "").strip()
    return Location(
        latitude=found["latitude"], longitude=found["longitude"], title=None if is_location(word) else word or None
    )


def _poll(raw: str, _: Scene) -> Poll | None:
    return poll(raw)


_LOOKS: tuple[Callable[[str, Scene], Content | None], ...] = (_attached, _left_out, _omitted, _place, _poll)


def _rest(body: Body, scene: Scene) -> Content:
    """Words, unless an iPhone marked the line: then it was a file, said in a language that is not known here."""
    if body.marked_line and is_marked(body.raw) and len(body.raw) <= _LONGEST_UNKNOWN and "\n" not in body.raw:
        reason = f"{files.LEFT_OUT}: {trimmed(body.raw)}"
        return Attachment(media=files.missing(MediaKind.FILE, reason))
    return Written(formatted(body.raw, scene.meet))
