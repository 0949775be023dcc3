"""Text files line by line, in UTF-8, within limits."""

from __future__ import annotations

from collections.abc import Iterator

from bridge.errors import ArchiveError
from bridge.sources.archive import Archive
from bridge.sources.encoding import without_mark


def byte_lines(archive: Archive, name: str) -> Iterator[bytes]:
    """A file's lines, as they stand in it, without their line breaks and without a byte order mark.

    Raises :class:`ArchiveError` for a line longer than the limit ``record``, and for UTF-16 and UTF-32.
    """
    longest = archive.limits.record
    with archive.open_file(name) as stream:
        line = without_mark(stream.readline(longest + 1), name)
        number = 1
        while line:
            if len(line) > longest:
                raise ArchiveError(
                    f"{name} holds a line longer than {longest:,} bytes: line {number} (limit `record`)."
                )
            yield line.rstrip(b"\r\n")
            line = stream.readline(longest + 1)
            number += 1


def text_lines(archive: Archive, name: str) -> Iterator[str]:
    """The same as text. Raises :class:`ArchiveError` for a line that is not UTF-8."""
    for number, line in enumerate(byte_lines(archive, name), start=1):
        try:
            yield line.decode()
        except UnicodeDecodeError as error:
            raise ArchiveError(f"{name} is not UTF-8 text: line {number}, byte {error.start + 1}.") from error
