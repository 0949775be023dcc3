"""WhatsApp's encrypted backups (crypt14, crypt15), decrypted piece by piece into a temporary file.

A header in protocol buffers, then the database, packed with zlib and encrypted with AES-256 in GCM mode; then the
mode's tag, and mostly an MD5 sum of all that came before.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import AEADDecryptionContext, Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import GCM

from bridge.errors import ArchiveError
from bridge.sources.archive import Archive
from bridge.sources.limits import MIB, Limits
from bridge.sources.sqlite_file import MAGIC, Database, opened_copy
from bridge.sources.whatsapp.databases.keys import Key
from bridge.sources.whatsapp.databases.protobuf import Value, fields

_IV = 16
_LONGEST_HEADER = 512
_TAG = 16
_SUM = 16
_WRONG_KEY = "The key does not fit this backup: it belongs to another phone number, or to a backup made before or after"


@dataclass(frozen=True)
class Header:
    """What stands before the encrypted database. ``salt`` is empty in crypt15."""

    iv: bytes
    salt: bytes
    size: int
    """Of the header, in bytes."""


def header_of(beginning: bytes) -> Header | None:
    """The header that a file begins with; None when it is no such backup."""
    if len(beginning) < 2:
        return None
    start = 2 if beginning[1] == 1 else 1  # a flag that message databases have, and others do not
    end = start + beginning[0]
    found = fields(beginning[start:end]) if len(beginning) >= end else {}
    modern, old = found.get(3), found.get(2)
    if isinstance(modern, bytes):
        return _header(fields(modern).get(1), b"", end)
    inner = fields(old) if isinstance(old, bytes) else {}
    return _header(inner.get(5), inner.get(3), end)


def _header(iv: Value | None, salt: Value | None, end: int) -> Header | None:
    whole = isinstance(iv, bytes) and isinstance(salt, bytes) and len(iv) == _IV
    return Header(iv, salt, end) if whole else None  # type: ignore[arg-type]  # both were just seen to be bytes


@contextmanager
def decrypted(archive: Archive, name: str, header: Header, key: Key) -> Iterator[Database]:
    """The database in a backup, that lies in a temporary folder meanwhile."""
    with TemporaryDirectory(prefix="beringia-") as folder:
        copy = Path(folder) / "decrypted.db"
        with archive.open_file(name) as stream:
            decrypt(stream, header, key, copy, archive.limits)
        with opened_copy(copy, archive.limits, name) as database:
            yield database


def header_in(archive: Archive, name: str) -> Header | None:
    """The header of a file of an archive; None when it is no such backup, or cannot be read."""
    try:
        with archive.open_file(name) as stream:
            return header_of(stream.read(_LONGEST_HEADER))
    except ArchiveError:
        return None


def decrypt(stream: BinaryIO, header: Header, key: Key, target: Path, limits: Limits) -> None:
    """Writes the database to a new file of ours. Raises :class:`ArchiveError` for a wrong key, and for damage."""
    secret = _secret(header, key)
    decryptor = Cipher(AES(secret), GCM(header.iv)).decryptor()
    digest = hashlib.md5(stream.read(header.size), usedforsecurity=False)
    try:
        with target.open("xb") as file:
            for piece in _unpacked(_decrypted(stream, decryptor, digest), limits):
                file.write(piece)
    except OSError as error:
        raise ArchiveError(f"The decrypted backup cannot be written to {target.parent}: {error.strerror}.") from error


def _secret(header: Header, key: Key) -> bytes:
    secret = key.app if header.salt else key.for_backup()
    if secret is None:
        needed = "the app's file `key`" if header.salt else "the 64-digit key, or `encrypted_backup.key`"
        raise ArchiveError(f"This backup opens with another kind of key: {needed}.")
    if header.salt and key.salt != header.salt:
        raise ArchiveError(f"{_WRONG_KEY}.")
    return secret


def _decrypted(stream: BinaryIO, decryptor: AEADDecryptionContext, digest: hashlib._Hash) -> Iterator[bytes]:
    """Holds the end back until it is known that it is the end."""
    held = b""
    while piece := stream.read(MIB):
        held += piece
        ready, held = held[: -_TAG - _SUM], held[-_TAG - _SUM :]
        digest.update(ready)
        yield decryptor.update(ready)
    yield from _end(held, decryptor, digest)


def _end(held: bytes, decryptor: AEADDecryptionContext, digest: hashlib._Hash) -> Iterator[bytes]:
    if len(held) < _TAG + _SUM:
        raise ArchiveError("The backup ends too early: copy it again.")
    digest.update(held[:_TAG])
    tag = held[:_TAG]
    if digest.digest() != held[_TAG:]:  # kept in several files, so without a sum
        yield decryptor.update(held[:_TAG])
        tag = held[_TAG:]
    try:
        yield decryptor.finalize_with_tag(tag)
    except InvalidTag as error:
        raise ArchiveError("The backup is damaged, or was cut: copy it again.") from error


def _unpacked(pieces: Iterator[bytes], limits: Limits) -> Iterator[bytes]:
    unpacker = zlib.decompressobj()
    packed = size = 0
    for piece in pieces:
        packed += len(piece)
        for part in _parts(unpacker, piece, begun=size > 0):
            if not size and not part.startswith(MAGIC):
                raise ArchiveError(f"{_WRONG_KEY}.")
            size += len(part)
            if size > limits.total or size > max(limits.ratio_from, limits.ratio * packed):
                raise ArchiveError("The backup unpacks to more than any honest one (limits `total`, `ratio`).")
            yield part
    if not unpacker.eof:
        raise ArchiveError("The backup is damaged, or was cut: copy it again.")


def _parts(unpacker: zlib._Decompress, piece: bytes, *, begun: bool) -> Iterator[bytes]:
    try:
        while piece:
            if part := unpacker.decompress(piece, MIB):
                yield part
            piece = unpacker.unconsumed_tail
    except zlib.error as error:
        why = "The backup is damaged: copy it again" if begun else _WRONG_KEY
        raise ArchiveError(f"{why}.") from error
