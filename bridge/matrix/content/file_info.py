"""What an event tells clients about a file: its kind, name, size and shape."""

from __future__ import annotations

from typing import Any

from bridge.matrix.cleaning import clean_line
from bridge.matrix.events import Upload
from bridge.model.media import Media, MediaKind

LARGEST_INTEGER = 2**53 - 1
"""Of canonical JSON."""

_PICTURES = frozenset(
    {"image/jpeg", "image/png", "image/gif", "image/webp", "image/apng", "image/avif", "image/heic", "image/heif"}
    | {"image/bmp", "image/tiff", "image/jxl"}
)
"""No SVG: it can hold scripts."""

_PRESENTED: dict[MediaKind, str] = {
    MediaKind.IMAGE: "image",
    MediaKind.VIDEO: "video",
    MediaKind.VIDEO_MESSAGE: "video",
    MediaKind.ANIMATION: "video",
    MediaKind.AUDIO: "audio",
    MediaKind.VOICE: "audio",
    MediaKind.STICKER: "image",
}
"""As what the network presents a kind of media; absent: as a file."""

_MOVING = frozenset({MediaKind.VIDEO, MediaKind.VIDEO_MESSAGE, MediaKind.ANIMATION, MediaKind.STICKER})
"""Kinds of which both pictures and videos exist."""

KIND_WORDS: dict[MediaKind, str] = {
    MediaKind.IMAGE: "photo",
    MediaKind.VIDEO: "video",
    MediaKind.VIDEO_MESSAGE: "video message",
    MediaKind.ANIMATION: "animation",
    MediaKind.AUDIO: "audio",
    MediaKind.VOICE: "voice message",
    MediaKind.STICKER: "sticker",
    MediaKind.FILE: "file",
}
"""What people call it."""

_ENDINGS: dict[str, str] = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "video/mp4": ".mp4",
    "video/webm": ".webm",
    "video/quicktime": ".mov",
    "audio/ogg": ".ogg",
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
}


def shown_as(kind: MediaKind, mime_type: str) -> str:
    """The message type: what the network presents it as, as far as the bytes really are that."""
    presented = _PRESENTED.get(kind)
    family = "image" if mime_type in _PICTURES else mime_type.partition("/")[0].replace("image", "file")
    if mime_type == "application/ogg":
        family = "audio"
    if presented == family or (kind in _MOVING and family in ("image", "video")):
        return f"m.{family}"
    return "m.file"


def file_name(media: Media, upload: Upload) -> str:
    """The file's own name, without folders, or one that says what it is."""
    own = clean_line((media.file_name or "").replace("\\", "/").rpartition("/")[2])[-255:]
    return own or KIND_WORDS[media.kind] + _ENDINGS.get(upload.mime_type, "")


def file_info(upload: Upload, thumbnail: Upload | None) -> dict[str, Any]:
    """The ``info`` of a file: whole numbers only, each within canonical JSON's limits."""
    info: dict[str, Any] = {"mimetype": upload.mime_type, "size": _bounded(upload.size)}
    measures = {"w": upload.width, "h": upload.height, "duration": upload.duration}
    info |= {key: _bounded(value) for key, value in measures.items() if value is not None}
    if thumbnail is not None:
        info |= {"thumbnail_url": thumbnail.uri, "thumbnail_info": file_info(thumbnail, None)}
    return info


def voice_fields(media: Media, upload: Upload) -> dict[str, Any]:
    """The length of a sound, and what makes it a voice message: MSC1767 and MSC3245, in the form that clients read."""
    duration = upload.duration if upload.duration is not None else media.duration
    audio: dict[str, Any] = {} if duration is None else {"duration": _bounded(duration)}
    if media.kind is not MediaKind.VOICE:
        return {"org.matrix.msc1767.audio": audio} if audio else {}
    waveform = upload.waveform or media.waveform
    if waveform:
        audio["waveform"] = [min(max(value, 0), 1024) for value in waveform]
    return {"org.matrix.msc1767.audio": audio, "org.matrix.msc3245.voice": {}}


def _bounded(number: int) -> int:
    return min(max(number, 0), LARGEST_INTEGER)
