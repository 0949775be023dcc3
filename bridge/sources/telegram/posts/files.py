"""Photos and files of all kinds."""

from __future__ import annotations

from bridge.model.content import Attachment
from bridge.sources.telegram import media
from bridge.sources.telegram.posts.kind import one
from bridge.sources.telegram.record import Record
from bridge.sources.telegram.scene import Scene

_SHARED = ("width", "height", "media_spoiler", "self_destruct_period_seconds")


def _photo(record: Record, scene: Scene) -> Attachment:
    return Attachment(media=media.photo(record, scene.files), caption=scene.text)


def _document(record: Record, scene: Scene) -> Attachment:
    return Attachment(media=media.document(record, scene.files), caption=scene.text)


KINDS = {
    "photo": one(_photo, "photo", "photo_file_size", *_SHARED),
    "file": one(
        _document,
        "file",
        "file_name",
        "file_size",
        "thumbnail",
        "thumbnail_file_size",
        "media_type",
        "sticker_emoji",
        "performer",
        "title",
        "mime_type",
        "duration_seconds",
        *_SHARED,
    ),
}
