"""Small pictures of pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageOps

from bridge.media.findings import THUMBNAIL_NOT_MADE, Findings, Picture

JPEG = "image/jpeg"
WEBP = "image/webp"


def with_thumbnail(findings: Findings, draw: Callable[[], Picture]) -> Findings:
    """What was found, and the thumbnail that ``draw`` makes; a note when it cannot make one."""
    try:
        return replace(findings, picture=draw())
    except Exception as error:  # noqa: BLE001 - a damaged picture fails in every way there is, and this is noted
        return findings.noting(THUMBNAIL_NOT_MADE, f"{type(error).__name__}: {error}"[:200])


def shrink(image: Image.Image, target: Path, box: tuple[int, int]) -> Picture:
    """Draw an upright copy that fits into ``box``, never larger than the original."""
    image.draft("RGB", (max(box), max(box)))  # lets JPEG decode at a fraction of its size
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail(box)
    if image.has_transparency_data:
        upright.convert("RGBA").save(target, "WEBP", quality=80)
        return Picture(WEBP, *upright.size)
    upright.convert("RGB").save(target, "JPEG", quality=80, optimize=True)
    return Picture(JPEG, *upright.size)


def fitting(size: tuple[int, int], box: tuple[int, int]) -> tuple[int, int]:
    """The largest size of the same shape that fits into ``box`` and is not larger than ``size``."""
    scale = min(1.0, box[0] / size[0], box[1] / size[1])
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def exceeds(size: tuple[int, int], box: tuple[int, int]) -> bool:
    """Is it too wide, or too high?"""
    return size[0] > box[0] or size[1] > box[1]
