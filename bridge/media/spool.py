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
    with _Target(path) as target:
        scale = _Scale(target, limit)
        for piece in pieces:
            scale.add(piece)
    return scale.spooled(path)


async def weigh_arriving(pieces: AsyncIterator[bytes], path: Path, limit: int) -> Spooled:
    """The same for bytes that come over a network."""
    with _Target(path) as target:
        scale = _Scale(target, limit)
        async for piece in pieces:
            await asyncio.to_thread(scale.add, piece)
    return scale.spooled(path)


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


class _Scale:
    """Weighs the pieces of a file while they are written."""

    def __init__(self, target: _Target, limit: int) -> None:
        self._target = target
        self._limit = limit
        self._digest = hashlib.sha256()
        self._size = 0
        self._head = b""

    def add(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self._limit:
            raise TooLarge(f"It has more than {self._limit} bytes.")
        self._head += piece[: HEAD - len(self._head)]
        self._digest.update(piece)
        self._target.write(piece)

    def spooled(self, path: Path) -> Spooled:
        return Spooled(path, self._size, self._digest.hexdigest(), self._head)


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
