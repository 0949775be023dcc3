"""Files in messages: attached by name, left out, or to be seen only once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

from bridge.model.ids import MediaId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.sources.archive import Found
from bridge.sources.whatsapp.text.marks import visible
from bridge.sources.whatsapp.text.phrases import is_attached, is_omitted_kind, omitted_kind

Find = Callable[[str], Found | None]
"""Finds a file that the chat refers to."""

_ANDROID = re.compile(r"(?P<name>[^\n/\\<>]{1,220}\.\w{1,10}) [(<](?P<word>[^()<>\n]{1,60})[)>]")
"""Old iPhones wrote it so, too, with angle brackets."""
_IPHONE = re.compile(r"<(?P<word>[^<>:：\n]{1,60})[:：]\s?(?P<name>[^<>\n/\\]{1,255})>")
_GIVEN_NAME = re.compile(
    r"(?:IMG|VID|AUD|PTT|STK|DOC|GIF|PTV)-\d{8}-WA\d{4,6}\b|\d{6,9}-\w|\d{4}-\d\d-\d\d-[A-Z]{3,9}-\d{6}"
)
"""Names that WhatsApp gives, in any language."""
_NUMBER = re.compile(r"^\d{6,9}-")
_KIND_WORDS = re.compile(r"^(?:\d{6,9}-|\d{4}-\d\d-\d\d-)?(?P<kind>[A-Z]{3,11}(?:_[A-Z]+)*)-\d{4}")
_KINDS = {
    "IMG": MediaKind.IMAGE,
    "PHOTO": MediaKind.IMAGE,
    "VID": MediaKind.VIDEO,
    "VIDEO": MediaKind.VIDEO,
    "PTV": MediaKind.VIDEO_MESSAGE,
    "VIDEO_NOTE": MediaKind.VIDEO_MESSAGE,
    "PTT": MediaKind.VOICE,
    "AUD": MediaKind.AUDIO,
    "AUDIO": MediaKind.AUDIO,
    "STK": MediaKind.STICKER,
    "STICKER": MediaKind.STICKER,
    "GIF": MediaKind.ANIMATION,
    "DOC": MediaKind.FILE,
}
_ENDINGS = {
    MediaKind.IMAGE: {".jpg", ".jpeg", ".png", ".heic", ".heif", ".webp"},
    MediaKind.VIDEO: {".mp4", ".3gp", ".mov", ".mkv"},
    MediaKind.VOICE: {".opus"},
    MediaKind.AUDIO: {".m4a", ".mp3", ".aac", ".ogg", ".amr", ".wav"},
    MediaKind.ANIMATION: {".gif"},
}
_BY_ENDING = {ending: kind for kind, endings in _ENDINGS.items() for ending in endings}
_PAGES = "•"

LEFT_OUT = "left out when the export was made"
CARD_LEFT_OUT = "a contact's card, left out when the export was made"
ONCE = "to be seen only once, which WhatsApp does not export"
_ABSENT = "the file that the export names is not in it"


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that a message names, and what else was written."""

    name: str
    caption: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that was not exported. ``kind`` is None for a contact's card."""

    kind: MediaKind | None
    before: str
    """What stands before it: a document's name, or a caption."""


def attached(body: str, find: Find) -> Attached | None:
    """The file that a message names."""
    return _attached_on_android(body, find) or (_attached_on_iphone(body, find) if "<" in body else None)


def _attached_on_android(body: str, find: Find) -> Attached | None:
    first, _, caption = body.partition("\n")
    found = _ANDROID.fullmatch(visible(first).strip()) if first.rstrip().endswith((")", ">")) else None
    if found is None:
        return None
    name = found["name"]
    if is_attached(found["word"]) or _GIVEN_NAME.match(name) or find(name):
        return Attached(name, caption)
    return None


def _attached_on_iphone(body: str, find: Find) -> Attached | None:
    found = _IPHONE.search(body)
    if found is None:
        return None
    name = visible(found["name"]).strip()
    if not (is_attached(found["word"]) or _GIVEN_NAME.match(name) or find(name)):
        return None
    before = _without_document(body[: found.start()], name)
    return Attached(name, "\n".join(filter(None, (before, body[found.end() :].strip()))))


def _without_document(before: str, name: str) -> str:
    """An attached document's own name, and how many pages it has, stand before it."""
    written = visible(before).strip()
    title = written.partition(_PAGES)[0].strip()
    return "" if title and title in {name, _NUMBER.sub("", name)} else before.strip()


def left_out(body: str) -> LeftOut | None:
    """A file that was left out on an iPhone, where its kind is said: ``image omitted``, after the last mark."""
    place = max(body.rfind("\u200e"), body.rfind("\u200f")) + 1
    phrase = body[place:]
    if len(phrase) > 80:
        return None
    return LeftOut(omitted_kind(phrase), body[:place]) if is_omitted_kind(phrase) else None


def document_name(before: str) -> str | None:
    """The name of a document that was left out: ``Report.pdf • 3 pages``."""
    name = visible(before).partition(_PAGES)[0].strip()
    return name if 0 < len(name) <= 255 and "\n" not in name and PurePosixPath(name).suffix else None


def media(name: str, find: Find) -> Media:
    """A named file, whether it is there or not."""
    found = find(name)
    kind = _kind(name)
    shown = _NUMBER.sub("", name) if kind is MediaKind.FILE else name
    if found is None:
        return Media(kind=kind, state=MediaState.LOST, file_name=shown, reason=_ABSENT)
    state = MediaState.RENAMED if found.renamed else MediaState.PRESENT
    return Media(kind=kind, state=state, reference=MediaId(found.name), file_name=shown)


def missing(kind: MediaKind, reason: str = LEFT_OUT, name: str | None = None) -> Media:
    """A file of which only the kind is known."""
    return Media(kind=kind, state=MediaState.NOT_EXPORTED, file_name=name, reason=reason)


def _kind(name: str) -> MediaKind:
    ending = PurePosixPath(name).suffix.lower()
    word = _KIND_WORDS.match(name)
    kind = _KINDS.get(word["kind"]) if word else None
    if kind is MediaKind.AUDIO and ending == ".opus":
        return MediaKind.VOICE  # iPhones call both AUDIO; only what was recorded in the chat is Opus
    if kind is None and _NUMBER.match(name):
        return MediaKind.FILE  # sent as a document, whatever it holds
    return kind or _BY_ENDING.get(ending, MediaKind.FILE)


def is_card(name: str) -> bool:
    """Is it a contact's card?"""
    return name.lower().endswith(".vcf")


def card_name(name: str) -> str:
    """Whose card it is, by the file's name."""
    return _NUMBER.sub("", PurePosixPath(name).stem).strip() or name
