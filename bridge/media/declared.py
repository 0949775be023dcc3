"""What the source says of a file fills the gaps of what was measured, within reason."""

from __future__ import annotations

import math
from typing import TypeVar

import msgspec

from bridge.matrix.events import Upload
from bridge.model.media import Media, MediaKind

_SIDE = 65_535
"""Pixels; no file format in use allows more."""
_DAYS = 7
_LONGEST = _DAYS * 24 * 3600 * 1000
"""ms; whatever claims to last longer is not believed."""
_POINTS = 100
_LOUDEST = 1024

T = TypeVar("T")


def with_declared(upload: Upload, media: Media) -> Upload:
    """The upload as this message shows it. What was measured goes before what is declared."""
    width, height = _size(upload, media)
    return msgspec.structs.replace(
        upload,
        width=width,
        height=height,
        duration=_first(upload.duration, _within(media.duration, 0, _LONGEST)),
        waveform=_waveform(media.waveform) or upload.waveform if media.kind is MediaKind.VOICE else None,
    )


def _size(upload: Upload, media: Media) -> tuple[int | None, int | None]:
    """Both or none: a width from one and a height from the other would distort."""
    if upload.width and upload.height:
        return upload.width, upload.height
    width, height = _within(media.width, 1, _SIDE), _within(media.height, 1, _SIDE)
    return (width, height) if width and height else (None, None)


def _waveform(declared: tuple[int, ...] | None) -> tuple[int, ...] | None:
    if not declared:
        return None
    step = math.ceil(len(declared) / _POINTS)
    return tuple(min(max(value, 0), _LOUDEST) for value in declared[::step])


def _within(value: int | None, least: int, most: int) -> int | None:
    return value if value is not None and least <= value <= most else None


def _first(*values: T | None) -> T | None:
    return next((value for value in values if value is not None), None)
