"""How much a file may ask of us. Files are made by others, so each of these is enforced while decoding."""

from __future__ import annotations

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Sizes in bytes, pictures in pixels. The defaults are far above honest files and far below what hurts."""

    size: int = 100 * MIB
    """Of a file. A larger one is not carried over, and reported with this reason."""
    pixels: int = 64_000_000
    """Of a picture that is decoded. A larger one is carried over, but not looked into."""
    thumbnail: tuple[int, int] = (800, 600)
    """Width and height that a picture may have without getting a thumbnail."""
    sticker: tuple[int, int] = (256, 256)
    """Width and height of a moving sticker, once converted."""
    sticker_rate: int = 30
    """Pictures in a second of a moving sticker, once converted."""
    sticker_frames: int = 600
    """Pictures in a moving sticker, before conversion; the networks' own limit is 180."""
    sticker_side: int = 1024
    """Width or height that a moving sticker may declare; the networks' own limit is 512."""
    sticker_size: int = 2 * MIB
    """Of a sticker that is to be converted."""
    sticker_unpacked: int = 16 * MIB
    """Of a vector sticker, unpacked."""
    seconds: float = 20.0
    """Of computing that one file may take; then its process is ended."""
    memory: int = 2048 * MIB
    """Address space of a decoding process (Linux only)."""


DEFAULTS = Limits()
"""What holds unless the operator configures otherwise."""
