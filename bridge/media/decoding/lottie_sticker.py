"""Vector stickers (``.tgs``: Lottie packed with gzip) become animated WebP."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from rlottie_python.rlottie_wrapper import LottieAnimation

from bridge.errors import MediaError
from bridge.media.decoding.moving import write
from bridge.media.decoding.pictures import fitting
from bridge.media.findings import Findings
from bridge.media.limits import Limits


@dataclass(frozen=True)
class _Timing:
    """Which frames are drawn (every ``step``-th of ``count``), and how long each is shown (ms)."""

    count: int
    step: int
    rate: float

    def frames(self) -> range:
        return range(0, self.count, self.step)

    def durations(self) -> list[int]:
        """Rounded so that the sum is right: at 60 pictures a second, each second one is shown for 33 or 34 ms."""
        ends = [round(min(frame + self.step, self.count) * 1000 / self.rate) for frame in self.frames()]
        return [max(1, end - start) for start, end in zip([0, *ends], ends, strict=False)]


def examine(source: Path, target: Path | None, limits: Limits) -> Findings:
    """Draw it frame by frame. Raises MediaError for what is not an honest sticker."""
    assert target is not None, "a conversion has somewhere to go"
    text = unpacked(source, limits)
    size = _checked_size(_document(text), limits)
    animation: Any = LottieAnimation.from_data(text.decode())
    if not animation.animation_p:
        raise MediaError("It is not a Lottie animation.")
    timing = _timing(animation, limits)
    box = fitting(size, limits.sticker)
    return write([_draw(animation, frame, box) for frame in timing.frames()], timing.durations(), target)


def unpacked(source: Path, limits: Limits) -> bytes:
    """The JSON inside. Raises MediaError when it is larger than a sticker can be, packed or unpacked."""
    if source.stat().st_size > limits.sticker_size:
        raise MediaError(f"A sticker of more than {limits.sticker_size} bytes.")
    decompressor = zlib.decompressobj(wbits=31)
    text = decompressor.decompress(source.read_bytes(), limits.sticker_unpacked)
    if not decompressor.eof:
        raise MediaError(f"It ends too early, or unpacks to more than {limits.sticker_unpacked} bytes.")
    return text


def _document(text: bytes) -> dict[str, Any]:
    document: Any = json.loads(text)
    if not isinstance(document, dict) or not isinstance(document.get("assets", []), list):
        raise MediaError("It is not a Lottie animation.")
    # The renderer opens pictures by the path that an asset names: any path on this machine. Stickers have none.
    if any(not isinstance(asset, dict) or "p" in asset for asset in document.get("assets", [])):
        raise MediaError("It refers to pictures outside itself.")
    return document


def _checked_size(document: dict[str, Any], limits: Limits) -> tuple[int, int]:
    sides: list[Any] = [document.get("w"), document.get("h")]
    if any(not isinstance(side, int | float) or not 1 <= side <= limits.sticker_side for side in sides):
        raise MediaError(f"Its width and height are not between 1 and {limits.sticker_side}.")
    return int(sides[0]), int(sides[1])


def _timing(animation: Any, limits: Limits) -> _Timing:
    rate = animation.lottie_animation_get_framerate()
    # The renderer counts one frame more than there are: the one that begins the next round.
    count = max(1, animation.lottie_animation_get_totalframe() - 1)
    if not (1 <= count <= limits.sticker_frames and 1 <= rate <= limits.sticker_frames):
        raise MediaError(f"It has {count} pictures at {rate:g} a second.")
    return _Timing(count, max(1, round(rate / limits.sticker_rate)), rate)


def _draw(animation: Any, frame: int, size: tuple[int, int]) -> Image.Image:
    """The renderer multiplies colours by their opacity (``BGRa``); taken as plain, every edge would turn dark."""
    pixels = animation.lottie_animation_render(frame, width=size[0], height=size[1])
    return Image.frombuffer("RGBA", size, pixels, "raw", "BGRa")
