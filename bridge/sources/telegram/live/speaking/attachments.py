"""Files, with what is written beside them."""

from __future__ import annotations

from functools import partial
from typing import Any

from telethon.tl import types

from bridge.model.content import Attachment
from bridge.model.media import Media
from bridge.model.text import Style, Text
from bridge.sources.connector import File
from bridge.sources.telegram.live.speaking.documents import Form, file_name, forms
from bridge.sources.telegram.live.speaking.errand import Errand
from bridge.sources.telegram.live.speaking.once import file_id
from bridge.sources.telegram.live.speaking.parts import Part, Script, captioned, text_script
from bridge.sources.telegram.live.speaking.splitting import LONGEST_CAPTION
from bridge.sources.telegram.live.speaking.uploads import LONGEST, upload
from bridge.sources.telegram.text_builder import TextBuilder

NOT_TAKEN = frozenset(
    {
        "FILE_CONTENT_TYPE_INVALID",
        "IMAGE_PROCESS_FAILED",
        "MEDIA_EMPTY",
        "MEDIA_INVALID",
        "PHOTO_CONTENT_TYPE_INVALID",
        "PHOTO_EXT_INVALID",
        "PHOTO_INVALID",
        "PHOTO_INVALID_DIMENSIONS",
        "PHOTO_SAVE_FILE_INVALID",
        "STICKER_FILE_INVALID",
        "STICKER_GIF_DIMENSIONS",
        "STICKER_INVALID",
        "STICKER_MIME_INVALID",
        "STICKER_PNG_DIMENSIONS",
        "STICKER_TGS_NOTGS",
        "STICKER_VIDEO_BIG",
        "STICKER_VIDEO_NOWEBM",
        "VIDEO_CONTENT_TYPE_INVALID",
    }
)
"""What Telegram says of a file that is not what it was sent as: then it goes as a plain document."""


_SHAPES_DIFFER = 0.05


async def attachment(errand: Errand, content: Attachment) -> Script:
    """A file as one message, and what does not fit beside it as further ones."""
    file = file_of(errand, content.media)
    if file is None or not 0 < file.size <= LONGEST:
        loss = "file-missing" if file is None else "file-refused"
        return await text_script(errand.line, _without_file(content), loss)
    possible = forms(content.media, file.size)
    caption, rest = await captioned(errand.line, content.caption, LONGEST_CAPTION if possible[0].captioned else 0)
    part: Part | None = None
    for number, form in reversed(list(enumerate(possible))):
        part = Part(
            wording=caption,
            attach=partial(upload_as, errand, file, form, number),
            resembles=partial(_resembles, content.media, form, file.size),
            otherwise=part,
            unless=NOT_TAKEN if part else (),
            loss=possible[number + 1].loss if part else None,
        )
    assert part is not None
    return Script((part, *rest), (possible[0].loss,) if possible[0].loss else ())


def file_of(errand: Errand, media: Media) -> File | None:
    """The bytes of a file, where they can be had."""
    return errand.utterance.files.get(media.reference) if media.reference else None


async def upload_as(errand: Errand, file: File, form: Form, number: int, part: int) -> Any:
    """Upload a file, in its form with this number; its InputMedia."""
    stored = await upload(errand.line, file, form.name, file_id(errand.utterance.key, part, number))
    return form.media(stored)


def _resembles(ours: Media, form: Form, size: int, media: Any) -> bool:
    if form.is_photo:
        return isinstance(media, types.MessageMediaPhoto) and _same_shape(ours, media.photo)
    if not isinstance(media, types.MessageMediaDocument) or not isinstance(media.document, types.Document):
        return False
    # What moves is converted by Telegram, so it has another size there.
    return media.document.size == size or (_moves(form.attributes) and _moves(media.document.attributes))


def _same_shape(ours: Media, photo: Any) -> bool:
    """Are they as wide in comparison to their height? Telegram keeps that, and no more; what is not told may agree."""
    sizes = [one for one in getattr(photo, "sizes", ()) if getattr(one, "w", 0) and getattr(one, "h", 0)]
    if not sizes or not ours.width or not ours.height:
        return True
    largest = max(sizes, key=lambda one: one.w * one.h)
    shape, other = ours.width / ours.height, largest.w / largest.h
    # A photo whose sides its camera has noted down to be turned comes back turned.
    return any(abs(one / other - 1) < _SHAPES_DIFFER for one in (shape, 1 / shape))


def _moves(attributes: Any) -> bool:
    return any(isinstance(one, types.DocumentAttributeAnimated) for one in attributes)


def _without_file(content: Attachment) -> Text:
    media, builder = content.media, TextBuilder()
    why = media.reason or ("it cannot be sent to Telegram" if media.reference else "it is not there")
    builder.styled(file_name(media), Style.BOLD)
    builder.add(f" ({why})")
    if content.caption:
        builder.begin_line()
        builder.append(content.caption)
    return builder.build()
