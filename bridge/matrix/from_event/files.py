"""Files in events: where they are, and what their sender says of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bridge.matrix.cleaning import clean_line
from bridge.matrix.events import ContentUri
from bridge.matrix.from_event.event import Event, mapping, sequence, string, whole
from bridge.matrix.from_event.known import Known
from bridge.matrix.from_event.outcome import Meaning, Nothing, lost, meaning
from bridge.matrix.from_event.words import words_of
from bridge.model.content import Attachment
from bridge.model.ids import MediaId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.text import Text

_ADDRESS = re.compile(r"mxc://[A-Za-z0-9.:\[\]-]{1,255}/[A-Za-z0-9_=-]{1,255}")
_LOUDEST = 1024
_MOST_VALUES = 1000
"""Of a waveform."""
_LONGEST_NAME = 255

_KINDS: Mapping[str, MediaKind] = {
    "m.image": MediaKind.IMAGE,
    "m.video": MediaKind.VIDEO,
    "m.audio": MediaKind.AUDIO,
    "m.file": MediaKind.FILE,
}
_VOICE = ("org.matrix.msc3245.voice", "m.voice")
_SPOILER = ("page.codeberg.everypizza.msc4193.spoiler", "m.spoiler")
_SOUND = ("org.matrix.msc1767.audio", "m.audio_details", "m.audio")


def content_uri(value: object) -> ContentUri | None:
    """The address of a file on a homeserver, when it is one."""
    return ContentUri(value) if isinstance(value, str) and _ADDRESS.fullmatch(value) else None


def hear_file(event: Event, content: Mapping[str, Any], known: Known) -> Meaning | Nothing:
    """A picture, film, sound or other file with its caption (MSC2530: a body that is not the file's name)."""
    uri = content_uri(content.get("url"))
    if uri is None:
        return _without_address(content)
    name = string(content.get("filename"))
    media = _media(_kind(content), uri, content, name or string(content.get("body")))
    return meaning(Attachment(media=media, caption=_caption(content, known, event) if name else Text()))


def hear_sticker(_: Event, content: Mapping[str, Any], __: Known) -> Meaning | Nothing:
    """A sticker; its body says in words what it shows, or is the emoji that it stands for."""
    uri = content_uri(content.get("url"))
    if uri is None:
        return _without_address(content)
    told = clean_line(string(content.get("body")))
    is_emoji = 0 < len(told) <= 16 and not any(sign.isalnum() or sign.isspace() for sign in told)
    media = _media(MediaKind.STICKER, uri, content, "", emoji=told if is_emoji else None)
    return meaning(Attachment(media=media))


def picture(content: Mapping[str, Any], uri: ContentUri) -> Media:
    """A picture without a name, as rooms have them."""
    return _media(MediaKind.IMAGE, uri, content, "")


def _without_address(content: Mapping[str, Any]) -> Nothing:
    if "file" in content:
        return lost("encrypted-file", "The file is encrypted, and this bridge cannot read it.")
    return lost("file-without-address", "The file cannot be found, since the message does not say where it is.")


def _caption(content: Mapping[str, Any], known: Known, event: Event) -> Text:
    if content.get("body") == content.get("filename"):
        return Text()
    return words_of(content, known, is_reply=event.answers is not None)


def _kind(content: Mapping[str, Any]) -> MediaKind:
    kind = _KINDS.get(string(content.get("msgtype")), MediaKind.FILE)
    info = mapping(content.get("info"))
    if kind is MediaKind.AUDIO and any(field in content for field in _VOICE):
        return MediaKind.VOICE
    if kind is MediaKind.VIDEO and (content.get("fi.mau.gif") or info.get("fi.mau.gif")):
        return MediaKind.ANIMATION
    if kind is MediaKind.IMAGE and info.get("mimetype") == "image/gif":
        return MediaKind.ANIMATION
    return kind


def _media(
    kind: MediaKind, uri: ContentUri, content: Mapping[str, Any], name: str, *, emoji: str | None = None
) -> Media:
    info, sound = mapping(content.get("info")), _sound(content)
    duration = whole(info.get("duration"))
    return Media(
        kind=kind,
        state=MediaState.PRESENT,
        reference=MediaId(uri),
        file_name=_file_name(name),
        mime_type=clean_line(string(info.get("mimetype")))[:_LONGEST_NAME] or None,
        size=whole(info.get("size")),
        width=whole(info.get("w")),
        height=whole(info.get("h")),
        duration=whole(sound.get("duration")) if duration is None else duration,
        thumbnail=_thumbnail(info),
        emoji=emoji,
        waveform=_waveform(sound) if kind is MediaKind.VOICE else None,
        spoiler=any(content.get(field) is True for field in _SPOILER),
    )


def _file_name(name: str) -> str | None:
    return clean_line(name.replace("\\", "/").rpartition("/")[2])[-_LONGEST_NAME:] or None


def _thumbnail(info: Mapping[str, Any]) -> MediaId | None:
    uri = content_uri(info.get("thumbnail_url"))
    return None if uri is None else MediaId(uri)


def _sound(content: Mapping[str, Any]) -> Mapping[str, Any]:
    return next((mapping(content[field]) for field in _SOUND if field in content), {})


def _waveform(sound: Mapping[str, Any]) -> tuple[int, ...] | None:
    values = [whole(value) for value in sequence(sound.get("waveform"))[:_MOST_VALUES]]
    return tuple(min(value or 0, _LOUDEST) for value in values) or None
