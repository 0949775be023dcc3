"""A file's bytes, taken once from where they come from into a temporary file of ours, and weighed on the way."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

from bridge.errors import MediaError, SpoolError
from bridge.media.sniffing import HEAD

CHUNK = 256 * 1024
"""Bytes that are held in memory at a time."""

Source = Callable[[], BinaryIO]
"""Opens a file's bytes from the beginning; whoever calls it closes the stream."""


class TooLarge(MediaError):
    """This file is larger than what may be carried over."""


@dataclass(frozen=True)
class Spooled:
    """A temporary file. ``size`` in bytes, ``sha256`` in hexadecimal digits, ``head`` is its beginning."""

    path: Path
    size: int
    sha256: str
    head: bytes

    async def chunks(self) -> AsyncIterator[bytes]:
        """Its bytes from the beginning, read off the event loop."""
        with closing(await asyncio.to_thread(self.path.open, "rb")) as stream:
            while chunk := await asyncio.to_thread(stream.read, CHUNK):
                yield chunk


def spool(source: Source, path: Path, limit: int) -> Spooled:
    """Copy a file to ``path``, which must not exist yet.

    Raises TooLarge once more than ``limit`` bytes came, SpoolError when our own disk fails, and whatever the source
    raises.
    """
    with closing(source()) as stream:
        return weigh(_pieces(stream), path, limit)


def weigh(pieces: Iterator[bytes], path: Path, limit: int) -> Spooled:
    """The same for bytes that come in pieces."""
    digest, size, head = hashlib.sha256(), 0, b""
    with _Target(path) as target:
        for piece in pieces:
            size += len(piece)
            if size > limit:
                raise TooLarge(f"It has more than {limit} bytes.")
            head += piece[: HEAD - len(head)]
            digest.update(piece)
            target.write(piece)
    return Spooled(path, size, digest.hexdigest(), head)


def measure(path: Path) -> Spooled:
    """A file that lies in our temporary folder already, such as a picture that we made."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        head = stream.read(HEAD)
        digest.update(head)
        for piece in _pieces(stream):
            digest.update(piece)
    return Spooled(path, path.stat().st_size, digest.hexdigest(), head)


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: stream.read(CHUNK), b"")


class _Target:
    """A file being written, whose failures are told apart from those of what is read."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Self:
        try:
            self._stream = self._path.open("xb")
        except OSError as error:
            raise SpoolError(str(error)) from error
        return self

    def write(self, piece: bytes) -> None:
        try:
            self._stream.write(piece)
        except OSError as error:
            raise SpoolError(str(error)) from error

    def __exit__(self, *_: object) -> None:
        try:
            self._stream.close()  # writes what is still buffered
        except OSError as error:
            raise SpoolError(str(error)) from error
