"""Tiny real files of every kind that chats are full of, drawn on the spot: the same bytes each time."""

from __future__ import annotations

import gzip
import io
import json
import math
import struct
import zlib
from array import array
from functools import cache
from pathlib import Path
from typing import Any, Literal

import av
from PIL import Image, ImageDraw

SIDEWAYS = 6
"""EXIF orientation: turn by a quarter to see it upright."""


@cache
def picture(width: int = 64, height: int = 48, mode: str = "RGB") -> Image.Image:
    """A disc on a gradient; in modes with transparency the gradient is left out."""
    ground = Image.linear_gradient("L").resize((width, height)).convert("RGB").convert(mode)
    if mode == "RGBA":
        ground = Image.new("RGBA", (width, height))
    ImageDraw.Draw(ground).ellipse((width // 4, height // 4, width * 3 // 4, height * 3 // 4), fill="tomato")
    return ground


def _saved(image: Image.Image, form: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, form, **options)
    return stream.getvalue()


@cache
def jpeg(width: int = 64, height: int = 48, orientation: int | None = None) -> bytes:
    """A photo, maybe taken with the camera turned."""
    exif = Image.Exif()
    if orientation is not None:
        exif[0x0112] = orientation
    return _saved(picture(width, height), "JPEG", exif=exif)


@cache
def png(width: int = 64, height: int = 48, mode: str = "RGB") -> bytes:
    return _saved(picture(width, height, mode), "PNG")


@cache
def webp(width: int = 64, height: int = 64) -> bytes:
    """What a still sticker is."""
    return _saved(picture(width, height, "RGBA"), "WEBP")


@cache
def gif() -> bytes:
    frames = [picture(32 + n, 32).resize((32, 32)) for n in range(3)]
    return _saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100)


def enormous_png(side: int = 60_000) -> bytes:
    """Some bytes that unfold into gigabytes of picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(10_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@cache
def mp4(width: int = 64, height: int = 48, frames: int = 5, rate: int = 10) -> bytes:
    """A film of a growing square."""
    return _film("mp4", "mpeg4", "yuv420p", width, height, frames, rate)


@cache
def webm(width: int = 64, height: int = 64, frames: int = 5, rate: int = 10) -> bytes:
    """A video sticker: VP9 with transparency."""
    return _film("webm", "libvpx-vp9", "yuva420p", width, height, frames, rate)


def _film(
    form: str, codec: Literal["mpeg4", "libvpx-vp9"], pixels: str, width: int, height: int, frames: int, rate: int
) -> bytes:
    stream = io.BytesIO()
    with av.open(stream, "w", format=form) as container:
        track: av.VideoStream = container.add_stream(codec, rate=rate)
        track.width, track.height, track.pix_fmt = width, height, pixels
        for number in range(frames):
            image = Image.new("RGBA", (width, height), (0, 0, 0, 0))
            ImageDraw.Draw(image).rectangle((0, 0, (number + 1) * width // frames, height // 2), fill="teal")
            container.mux(track.encode(_frame(image)))
        container.mux(track.encode(None))
    return stream.getvalue()


def _frame(image: Image.Image) -> av.VideoFrame:
    frame = av.VideoFrame(*image.size, "rgba")
    step = frame.planes[0].line_size
    rows = image.tobytes()
    width = image.width * 4
    frame.planes[0].update(b"".join(rows[n : n + width].ljust(step, b"\0") for n in range(0, len(rows), width)))
    return frame


@cache
def voice(milliseconds: int = 1000, *, silent: bool = False) -> bytes:
    """A tone that swells, as Opus in Ogg."""
    rate = 48_000
    count = rate * milliseconds // 1000
    loudness = 0 if silent else 30_000
    samples = array("h", (round(loudness * n / count * math.sin(n / 20)) for n in range(count)))
    stream = io.BytesIO()
    with av.open(stream, "w", format="ogg") as container:
        track = container.add_stream("libopus", rate=rate, layout="mono")
        for start in range(0, count, 960):
            piece = samples[start : start + 960]
            frame = av.AudioFrame("s16", "mono", len(piece), align=1)
            frame.sample_rate, frame.pts = rate, start
            frame.planes[0].update(piece.tobytes())
            container.mux(track.encode(frame))
        container.mux(track.encode(None))
    return stream.getvalue()


def lottie(**changes: Any) -> dict[str, Any]:
    """An animation of a turning square, half a second long."""
    steady = {"i": {"x": [0.7], "y": [0.7]}, "o": {"x": [0.3], "y": [0.3]}}
    turning = {"a": 1, "k": [{"t": 0, "s": [0], "e": [90], **steady}, {"t": 30, "s": [90]}]}
    still = {"a": 0, "k": [256, 256, 0]}
    square = [
        {"ty": "rc", "p": {"a": 0, "k": [0, 0]}, "s": {"a": 0, "k": [250, 250]}, "r": {"a": 0, "k": 20}},
        {"ty": "fl", "c": {"a": 0, "k": [1, 0.4, 0.2, 1]}, "o": {"a": 0, "k": 50}},
        {"ty": "tr", "p": {"a": 0, "k": [0, 0]}, "a": {"a": 0, "k": [0, 0]}, "s": {"a": 0, "k": [100, 100]},
         "r": {"a": 0, "k": 0}, "o": {"a": 0, "k": 100}},
    ]  # fmt: skip
    layer = {
        "ddd": 0, "ind": 1, "ty": 4, "nm": "square", "ip": 0, "op": 30, "st": 0,
        "ks": {"o": {"a": 0, "k": 100}, "r": turning, "p": still, "a": {"a": 0, "k": [0, 0, 0]},
               "s": {"a": 0, "k": [100, 100, 100]}},
        "shapes": [{"ty": "gr", "it": square}],
    }  # fmt: skip
    whole = {"tgs": 1, "v": "5.5.2", "fr": 60, "ip": 0, "op": 30, "w": 512, "h": 512, "nm": "square", "assets": []}
    return whole | {"layers": [layer]} | changes


def tgs(**changes: Any) -> bytes:
    """A vector sticker."""
    return gzip.compress(json.dumps(lottie(**changes)).encode(), mtime=0)


@cache
def tgs_bomb() -> bytes:
    """A vector sticker of some kilobytes that unpacks to far more than its animation needs."""
    return gzip.compress(json.dumps(lottie(nm=" " * 20_000_000)).encode(), mtime=0)


def drawn(path: Path) -> Image.Image:
    """A picture that the code under test has written."""
    return Image.open(io.BytesIO(path.read_bytes()))


def frames(path: Path) -> int:
    """How many pictures a moving one has."""
    count: int = getattr(drawn(path), "n_frames", 1)
    return count


def pixel(path: Path, x: int, y: int) -> tuple[int, ...]:
    """Red, green, blue and opacity, each 0 to 255."""
    found = drawn(path).convert("RGBA").getpixel((x, y))
    assert isinstance(found, tuple)
    return found
