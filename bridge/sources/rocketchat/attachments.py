"""What hangs on a message: files, quotes, and the boxes of programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from bridge.model.content import Attachment, Card, Written
from bridge.model.ids import MediaId
from bridge.model.media import Media, MediaState
from bridge.model.message import Content
from bridge.model.text import Text
from bridge.sources.beside import Beside
from bridge.sources.file_kinds import kind_of
from bridge.sources.loose_values import Fields, first_words, identifier, record, records, size, whole
from bridge.sources.rocketchat.documents import number_of
from bridge.sources.rocketchat.quotes import is_quote

_DEEPEST = 8
_UPLOAD = "/file-upload/"
_ADDRESSES = ("title_link", "image_url", "audio_url", "video_url")
_TYPES = ("image_type", "audio_type", "video_type")
_SIZES = ("image_size", "audio_size", "video_size", "size")
_NOT_THERE = "files are no part of the dumped messages: save them beside, as the page about Rocket.Chat tells"


def contents_of(fields: Fields, text: Text, caption_of: Any, find: Beside) -> list[Content]:
    """Files with the text as caption, else the text; then cards."""
    attached = [one for one in _flat(fields.get("attachments"), 0) if not is_quote(one)]
    files = [one for one in attached if _upload_of(one) is not None]
    if not files:
        files = [_bare(one) for one in _named_files(fields)]
    contents: list[Content] = []
    for number, one in enumerate(files):
        described = caption_of(first_words(one, "description") or "")
        contents.append(Attachment(media=_media(one, fields, find), caption=text if not number and text else described))
        if not number and text and described:
            contents.append(Written(described))
    if not contents and text:
        contents.append(Written(text))
    return [*contents, *(card for one in attached if _upload_of(one) is None and (card := _card(one)))]


def _flat(attachments: object, depth: int) -> Iterator[dict[str, Any]]:
    """Boxes may hold boxes; those of a quote belong to what is quoted."""
    for one in records(attachments):
        yield one
        if depth < _DEEPEST and not is_quote(one):
            yield from _flat(one.get("attachments"), depth + 1)


def _named_files(fields: Fields) -> list[dict[str, Any]]:
    """Files of which the message says no more than their names; small pictures of them are none."""
    several = records(fields.get("files")) or [record(fields.get("file"))]
    names = [(one, first_words(one, "name") or "") for one in several]
    return [one for one, name in names if name and not name.startswith("thumb-")]


def _bare(file: Fields) -> dict[str, Any]:
    number, name = identifier(file.get("_id")), first_words(file, "name")
    return {"title": name, "title_link": f"{_UPLOAD}{number}/{name}", "image_type": file.get("type"), **_sized(file)}


def _sized(file: Fields) -> dict[str, Any]:
    return {"size": file.get("size")}


def _upload_of(attachment: Fields) -> str | None:
    """Where a file lies on the server; None for what lies elsewhere."""
    for key in _ADDRESSES:
        address = first_words(attachment, key) or ""
        if _UPLOAD in address or address.startswith(("/ufs/", "/file-decrypt/")):
            return address
    return "" if attachment.get("type") == "file" else None


def _media(attachment: Fields, fields: Fields, find: Beside) -> Media:
    address = unquote(_upload_of(attachment) or "").partition("?")[0]
    number, _, last = address.partition(_UPLOAD)[2].partition("/")
    file = record(fields.get("file"))
    same = not number or identifier(file.get("_id")) in {number, None}
    name = first_words(attachment, "title") or last or (same and first_words(file, "name")) or "file"
    mime_type = first_words(attachment, *_TYPES) or (first_words(file, "type") if same else None)
    found = _found(number, name, last, find)
    dimensions = record(attachment.get("image_dimensions"))
    return Media(
        kind=kind_of(name, mime_type),
        state=MediaState.PRESENT if found else MediaState.NOT_EXPORTED,
        reference=found,
        file_name=name,
        mime_type=mime_type,
        size=_first_size(attachment) or (size(number_of(file.get("size"))) if same else None),
        width=size(number_of(dimensions.get("width"))),
        height=size(number_of(dimensions.get("height"))),
        reason=None if found else _NOT_THERE,
    )


def _first_size(attachment: Fields) -> int | None:
    sizes = (size(number_of(attachment.get(key))) for key in _SIZES)
    return next((one for one in sizes if one is not None), None)


def _found(number: str, name: str, last: str, find: Beside) -> MediaId | None:
    """Files that were saved beside bear their number, as the server's storage names them, or their name below it."""
    if not number or len(number) + len(name) + len(last) > 500:
        return None
    names = dict.fromkeys((number, f"{number}/{name}", f"{number}/{last}", f"{number}-{name}"))
    for folder in ("", "uploads/", "files/", "file-upload/"):
        for one in names:
            if not one.endswith("/") and (found := find(f"{folder}{one}")):
                return MediaId(found.name)
    return None


def _card(attachment: Fields) -> Card | None:
    title, lines = first_words(attachment, "title") or "", tuple(_lines(attachment))
    if not title and not lines:
        return None
    return Card(label="Message of an app", title=title, lines=lines, url=first_words(attachment, "title_link"))


def _lines(attachment: Fields) -> Iterator[str]:
    for key in ("pretext", "author_name", "text", "description"):
        if said := first_words(attachment, key):
            yield said
    for field in records(attachment.get("fields")):
        number = whole(number_of(field.get("value")))
        value = first_words(field, "value") or ("" if number is None else str(number))
        name = first_words(field, "title")
        if name or value:
            yield f"{name}: {value}" if name and value else name or value
    for key in ("image_url", "audio_url", "video_url"):
        if said := first_words(attachment, key):
            yield said
    actions = [said for action in records(attachment.get("actions")) if (said := first_words(action, "text"))]
    if actions:
        yield " · ".join(f"[{action}]" for action in actions)
