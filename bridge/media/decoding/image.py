"""Pictures that do not need a film projector: JPEG, PNG, GIF, WebP, AVIF, BMP."""

from __future__ import annotations

import warnings
from pathlib import Path

from PIL import ExifTags, Image

from bridge.media.decoding.pictures import exceeds, shrink, with_thumbnail
from bridge.media.findings import Findings
from bridge.media.limits import Limits

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP")
"""Pillow knows dozens more, each with bugs of its own."""
_LYING = frozenset({5, 6, 7, 8})
"""EXIF orientations that exchange width and height."""


def examine(source: Path, target: Path | None, limits: Limits) -> Findings:
    """Measure it as it is shown; draw a thumbnail when it is larger than that."""
    with _opened(source, limits) as image:
        width, height = _upright_size(image)
        findings = Findings(width=width, height=height)
        if target is None or not exceeds((width, height), limits.thumbnail):
            return findings
        return with_thumbnail(findings, lambda: shrink(image, target, limits.thumbnail))


def _opened(source: Path, limits: Limits) -> Image.Image:
    """Pillow only warns of a picture that is somewhat too large; for us that is an error."""
    Image.MAX_IMAGE_PIXELS = limits.pixels
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        return Image.open(source, formats=FORMATS)


def _upright_size(image: Image.Image) -> tuple[int, int]:
    width, height = image.size
    return (height, width) if _lies(image) else (width, height)


def _lies(image: Image.Image) -> bool:
    try:
        return image.getexif().get(ExifTags.Base.Orientation) in _LYING
    except Exception:  # noqa: BLE001 - a damaged picture fails in every way there is, and is still worth its size
        return False
