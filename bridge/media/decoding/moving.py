"""Moving pictures with transparency, in the one form that clients show: animated WebP."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from bridge.errors import MediaError
from bridge.media.decoding.pictures import WEBP
from bridge.media.findings import Findings, Picture


def write(frames: Sequence[Image.Image], durations: Sequence[int], target: Path) -> Findings:
    """Write the frames, each shown for its duration in ms, repeated for ever."""
    if not frames:
        raise MediaError("There is no picture in it.")
    first, *others = frames
    first.save(
        target, "WEBP", save_all=True, append_images=others, duration=list(durations), loop=0,
        quality=70, alpha_quality=60, method=3,
    )  # fmt: skip
    picture = Picture(WEBP, *first.size)
    return Findings(width=first.width, height=first.height, duration=sum(durations), picture=picture)
