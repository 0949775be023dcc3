"""What a file is called when somebody saves it."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath

from bridge.model.media import Media

_LONGEST = 200
"""Characters; file systems take 255 bytes."""


def download_name(media: Media) -> str | None:
    """The name it had, without what could hurt: folders, and characters that do not show. None when it had none."""
    name = PurePosixPath((media.file_name or "").replace("\\", "/")).name
    shown = "".join(character for character in name if unicodedata.category(character)[0] != "C")
    if len(shown) <= _LONGEST:
        return shown or None
    suffix = PurePosixPath(shown).suffix[:20]
    return shown[: _LONGEST - len(suffix)] + suffix
