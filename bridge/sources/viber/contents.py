"""What a row of the desktop program's database says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Any

import msgspec

from bridge.model.content import Attachment, Card, Contact, Location, Unsupported, Written
from bridge.model.event import Notice
from bridge.model.ids import MediaId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.message import Content
from bridge.model.text import Text
from bridge.sources.archive import Found
from bridge.sources.sqlite_file import Row

Find = Callable[[str], Found | None]
"""Finds a file by the path that the program had it under."""

_KINDS = {
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".webp", ".heic"), MediaKind.IMAGE),
    **dict.fromkeys((".mp4", ".mov", ".3gp"), MediaKind.VIDEO),
    **dict.fromkeys((".m4a", ".aac", ".ogg", ".amr", ".opus"), MediaKind.VOICE),
    ".gif": MediaKind.ANIMATION,
}
_TYPES = {2: MediaKind.IMAGE, 3: MediaKind.VIDEO, 4: MediaKind.STICKER, 10: MediaKind.VOICE, 11: MediaKind.FILE}
"""The messages' types, as far as they mean a file."""

_ABSENT = "the program had no copy of the file, or it lies outside of what was given"
_LONGEST_INFO = 1_000_000


def content(row: Row, find: Find) -> Content:
    """What a row says."""
    if row["EventType"] == 1 or row["CallID"] is not None:
        return _call(row)
    about, said = info(row), _said(row)
    if place := _place(row, about, said):
        return place
    if media := _media(row, find):
        return Attachment(media=media, caption=Text(said))
    if isinstance(about.get("URL"), str) and isinstance(about.get("Title"), str) and about["URL"] not in said:
        return Card(label="Link", title=about["Title"], url=about["URL"], caption=Text(said))
    if isinstance(about.get("ContactName"), str):
        return Contact(name=about["ContactName"], caption=Text(said))
    return Written(Text(said)) if said else Unsupported(what=f"type {row['Type']}"[:60], text=Text(_words(about)))


def info(row: Row) -> Mapping[str, Any]:
    """What stands beside a message as JSON."""
    written = row["Info"]
    if not isinstance(written, str) or not 2 <= len(written) <= _LONGEST_INFO:
        return {}
    try:
        found = msgspec.json.decode(written)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def answered(about: Mapping[str, Any]) -> str | None:
    """The token of the message that is quoted."""
    quote = next((value for key, value in about.items() if key.casefold() in {"quote", "reply"}), None)
    if not isinstance(quote, dict):
        return None
    token = next((value for key, value in quote.items() if key.casefold() in {"token", "messagetoken"}), None)
    return str(token)[:100] if isinstance(token, int | str) and token else None


def _said(row: Row) -> str:
    texts = (row[key] for key in ("Body", "Subject"))
    return next((text for text in texts if isinstance(text, str) and text), "")


def _place(row: Row, about: Mapping[str, Any], said: str) -> Location | None:
    for fields, keys in ((row, ("Latitude", "Longitude")), (about, ("lat", "lng")), (about, ("Lat", "Lng"))):
        latitude, longitude = (fields.get(key) for key in keys)
        if _is_degree(latitude) and _is_degree(longitude) and (latitude or longitude):
            return Location(latitude=str(latitude), longitude=str(longitude), caption=Text(said))
    return None


def _is_degree(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= 180


def _media(row: Row, find: Find) -> Media | None:
    path, sticker, voice = row["PayloadPath"], row["StickerID"], row["PttID"]
    kind = _TYPES.get(row["Type"]) if isinstance(row["Type"], int) else None
    if not (path or sticker or voice or kind):
        return None
    path = path.replace("\\", "/") if isinstance(path, str) else ""
    ending = PurePosixPath(path).suffix.lower()
    kind = MediaKind.STICKER if sticker else MediaKind.VOICE if voice else _KINDS.get(ending) or kind or MediaKind.FILE
    found = _found(path, find)
    seconds = row["Duration"]
    return Media(
        kind=kind,
        state=MediaState.LOST if found is None else MediaState.RENAMED if found.renamed else MediaState.PRESENT,
        reference=MediaId(found.name) if found else None,
        file_name=PurePosixPath(path).name or None,
        duration=seconds * 1000 if isinstance(seconds, int) and 0 < seconds < 10**8 else None,
        reason=None if found else _ABSENT,
    )


def _found(path: str, find: Find) -> Found | None:
    """A file's last folders and its name: all that is left of a path on somebody's computer."""
    parts = [part for part in path.split("/") if part not in {"", ".", ".."} and not part.endswith(":")]
    found = (find("/".join(parts[-count:])) for count in range(min(len(parts), 5), 0, -1))
    return next(filter(None, found), None)


def _call(row: Row) -> Notice:
    seconds = row["CallDuration"]
    if isinstance(seconds, int) and 0 < seconds < 10**8:
        return Notice(f"called ({seconds // 60}:{seconds % 60:02})", action="call")
    return Notice("called, and nobody answered", action="call")


def _words(about: Mapping[str, Any]) -> str:
    return "\n".join(value for value in about.values() if isinstance(value, str) and value)
