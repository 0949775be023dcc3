"""Files: how they are stored, named to a viewer, and asked for again."""

from __future__ import annotations

import io
import mimetypes
import struct
from typing import TYPE_CHECKING, Any

from PIL import Image, UnidentifiedImageError
from telethon import types

from tests.mtproto.errors import Refusal
from tests.mtproto.model import Account, File, FileMedia

if TYPE_CHECKING:
    from tests.mtproto.world import World

PHOTO_SIZE, THUMB_SIZE = "y", "m"


def store(
    world: World,
    data: bytes,
    *,
    name: str | None = None,
    mime: str | None = None,
    photo: bool = False,
    attributes: list[Any] | None = None,
    dc: int | None = None,
    thumb: bytes | None = None,
) -> File:
    """Keeps a file; a photo keeps its bytes too, though Telegram would have compressed it."""
    attributes = list(attributes or [])
    if name and not any(isinstance(each, types.DocumentAttributeFilename) for each in attributes):
        attributes.append(types.DocumentAttributeFilename(name))
    guessed = mimetypes.guess_type(name or "")[0] or ("image/jpeg" if photo else "application/octet-stream")
    width, height = _size(data) if photo else (0, 0)
    file = File(
        world.next_id(),
        data,
        photo,
        world.now(),
        dc or world.file_dc,
        mime or guessed,
        attributes,
        width,
        height,
        thumb,
    )
    world.files[file.id] = file
    return file


def _size(data: bytes) -> tuple[int, int]:
    try:
        with Image.open(io.BytesIO(data)) as image:
            return image.size
    except UnidentifiedImageError:
        return 640, 480


def reference(world: World, file: File) -> bytes:
    """Good until the world lets its file references expire."""
    return struct.pack("<IQ", world.reference_epoch, file.id & (2**64 - 1))


def photo_view(world: World, file: File, viewer: Account) -> Any:
    sizes = [types.PhotoSize(PHOTO_SIZE, file.width, file.height, len(file.data))]
    if file.thumb:
        sizes.insert(0, types.PhotoSize(THUMB_SIZE, 320, 240, len(file.thumb)))
    return types.Photo(file.id, world.access_hash(viewer, file), reference(world, file), file.date, sizes, file.dc)


def document_view(world: World, file: File, viewer: Account) -> Any:
    thumbs = [types.PhotoSize(THUMB_SIZE, 320, 240, len(file.thumb))] if file.thumb else None
    return types.Document(
        file.id,
        world.access_hash(viewer, file),
        reference(world, file),
        file.date,
        file.mime,
        len(file.data),
        file.dc,
        file.attributes,
        thumbs=thumbs,
    )


def media_view(world: World, media: FileMedia, viewer: Account) -> Any:
    if media.file.photo:
        photo = photo_view(world, media.file, viewer)
        return types.MessageMediaPhoto(spoiler=media.spoiler, photo=photo, ttl_seconds=media.ttl)
    kinds = {type(each): each for each in media.file.attributes}
    video = kinds.get(types.DocumentAttributeVideo)
    audio = kinds.get(types.DocumentAttributeAudio)
    return types.MessageMediaDocument(
        spoiler=media.spoiler,
        video=video is not None,
        round=bool(video and video.round_message),
        voice=bool(audio and audio.voice),
        document=document_view(world, media.file, viewer),
        ttl_seconds=media.ttl,
    )


def find(world: World, location: Any, viewer: Account) -> File:
    """The file a client names by number, hash and reference."""
    file = world.files.get(location.id)
    if file is None or location.access_hash != world.access_hash(viewer, file):
        raise Refusal("FILE_ID_INVALID" if file is None else "LOCATION_INVALID")
    if location.file_reference != reference(world, file):
        raise Refusal("FILE_REFERENCE_EXPIRED" if location.file_reference else "FILE_REFERENCE_EMPTY")
    return file
