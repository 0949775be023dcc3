"""Text files in whatever encoding a phone or an old computer wrote them, line by line, within limits."""

from __future__ import annotations

import io
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Iterator

from bridge.errors import ArchiveError
from bridge.sources.archive import Archive
from bridge.sources.encoding import foreign_encoding
from bridge.sources.limits import KIB

_SAMPLE = 64 * KIB
_SCRIPTS = (
    # Encodings of the time before Unicode, and the blocks in which their words must come out.
    ("cp874", "\u0e00", "\u0e7f"),
    ("cp932", "\u3040", "\u30ff"),
    ("cp949", "\uac00", "\ud7a3"),
    ("gb18030", "\u4e00", "\u9fff"),
    ("cp950", "\u4e00", "\u9fff"),
    ("cp1251", "\u0400", "\u04ff"),
)
_LAST_RESORT = "cp1252"


def local_lines(archive: Archive, name: str) -> Iterator[str]:
    """A file's lines without their line breaks. Bytes that are no text become U+FFFD.

    Raises :class:`ArchiveError` for a line longer than the limit ``string``.
    """
    longest = archive.limits.string
    encoding = encoding_of(beginning(archive, name))
    with archive.open_file(name) as stream, io.TextIOWrapper(stream, encoding, errors="replace") as text:
        number = 0
        while line := text.readline(longest + 1):
            number += 1
            if len(line) > longest:
                raise ArchiveError(f"{name} holds a line longer than {longest:,}: line {number} (limit `string`).")
            yield line.rstrip("\n")


def beginning(archive: Archive, name: str, size: int = _SAMPLE) -> bytes:
    """A file's first bytes; nothing when they cannot be read."""
    try:
        with archive.open_file(name) as stream:
            return stream.read(size)
    except ArchiveError:
        return b""


def first_lines(archive: Archive, name: str, count: int = 40) -> list[str]:
    """A file's first lines, as far as they stand within its first KiB; for looking at files that may be anything."""
    sample = beginning(archive, name, 8 * KIB)
    lines = sample.decode(encoding_of(sample), "replace").splitlines()
    return lines[:count]


def encoding_of(sample: bytes) -> str:
    """In which encoding a text begins so."""
    if sample.startswith(BOM_UTF8):
        return "utf-8-sig"
    if sample.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16"
    if foreign_encoding(sample) == "UTF-16":
        return "utf-16-be" if sample[:1] == b"\0" else "utf-16-le"
    if _decoded(sample, "utf-8") is not None:
        return "utf-8"
    return max(((_likeness(sample, *script), script[0]) for script in _SCRIPTS), default=(0.0, _LAST_RESORT))[1]


def _likeness(sample: bytes, encoding: str, first: str, last: str) -> float:
    """How much of what is not ASCII lies in the block where this encoding's words are."""
    text = _decoded(sample, encoding)
    foreign = [character for character in text or "" if character > "\x7f"]
    return sum(first <= character <= last for character in foreign) / len(foreign) if foreign else 0.0


def _decoded(sample: bytes, encoding: str) -> str | None:
    """None when it is not in that encoding; a character that is cut in two at the end does not matter."""
    try:
        return getincrementaldecoder(encoding)().decode(sample)
    except UnicodeDecodeError:
        return None
