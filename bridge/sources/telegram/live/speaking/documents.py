"""In which forms a file can go to Telegram: the best first, and the plain document last."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from telethon.tl import types

from bridge.model.media import Media, MediaKind
from bridge.sources.telegram.live.speaking.waveforms import packed

LARGEST_PHOTO = 10 * 1024 * 1024
MOST_PIXELS = 10_000
"""Of a photo: width and height together."""
MOST_STRETCHED = 20
_LONGEST_ROUND = 60_000
_LARGEST_STICKER = 512
_PHOTOS = frozenset({"image/jpeg", "image/png", "image/webp", "image/bmp", "image/tiff"})
_STICKERS = frozenset({"image/webp", "application/x-tgsticker", "video/webm"})
_VOICES = frozenset({"audio/ogg", "audio/opus", "audio/mpeg", "audio/mp4", "audio/x-m4a", "audio/aac"})
_UNNAMEABLE = re.compile(r"[\0-\x1f\x7f/\\\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

_USUAL: Mapping[MediaKind, tuple[str, str]] = {
    MediaKind.IMAGE: ("image/jpeg", "photo.jpg"),
    MediaKind.VIDEO: ("video/mp4", "video.mp4"),
    MediaKind.VIDEO_MESSAGE: ("video/mp4", "video.mp4"),
    MediaKind.ANIMATION: ("video/mp4", "animation.mp4"),
    MediaKind.AUDIO: ("audio/mpeg", "audio.mp3"),
    MediaKind.VOICE: ("audio/ogg", "voice.ogg"),
    MediaKind.STICKER: ("image/webp", "sticker.webp"),
    MediaKind.FILE: ("application/octet-stream", "file"),
}
"""What a file of each kind is, and is called, when nothing is said of it."""


@dataclass(frozen=True, kw_only=True)
class Form:
    """One way to send a file. ``loss``: what is lost if it goes in this form; ``captioned``: with words beside it?"""

    name: str
    mime: str
    is_photo: bool = False
    attributes: tuple[Any, ...] = ()
    force_file: bool = False
    keeps_silence: bool = False
    spoiler: bool = False
    captioned: bool = True
    loss: str | None = None

    def media(self, file: Any) -> Any:
        """The InputMedia of an uploaded file."""
        if self.is_photo:
            return types.InputMediaUploadedPhoto(file=file, spoiler=self.spoiler or None)
        return types.InputMediaUploadedDocument(
            file=file,
            mime_type=self.mime,
            attributes=list(self.attributes),
            force_file=self.force_file or None,
            nosound_video=self.keeps_silence or None,
            spoiler=self.spoiler or None,
        )


def forms(media: Media, size: int) -> tuple[Form, ...]:
    """How a file of ``size`` bytes may be sent; what Telegram refuses in one form is sent in the next."""
    mime, name = _mime(media), file_name(media)
    best = _FORMS[media.kind](media, mime, name, size)
    plain = Form(
        name=name,
        mime=mime,
        attributes=(*_measured(media, mime), types.DocumentAttributeFilename(name)),
        force_file=True,
        loss=_LOST_AS_FILE.get(media.kind),
    )
    return (plain,) if best is None else (best,) if best.force_file else (best, plain)


def file_name(media: Media) -> str:
    """What a file is called, without what leads out of a folder or cannot be seen."""
    usual = _USUAL[media.kind][1]
    if cleaned := _UNNAMEABLE.sub("_", media.file_name or "").strip(" ."):
        return cleaned[-200:]
    extension = mimetypes.guess_extension(_mime(media)) or ""
    return usual.split(".", maxsplit=1)[0] + extension if extension else usual


def _mime(media: Media) -> str:
    if media.mime_type and "/" in media.mime_type:
        return media.mime_type.split(";")[0].strip().lower()
    guessed = mimetypes.guess_type(media.file_name or "")[0]
    return guessed or _USUAL[media.kind][0]


def _image(media: Media, mime: str, name: str, size: int) -> Form | None:
    if mime == "image/gif":
        return _animation(media, mime, name, size)
    if mime not in _PHOTOS or size > LARGEST_PHOTO or not _fits_photo(media):
        return None
    return Form(name=name, mime=mime, is_photo=True, spoiler=media.spoiler)


def _fits_photo(media: Media) -> bool:
    width, height = media.width, media.height
    if not width or not height:
        return True
    return width + height <= MOST_PIXELS and max(width, height) <= MOST_STRETCHED * min(width, height)


def _animation(media: Media, mime: str, name: str, _: int) -> Form:
    shape = types.DocumentAttributeImageSize(media.width or 0, media.height or 0) if mime == "image/gif" else None
    attributes = (
        shape or _film(media),
        types.DocumentAttributeAnimated(),
        types.DocumentAttributeFilename(name),
    )
    return Form(name=name, mime=mime, attributes=attributes, spoiler=media.spoiler)


def _video(media: Media, mime: str, name: str, _: int) -> Form:
    attributes = (_film(media), types.DocumentAttributeFilename(name))
    return Form(name=name, mime=mime, attributes=attributes, keeps_silence=True, spoiler=media.spoiler)


def _video_message(media: Media, mime: str, name: str, size: int) -> Form:
    square = media.width == media.height
    if not square or mime != "video/mp4" or (media.duration or 0) > _LONGEST_ROUND:
        return replace(_video(media, mime, name, size), loss="video-message-as-video")
    return Form(name=name, mime=mime, attributes=(_film(media, is_round=True),), keeps_silence=True, captioned=False)


def _voice(media: Media, mime: str, name: str, size: int) -> Form:
    if mime not in _VOICES:
        return replace(_audio(media, mime, name, size), loss="voice-as-audio")
    waveform = packed(media.waveform) if media.waveform else None
    attribute = types.DocumentAttributeAudio(duration=_seconds(media), voice=True, waveform=waveform)
    return Form(name=name, mime=mime, attributes=(attribute,))


def _audio(media: Media, mime: str, name: str, _: int) -> Form:
    attribute = types.DocumentAttributeAudio(
        duration=_seconds(media), title=media.title or None, performer=media.performer or None
    )
    return Form(name=name, mime=mime, attributes=(attribute, types.DocumentAttributeFilename(name)))


def _sticker(media: Media, mime: str, name: str, size: int) -> Form | None:
    if mime not in _STICKERS or max(media.width or 0, media.height or 0) > _LARGEST_STICKER:
        photo = _image(media, mime, name, size)
        return replace(photo, loss="sticker-as-photo") if photo else None
    looks = types.DocumentAttributeSticker(alt=media.emoji or "", stickerset=types.InputStickerSetEmpty())
    attributes = (*_measured(media, mime), looks, types.DocumentAttributeFilename(name))
    return Form(name=name, mime=mime, attributes=attributes, captioned=False)


def _file(_media: Media, mime: str, name: str, _size: int) -> Form:
    return Form(name=name, mime=mime, attributes=(types.DocumentAttributeFilename(name),), force_file=True)


_FORMS: Mapping[MediaKind, Callable[[Media, str, str, int], Form | None]] = {
    MediaKind.IMAGE: _image,
    MediaKind.VIDEO: _video,
    MediaKind.VIDEO_MESSAGE: _video_message,
    MediaKind.ANIMATION: _animation,
    MediaKind.AUDIO: _audio,
    MediaKind.VOICE: _voice,
    MediaKind.STICKER: _sticker,
    MediaKind.FILE: _file,
}

_LOST_AS_FILE: Mapping[MediaKind, str] = {
    MediaKind.IMAGE: "photo-as-file",
    MediaKind.VOICE: "voice-as-audio",
    MediaKind.VIDEO_MESSAGE: "video-message-as-video",
    MediaKind.STICKER: "sticker-as-file",
}


def _measured(media: Media, mime: str) -> tuple[Any, ...]:
    if mime.startswith("video/"):
        return (_film(media),)
    if mime.startswith("image/") and media.width and media.height:
        return (types.DocumentAttributeImageSize(media.width, media.height),)
    return ()


def _film(media: Media, *, is_round: bool = False) -> Any:
    return types.DocumentAttributeVideo(
        duration=max(media.duration or 0, 0) / 1000,
        w=media.width or 0,
        h=media.height or 0,
        round_message=is_round or None,
        supports_streaming=True,
    )


def _seconds(media: Media) -> int:
    return round(max(media.duration or 0, 0) / 1000)
