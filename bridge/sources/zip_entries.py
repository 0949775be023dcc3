"""The bytes of one file in a zip, unpacked piece by piece and checked against what the zip declares.

``zipfile`` is not used for this: it cuts a file at its declared size without a word when there is more.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from zipfile import ZIP_STORED

from bridge.errors import ArchiveError
from bridge.sources.limits import KIB

_PIECE = 64 * KIB
_RAW_DEFLATE = -zlib.MAX_WBITS


@dataclass(frozen=True)
class Packed:
    """Where a file's packed bytes lie, and what they should become. Sizes in bytes."""

    offset: int
    packed_size: int
    size: int
    checksum: int | None
    """CRC-32 of the unpacked bytes; None where something else vouches for them."""
    method: int
    """``ZIP_STORED`` or ``ZIP_DEFLATED``."""


ReadAt = Callable[[int, int], bytes]
"""Bytes of the zip: size, offset."""

Refuse = Callable[[str], ArchiveError]
"""The error for this entry: continues the sentence ``… holds 'x', …``."""


Open = Callable[[Iterator[bytes]], Iterator[bytes]]
"""Takes a seal off the packed bytes."""


def unpacked(read_at: ReadAt, packed: Packed, refuse: Refuse, unseal: Open | None = None) -> Iterator[bytes]:
    """A file's bytes, in pieces of at most 64 KiB. Raises what ``refuse`` makes when they are not as declared."""
    pieces = _pieces(read_at, packed, refuse)
    if unseal is not None:
        pieces = unseal(pieces)
    plain = pieces if packed.method == ZIP_STORED else _inflated(pieces, refuse)
    return _as_declared(plain, packed, refuse)


def _pieces(read_at: ReadAt, packed: Packed, refuse: Refuse) -> Iterator[bytes]:
    offset, end = packed.offset, packed.offset + packed.packed_size
    while offset < end:
        piece = read_at(min(_PIECE, end - offset), offset)
        if not piece:
            raise refuse("which goes on behind the end of the zip; the zip is not complete")
        offset += len(piece)
        yield piece


def _inflated(pieces: Iterable[bytes], refuse: Refuse) -> Iterator[bytes]:
    inflater = zlib.decompressobj(_RAW_DEFLATE)
    try:
        for piece in pieces:
            rest = piece
            while rest and not inflater.eof:
                yield inflater.decompress(rest, _PIECE)
                rest = inflater.unconsumed_tail
        while plain := inflater.decompress(b"", _PIECE):
            yield plain
    except zlib.error as error:
        raise refuse("whose packed bytes are damaged") from error
    if not inflater.eof or inflater.unused_data:
        raise refuse("whose packed bytes do not end where the zip says")


def _as_declared(pieces: Iterable[bytes], packed: Packed, refuse: Refuse) -> Iterator[bytes]:
    size, checksum = 0, 0
    for piece in pieces:
        size += len(piece)
        if size > packed.size:
            raise refuse(f"which unpacks to more than the {packed.size:,} bytes that the zip declares")
        checksum = zlib.crc32(piece, checksum)
        yield piece
    if size != packed.size:
        raise refuse(f"which unpacks to {size:,} bytes where the zip declares {packed.size:,}")
    if packed.checksum is not None and checksum != packed.checksum:
        raise refuse("whose bytes do not agree with their checksum")


class PieceStream(io.RawIOBase):
    """Pieces of bytes as a stream."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces = pieces
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # typeshed: Buffer, private
        """Fills the buffer as far as the piece at hand goes; 0 at the end."""
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size
