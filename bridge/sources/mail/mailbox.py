"""Mails one after the other, out of a file in which each begins with a line ``From …``; in little memory."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from bridge.errors import ArchiveError
from bridge.sources.archive import Archive
from bridge.sources.limits import KIB, MIB, Limits

_PACKED = b"\x1f\x8b"
_LONGEST_LINE = 1 * MIB
_BLANK = 16
"""Empty lines that may stand before the first mail."""
_MARK = b"\xef\xbb\xbf"
_BEGINNING = re.compile(rb"From [^\r\n]{0,300}?[0-9]{1,2}:[0-9]{2}[^\r\n]{0,60}?[12][0-9]{3}[^\r\n]{0,60}[\r\n]{0,2}")
"""``From anna@example.org Tue Nov 14 22:13:20 2023``: programs write almost anything there, but all write the time."""
_HEADER = re.compile(rb"[!-9;-~]{1,200}[ \t]?:|>From ")


def is_mailbox(archive: Archive, name: str) -> bool:
    """Does a file begin like a mailbox? Reads a few KiB; never raises."""
    try:
        lines = _lines(archive, name, 4 * KIB)
        first = next(lines, b"")
        return _begins_mail(first, next(lines, b""))
    except ArchiveError:
        return False


def mails(archive: Archive, name: str) -> Iterator[Iterator[bytes]]:
    """Each mail's lines; the first is the one that begins with ``From``.

    What was not taken of one mail is passed over before the next. Lines of more than 1 MiB come in pieces.
    """
    lines = _Ahead(_lines(archive, name, _LONGEST_LINE))
    while lines.next:
        mail = lines.of_one_mail()
        yield mail
        for _rest in mail:
            pass


class _Ahead:
    """Lines with one looked ahead: only the header after it tells that a ``From`` begins a mail."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self.next = next(lines, b"")
        self._after = next(lines, b"")

    def of_one_mail(self) -> Iterator[bytes]:
        """The lines up to the next mail."""
        yield self._step()
        while self.next and not _begins_mail(self.next, self._after):
            yield self._step()

    def _step(self) -> bytes:
        line, self.next, self._after = self.next, self._after, next(self._lines, b"")
        return line


def _begins_mail(line: bytes, after: bytes) -> bool:
    return line.startswith(b"From ") and bool(_BEGINNING.fullmatch(line) and _HEADER.match(after))


def _lines(archive: Archive, name: str, longest: int) -> Iterator[bytes]:
    """From the first one that is not empty, without a byte order mark."""
    lines = (
        _unpacked_lines(archive, name, longest) if _is_packed(archive, name) else _plain_lines(archive, name, longest)
    )
    for _count in range(_BLANK):
        first = next(lines, b"").removeprefix(_MARK)
        if not first.isspace():
            break
    if first:
        yield first
    yield from lines


def _plain_lines(archive: Archive, name: str, longest: int) -> Iterator[bytes]:
    with archive.open_file(name) as stream:
        while line := stream.readline(longest):
            yield line


def _unpacked_lines(archive: Archive, name: str, longest: int) -> Iterator[bytes]:
    """Servers of mailing lists offer their months packed with gzip."""
    with archive.open_file(name) as packed, gzip.GzipFile(fileobj=packed) as stream:
        most, taken = _most(archive, name), 0
        while line := _readline(stream, longest, name):
            taken += len(line)
            if taken > most:
                raise ArchiveError(f"{name} unpacks to more than {most:,} bytes (limits `ratio` and `total`).")
            yield line


def _readline(stream: gzip.GzipFile, longest: int, name: str) -> bytes:
    try:
        return stream.readline(longest)
    except (OSError, EOFError, zlib.error) as error:
        raise ArchiveError(f"{name} cannot be unpacked: it is damaged, or not complete.") from error


def _most(archive: Archive, name: str) -> int:
    """Bytes that a packed file may hold."""
    limits: Limits = archive.limits
    return min(limits.total, max(limits.ratio_from, archive.size(name) * limits.ratio))


def _is_packed(archive: Archive, name: str) -> bool:
    stream: BinaryIO
    with archive.open_file(name) as stream:
        return stream.read(len(_PACKED)) == _PACKED
