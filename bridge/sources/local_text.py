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
    # Encodings of the time before Unicode, how strictly each is tried, and how much of what is not ASCII must come out
    # in the blocks where its words are. The ones that would take almost anything come last.
    ("cp949", "euc_kr", "\uac00", "\ud7a3", 0.7),
    ("cp932", "cp932", "\u3040", "\u30ff", 0.3),
    ("cp874", "cp874", "\u0e00", "\u0e7f", 0.9),
    ("cp1251", "cp1251", "\u0400", "\u04ff", 0.95),
    ("cp950", "big5", "\u4e00", "\u9fff", 0.7),
    ("gb18030", "gb2312", "\u4e00", "\u9fff", 0.5),
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
    fitting = (
        encoding for encoding, tried, first, last, least in _SCRIPTS if _likeness(sample, tried, first, last) >= least
    )
    return next(fitting, _LAST_RESORT)


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
