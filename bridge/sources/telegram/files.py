"""Which of the archive's files a record means."""

from __future__ import annotations

from collections.abc import Callable

from bridge.model.ids import MediaId
from bridge.sources.archive import Found

Files = Callable[[str], Found | None]
"""Finds the file that a path in the export leads to; None when there is no such file."""


def existing(path: object, files: Files) -> MediaId | None:
    """The file at a path, when there is one: for thumbnails and emoji, which are missed by nobody."""
    found = files(path) if isinstance(path, str) and path else None
    return MediaId(found.name) if found else None
