"""How a file is presented when its record tells nothing but a name and maybe a type."""

from __future__ import annotations

from bridge.model.media import MediaKind

_ENDINGS = (
    (("gif",), MediaKind.ANIMATION),
    (("png", "jpg", "jpeg", "webp", "bmp", "tif", "tiff", "heic", "heif", "avif"), MediaKind.IMAGE),
    (("mp4", "mov", "webm", "m4v", "mkv", "avi"), MediaKind.VIDEO),
    (("mp3", "m4a", "wav", "ogg", "oga", "opus", "flac", "aac", "amr"), MediaKind.AUDIO),
)
_TYPES = (
    ("image/gif", MediaKind.ANIMATION),
    ("image/svg", MediaKind.FILE),
    ("image/", MediaKind.IMAGE),
    ("video/", MediaKind.VIDEO),
    ("audio/", MediaKind.AUDIO),
)


def kind_of(name: str, mime_type: str | None = None) -> MediaKind:
    """By its type where that says something, else by the name's ending."""
    for beginning, kind in _TYPES:
        if mime_type and mime_type.startswith(beginning):
            return kind
    ending = name.rpartition(".")[2].lower()
    return next((kind for endings, kind in _ENDINGS if ending in endings), MediaKind.FILE)
