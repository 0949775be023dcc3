"""Files in a zip that are sealed with a password, as WinZip does it with AES (https://www.winzip.com/en/support/aes-encryption/).

The older cipher of zips is none that protects anything, and is not read.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zipfile import ZipInfo

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bridge.sources.zip_entries import Refuse

METHOD = 99
"""What the directory says instead of how such a file is packed."""

_FIELD = 0x9901
_HEAD = struct.Struct("<HH")
_SEAL = struct.Struct("<H2sBH")
_ROUNDS = 1000
_CHECK = 2
_CODE = 10
_BLOCK = 16
_KEYS = {1: 16, 2: 24, 3: 32}
"""Bytes of the key for each strength; the salt has half as many."""


@dataclass(frozen=True)
class Seal:
    """How one file is sealed."""

    key_size: int
    """In bytes."""
    method: int
    """How it is packed below the seal: ``ZIP_STORED`` or ``ZIP_DEFLATED``."""
    has_checksum: bool
    """In the newer of two versions the code at the end stands for the checksum, which would tell about the content."""

    @property
    def overhead(self) -> int:
        """Bytes around the packed ones."""
        return self.key_size // 2 + _CHECK + _CODE


def seal_of(entry: ZipInfo) -> Seal | None:
    """How a file is sealed; None when it is not, or in a way that is not read."""
    if entry.compress_type != METHOD:
        return None
    extra = entry.extra
    while len(extra) >= _HEAD.size:
        kind, size = _HEAD.unpack_from(extra)
        if kind == _FIELD and size >= _SEAL.size and len(extra) >= _HEAD.size + _SEAL.size:
            version, vendor, strength, method = _SEAL.unpack_from(extra, _HEAD.size)
            known = vendor == b"AE" and strength in _KEYS
            return Seal(_KEYS[strength], method, version == 1) if known else None
        extra = extra[_HEAD.size + size :]
    return None


def unsealed(pieces: Iterable[bytes], seal: Seal, size: int, password: bytes, refuse: Refuse) -> Iterator[bytes]:
    """The packed bytes of a file out of its sealed ones. ``size`` of these in bytes.

    Raises what ``refuse`` makes for a wrong password, and at the end when anything was changed since.
    """
    source = _Pieces(pieces)
    salt = source.take(seal.key_size // 2)
    check = source.take(_CHECK)
    keys = hashlib.pbkdf2_hmac("sha1", password, salt, _ROUNDS, 2 * seal.key_size + _CHECK)
    if not hmac.compare_digest(keys[2 * seal.key_size :], check):
        raise refuse("which is sealed with another password than the one that was given")
    # Whoever reads gets bytes before the code at the end is known; it is checked before they get the last ones.
    code = hmac.new(keys[seal.key_size : 2 * seal.key_size], digestmod="sha1")
    stream = _KeyStream(keys[: seal.key_size])
    left = size - seal.overhead
    while left > 0:
        sealed = source.some(left)
        if not sealed:
            raise refuse("whose sealed bytes end too early")
        left -= len(sealed)
        code.update(sealed)
        yield stream.applied(sealed)
    if not hmac.compare_digest(code.digest()[:_CODE], source.take(_CODE)):
        raise refuse("whose sealed bytes were changed or damaged")


class _KeyStream:
    """AES in counter mode. WinZip counts from the little end, which no library offers, so the counting is done here."""

    def __init__(self, key: bytes) -> None:
        cipher = Cipher(algorithms.AES(key), modes.ECB())  # noqa: S305 - single blocks of a counter, never of a text
        self._encrypt = cipher.encryptor()
        self._count = 1
        self._rest = b""

    def applied(self, data: bytes) -> bytes:
        """The data, opened."""
        missing = len(data) - len(self._rest)
        if missing > 0:
            blocks = -(-missing // _BLOCK)
            counters = range(self._count, self._count + blocks)
            self._count += blocks
            self._rest += self._encrypt.update(b"".join(count.to_bytes(_BLOCK, "little") for count in counters))
        key, self._rest = self._rest[: len(data)], self._rest[len(data) :]
        return (int.from_bytes(data, "big") ^ int.from_bytes(key, "big")).to_bytes(len(data), "big")


class _Pieces:
    """Pieces of bytes, taken in other sizes than they come."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._rest = b""

    def some(self, most: int) -> bytes:
        """The next bytes, at most so many; nothing at the end."""
        self._rest = self._rest or next(self._pieces, b"")
        taken, self._rest = self._rest[:most], self._rest[most:]
        return taken

    def take(self, size: int) -> bytes:
        """So many bytes, or fewer at the end."""
        taken = b""
        while len(taken) < size and (more := self.some(size - len(taken))):
            taken += more
        return taken
