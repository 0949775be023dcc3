"""Photos and files of messages: what is known of them, what they are called, and where they lie.

A file is called ``message/channel3/55/document/123456``, and a small picture of it has ``/thumb/m`` behind that: what
never runs out, and from which ``opening.py`` finds it again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import structs
from telethon.tl import types

from bridge.model.ids import MediaId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.sources.telegram.live.hearing.remembered import Place

_LOUDEST_IN_TELEGRAM = 31
_LOUDEST = 1024
_GONE = "it had vanished, or was deleted, before it could be fetched"
_VANISHES = "it was meant to vanish after being seen, and is never kept"


@dataclass(frozen=True)
class Found:
    """A file of a message: what is known of it, and where its bytes lie, by what they are called."""

    media: Media
    places: dict[str, Place]


def photo_of(photo: Any, message: str, *, spoiler: bool = False, vanishes: bool = False) -> Found:
    """The picture in its biggest size. ``message`` is what its message is called: ``message/channel3/55``."""
    if not isinstance(photo, types.Photo):
        return _absent(MediaKind.IMAGE, MediaState.NOT_EXPORTED if vanishes else MediaState.LOST)
    reference = MediaId(f"{message}/photo/{photo.id}")
    best = biggest(photo.sizes)
    media = Media(
        kind=MediaKind.IMAGE,
        state=MediaState.PRESENT,
        reference=reference,
        size=_bytes(best) or None,
        width=getattr(best, "w", None),
        height=getattr(best, "h", None),
        spoiler=spoiler,
    )
    if vanishes:
        return Found(_withheld(media), {})
    location = types.InputPhotoFileLocation(
        photo.id, photo.access_hash, photo.file_reference, best.type if best else ""
    )
    return Found(media, {reference: Place(location, _bytes(best) or None, photo.dc_id)})


def document_of(document: Any, message: str, *, spoiler: bool = False, vanishes: bool = False) -> Found:
    """Any other file: what it is, its attributes say."""
    if not isinstance(document, types.Document):
        return _absent(MediaKind.FILE, MediaState.NOT_EXPORTED if vanishes else MediaState.LOST)
    media = _described(document, MediaId(f"{message}/document/{document.id}"), spoiler=spoiler)
    return Found(_withheld(media), {}) if vanishes else Found(media, places_of_document(document, str(media.reference)))


def places_of_document(document: Any, reference: str) -> dict[str, Place]:
    """Where a file and its small picture lie."""
    known = (document.id, document.access_hash, document.file_reference)
    places = {reference: Place(types.InputDocumentFileLocation(*known, ""), document.size, document.dc_id)}
    if (small := _small_picture(document)) is not None:
        location = types.InputDocumentFileLocation(*known, small.type)
        places[f"{reference}/thumb/{small.type}"] = Place(location, _bytes(small) or None, document.dc_id)
    return places


def biggest(sizes: Sequence[Any]) -> Any | None:
    """The size of a photo that shows most; None when there is none that can be fetched."""
    shown = (types.PhotoSize, types.PhotoSizeProgressive, types.PhotoCachedSize)
    fetched = [size for size in sizes or () if isinstance(size, shown)]
    return max(fetched, key=lambda size: size.w * size.h, default=None)


def _described(document: Any, reference: MediaId, *, spoiler: bool) -> Media:
    media = Media(
        kind=_kind(document),
        state=MediaState.PRESENT,
        reference=reference,
        mime_type=document.mime_type or None,
        size=document.size or None,
        spoiler=spoiler,
        thumbnail=_thumbnail(document, reference),
    )
    for attribute in document.attributes:
        media = structs.replace(media, **dict(_said(attribute)))
    return media


def _thumbnail(document: Any, reference: MediaId) -> MediaId | None:
    small = _small_picture(document)
    return MediaId(f"{reference}/thumb/{small.type}") if small is not None else None


def _said(attribute: Any) -> Iterator[tuple[str, Any]]:
    """What an attribute says of a file, as fields of the model."""
    if name := getattr(attribute, "file_name", None):
        yield "file_name", name
    if (seconds := getattr(attribute, "duration", None)) is not None:
        yield "duration", int(seconds * 1000)
    if getattr(attribute, "w", None) and getattr(attribute, "h", None):
        yield from (("width", attribute.w), ("height", attribute.h))
    if alt := getattr(attribute, "alt", None):
        yield "emoji", alt
    for field in ("title", "performer"):
        if words := getattr(attribute, field, None):
            yield field, words
    if packed := getattr(attribute, "waveform", None):
        yield "waveform", _loudness(packed)


def _loudness(packed: bytes) -> tuple[int, ...]:
    # Five bits for each loudness, the lowest first.
    bits = int.from_bytes(packed, "little")
    values = [bits >> 5 * place & _LOUDEST_IN_TELEGRAM for place in range(len(packed) * 8 // 5)]
    return tuple(value * _LOUDEST // _LOUDEST_IN_TELEGRAM for value in values)


def _kind(document: Any) -> MediaKind:
    said = {type(attribute): attribute for attribute in document.attributes}
    video, audio = said.get(types.DocumentAttributeVideo), said.get(types.DocumentAttributeAudio)
    if types.DocumentAttributeSticker in said or types.DocumentAttributeCustomEmoji in said:
        return MediaKind.STICKER
    if video is not None and video.round_message:
        return MediaKind.VIDEO_MESSAGE
    if audio is not None and audio.voice:
        return MediaKind.VOICE
    if types.DocumentAttributeAnimated in said:
        return MediaKind.ANIMATION
    if video is not None:
        return MediaKind.VIDEO
    return MediaKind.AUDIO if audio is not None else MediaKind.FILE


def _small_picture(document: Any) -> Any | None:
    return biggest(document.thumbs or ())


def _bytes(size: Any) -> int:
    if isinstance(size, types.PhotoSizeProgressive):
        return max(size.sizes, default=0)
    if isinstance(size, types.PhotoCachedSize):
        return len(size.bytes)
    return int(getattr(size, "size", 0))


def _absent(kind: MediaKind, state: MediaState) -> Found:
    reason = _VANISHES if state is MediaState.NOT_EXPORTED else _GONE
    return Found(Media(kind=kind, state=state, reason=reason, spoiler=state is MediaState.NOT_EXPORTED), {})


def _withheld(media: Media) -> Media:
    """What is known of a file that is not to be kept."""
    return structs.replace(
        media, state=MediaState.NOT_EXPORTED, reference=None, thumbnail=None, spoiler=True, reason=_VANISHES
    )
