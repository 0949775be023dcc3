"""The formats that chats are full of, each known by its first bytes.

A signature is a function of a file's first bytes and its declared type that gives a MIME type, or None.
Sources: RFC 9559 (Matroska), ISO/IEC 14496-12 (``ftyp``), RFC 3533 (Ogg), the WebP container specification,
https://core.telegram.org/stickers (``.tgs``), and https://mimesniff.spec.whatwg.org for the simple ones.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable

Signature = Callable[[bytes, str], str | None]

TGS = "application/x-tgsticker"
"""A Lottie animation, packed with gzip: Telegram's vector sticker."""

_PREFIXES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x00\x00\x00\x0cJXL \r\n\x87\n", "image/jxl"),
    (b"\xff\x0a", "image/jxl"),
    (b"%PDF-", "application/pdf"),
    (b"ID3", "audio/mpeg"),
    (b"fLaC", "audio/flac"),
    (b"#!AMR", "audio/amr"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"BZh", "application/x-bzip2"),
    (b"\x28\xb5\x2f\xfd", "application/zstd"),
)

_BRANDS = {
    **dict.fromkeys((b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis"), "image/heic"),
    **dict.fromkeys((b"mif1", b"msf1"), "image/heif"),
    **dict.fromkeys((b"avif", b"avis"), "image/avif"),
    **dict.fromkeys((b"M4A ", b"M4B ", b"M4P ", b"F4A "), "audio/mp4"),
    b"qt  ": "video/quicktime",
}

_OGG_CODECS = (
    (b"OpusHead", "audio/ogg"),
    (b"\x01vorbis", "audio/ogg"),
    (b"\x7fFLAC", "audio/ogg"),
    (b"Speex   ", "audio/ogg"),
    (b"\x80theora", "video/ogg"),
)

_OFFICE = "application/vnd.openxmlformats-officedocument."
_ZIPPED = frozenset(
    {
        f"{_OFFICE}wordprocessingml.document",
        f"{_OFFICE}spreadsheetml.sheet",
        f"{_OFFICE}presentationml.presentation",
        "application/vnd.android.package-archive",
        "application/vnd.google-earth.kmz",
    }
)
_COMPOUND = frozenset({"application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"})

_ZIP_MIMETYPE = re.compile(rb"mimetype(application/(?:vnd\.oasis\.opendocument\.[a-z-]+|epub\+zip))")
_LOTTIE = re.compile(rb'\A\s*\{.*"(?:tgs|layers|fr|ip)"\s*:', re.DOTALL)
_RESERVED = 1
"""Of the versions of an MPEG audio frame."""
_LAYERS = frozenset({1, 2})
"""III and II. Layer I is all but extinct, and looks like the byte order mark of UTF-16."""


def _prefix(head: bytes, _declared: str) -> str | None:
    return next((mime for prefix, mime in _PREFIXES if head.startswith(prefix)), None)


def _bitmap(head: bytes, _declared: str) -> str | None:
    """Two letters are too little; the two reserved fields after the size are zero."""
    return "image/bmp" if head.startswith(b"BM") and head[6:10] == b"\x00" * 4 else None


def _riff(head: bytes, _declared: str) -> str | None:
    if head[:4] != b"RIFF":
        return None
    return {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}.get(head[8:12])


def _mpeg4(head: bytes, declared: str) -> str | None:
    if head[4:8] != b"ftyp":
        return None
    brand = head[8:12]
    if brand.startswith((b"3gp", b"3g2")):
        return "audio/3gpp" if declared.startswith("audio/") else "video/3gpp"
    if brand in _BRANDS:
        return _BRANDS[brand]
    return "audio/mp4" if declared.startswith("audio/") else "video/mp4"


def _ogg(head: bytes, _declared: str) -> str | None:
    if head[:4] != b"OggS":
        return None
    return next((mime for codec, mime in _OGG_CODECS if codec in head[:512]), "application/ogg")


def _matroska(head: bytes, declared: str) -> str | None:
    if head[:4] != b"\x1aE\xdf\xa3":
        return None
    family = "audio" if declared.startswith("audio/") else "video"
    return f"{family}/webm" if b"webm" in head[:64] else f"{family}/x-matroska"


def _mpeg_audio(head: bytes, _declared: str) -> str | None:
    """A frame header: eleven set bits, then version, layer, bitrate and rate, none of them reserved."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    version, layer, bitrate, rate = head[1] >> 3 & 3, head[1] >> 1 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == _RESERVED or rate == 3:
        return None
    if layer == 0:
        return "audio/aac"
    return "audio/mpeg" if layer in _LAYERS and bitrate not in {0, 15} else None


def _gzip(head: bytes, _declared: str) -> str | None:
    if head[:2] != b"\x1f\x8b":
        return None
    try:
        beginning = zlib.decompressobj(wbits=31).decompress(head, 4096)
    except zlib.error:
        return "application/gzip"
    return TGS if _LOTTIE.match(beginning) else "application/gzip"


def _zip(head: bytes, declared: str) -> str | None:
    if not head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return None
    inside = _ZIP_MIMETYPE.match(head, 30)
    if inside:
        return inside[1].decode("ascii")
    return declared if declared in _ZIPPED else "application/zip"


def _compound(head: bytes, declared: str) -> str | None:
    if not head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return None
    return declared if declared in _COMPOUND else "application/x-ole-storage"


SIGNATURES: tuple[Signature, ...] = (
    _prefix, _bitmap, _riff, _mpeg4, _ogg, _matroska, _mpeg_audio, _gzip, _zip, _compound,
)  # fmt: skip
"""In the order in which they are asked; no two of them know the same bytes."""
