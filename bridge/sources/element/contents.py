"""What people sent, by its kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from msgspec import structs

from bridge.model.content import Attachment, Location, Unsupported, Written
from bridge.model.event import Notice
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.message import Content
from bridge.model.text import Style, Text
from bridge.sources.element.files import Files
from bridge.sources.element.people import People
from bridge.sources.html_words import text_of_html
from bridge.sources.loose_values import Fields, first_words, record, rows, size, whole
from bridge.sources.text_writer import lines_of, styled

_NUMBER = r"-?[0-9]{1,3}(?:\.[0-9]{1,20})?"
_GEO = re.compile(rf"geo:(?P<latitude>{_NUMBER}),(?P<longitude>{_NUMBER})(?:[,;].*)?", re.DOTALL)
_EXTENSIBLE = ("m.location", "org.matrix.msc3488.location")
_VOICE = ("org.matrix.msc3245.voice", "org.matrix.msc3245.voice.v2")
_LOUDEST = 1024
_MOST_SAMPLES = 1024


@dataclass(frozen=True)
class Sent:
    """Where a content stands. ``time`` in ms since 1970."""

    people: People
    files: Files
    time: int
    is_reply: bool = False


def read(content: Fields, sent: Sent) -> Content:
    """One ``m.room.message``."""
    kind = first_words(content, "msgtype") or ""
    read_it = _KINDS.get(kind)
    if read_it is not None:
        return read_it(content, sent)
    return Unsupported(what=kind or "a message without a kind", text=text(content, sent))


def text(content: Fields, sent: Sent) -> Text:
    """Its words with their formats, without the quote of what it answers that old clients put first."""
    html = first_words(content, "formatted_body")
    if html and content.get("format") == "org.matrix.custom.html":
        said = text_of_html(html, sent.people.of_link)
        if said.plain:
            return said
    body = first_words(content, "body") or ""
    return Text(_without_quote(body) if sent.is_reply else body)


def _without_quote(body: str) -> str:
    if not body.startswith(("> <", "> * <")):
        return body
    lines = body.split("\n")
    quoted = next((number for number, line in enumerate(lines) if not line.startswith(">")), len(lines))
    rest = lines[quoted + 1 :] if quoted < len(lines) and not lines[quoted] else lines[quoted:]
    return "\n".join(rest) or body


def _written(content: Fields, sent: Sent) -> Content:
    said = text(content, sent)
    return Written(said) if said.plain else Unsupported(what="a message without words")


def _emote(content: Fields, sent: Sent) -> Content:
    """Words about whoever sends them: ``/me waves``."""
    return Written(lines_of(styled(f"* {text(content, sent).plain}", Style.ITALIC)))


def attachment(content: Fields, sent: Sent, kind: MediaKind, folder: str) -> Content:
    """A file; its words are a caption when it has a name besides."""
    body, name = first_words(content, "body"), first_words(content, "filename")
    details = record(content.get("info"))
    media = Media(
        kind=kind,
        state=MediaState.LOST,
        file_name=name or body,
        mime_type=first_words(details, "mimetype"),
        size=size(details.get("size")),
        width=size(details.get("w")),
        height=size(details.get("h")),
        duration=size(details.get("duration")),
    )
    # The exporter names its files by the words, whatever their name is; newer versions by the name.
    settled = next(
        (
            found
            for words in dict.fromkeys(filter(None, (body, name)))
            if (found := sent.files.settled(media, words, folder, sent.time)).reference
        ),
        sent.files.settled(media, "", folder, sent.time),
    )
    return Attachment(media=settled, caption=text(content, sent) if name and name != body else Text())


def _audio(content: Fields, sent: Sent) -> Content:
    if not any(key in content for key in _VOICE):
        return attachment(content, sent, MediaKind.AUDIO, "audio")
    said = attachment(content, sent, MediaKind.VOICE, "audio")
    details = record(content.get("org.matrix.msc1767.audio"))
    heard = tuple(
        min(max(sample, 0), _LOUDEST) for sample in map(whole, rows(details.get("waveform"))) if sample is not None
    )
    return _with_sound(said, size(details.get("duration")), heard[:_MOST_SAMPLES])


def _with_sound(said: Content, duration: int | None, waveform: Sequence[int]) -> Content:
    if not isinstance(said, Attachment):
        return said
    length = said.media.duration or duration
    media = structs.replace(said.media, duration=length, waveform=tuple(waveform) or None)
    return Attachment(media=media, caption=said.caption)


def sticker(content: Fields, sent: Sent) -> Content:
    """``m.sticker``: its words describe the picture."""
    return attachment(content, sent, MediaKind.STICKER, "stickers")


def location(content: Fields, sent: Sent) -> Content:
    """A place; its words mostly say no more than where it is."""
    place = next((record(content[key]) for key in _EXTENSIBLE if key in content), {})
    found = _GEO.fullmatch(first_words(place, "uri") or first_words(content, "geo_uri") or "")
    if not found or abs(float(found["latitude"])) > 90 or abs(float(found["longitude"])) > 180:
        return Unsupported(what="m.location", text=text(content, sent))
    return Location(latitude=found["latitude"], longitude=found["longitude"], title=first_words(place, "description"))


def _undecryptable(content: Fields, sent: Sent) -> Content:
    return Unsupported(what="a message that Element could not decrypt", text=text(content, sent))


def _verification(_content: Fields, _sent: Sent) -> Content:
    return Notice("asked to verify who they are", action="m.key.verification.request")


def _file(kind: MediaKind, folder: str) -> Callable[[Fields, Sent], Content]:
    return lambda content, sent: attachment(content, sent, kind, folder)


_KINDS: Mapping[str, Callable[[Fields, Sent], Content]] = {
    "m.text": _written,
    "m.notice": _written,
    "m.server_notice": _written,
    "m.emote": _emote,
    "m.image": _file(MediaKind.IMAGE, "images"),
    "m.video": _file(MediaKind.VIDEO, "videos"),
    "m.audio": _audio,
    "m.file": _file(MediaKind.FILE, "files"),
    "m.location": location,
    "m.bad.encrypted": _undecryptable,
    "m.key.verification.request": _verification,
}
