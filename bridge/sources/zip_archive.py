"""A zip, read where it lies: its directory is checked as a whole before any file in it is opened."""

from __future__ import annotations

import io
import os
import stat
import struct
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from bridge.errors import ArchiveError
from bridge.sources.limits import KIB, MIB, Limits
from bridge.sources.names import check_name, refused
from bridge.sources.zip_encryption import Seal, seal_of, unsealed
from bridge.sources.zip_entries import Open, Packed, PieceStream, Refuse, unpacked

# Sections and offsets below: PKWARE APPNOTE 6.3.10.
_LOCAL_HEADER = struct.Struct("<4s22xHH")  # §4.3.7
_END = struct.Struct("<4s8xIIH")  # §4.3.16
_LOCATOR = struct.Struct("<4s4xQ4x")  # §4.3.15
_END_64 = struct.Struct("<4s36xQ")  # §4.3.14
_FAR = 0xFFFFFFFF
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_OTHERWISE_ENCRYPTED = 0x40 | 0x2000
_UTF_8 = 0x800
_ORDINARY = frozenset({0, stat.S_IFREG, stat.S_IFDIR})
_LONGEST_DIRECTORY = 256 * MIB

_BAD = (BadZipFile, NotImplementedError, struct.error, OSError, ValueError, OverflowError, EOFError)
"""What ``zipfile`` raises for a directory that makes no sense."""


class ZipArchive:
    """A zip. Zips within it are files like any other."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._path = path
        self._limits = limits
        self._password: bytes | None = None
        self._file = os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb")
        try:
            self._entries = self._checked(self._directory())
        except BaseException:
            self._file.close()
            raise
        self.names: Sequence[str] = tuple(sorted(self._entries))

    def size(self, name: str) -> int | None:
        """Unpacked, in bytes; None when there is no such file."""
        entry = self._entries.get(name)
        return entry.file_size if entry else None

    def open(self, name: str) -> io.BufferedReader:
        """The file's bytes, unpacked while they are read. Several may be open at once, in several threads."""
        entry = self._entries.get(name)
        if entry is None:
            raise refused(self._path, name, "they say, but it is not there")
        refuse = partial(refused, self._path, name)
        seal = seal_of(entry)
        checksum = entry.CRC if seal is None or seal.has_checksum else None
        method = entry.compress_type if seal is None else seal.method
        packed = Packed(self._data_offset(entry), entry.compress_size, entry.file_size, checksum, method)
        unseal = self._unseal(seal, entry, refuse) if seal else None
        return io.BufferedReader(PieceStream(unpacked(self._read_at, packed, refuse, unseal)), 64 * KIB)

    @property
    def locked(self) -> bool:
        """Are there files that open with a password only, which nobody has given yet?"""
        return self._password is None and any(seal_of(entry) for entry in self._entries.values())

    def unlock(self, password: bytes) -> None:
        """Files that are sealed are opened with this password from now on."""
        self._password = password

    def _unseal(self, seal: Seal, entry: ZipInfo, refuse: Refuse) -> Open:
        if self._password is None:
            raise refuse("which is sealed with a password: give a file that holds it with --key-file")
        password, size = self._password, entry.compress_size
        return lambda pieces: unsealed(pieces, seal, size, password, refuse)

    def similar(self) -> Sequence[str]:
        """All names among which a reference may be meant."""
        return self.names

    def marks(self) -> Iterator[str]:
        """One line for each file, that changes with its contents."""
        return (f"{name}\0{self._entries[name].file_size}\0{self._entries[name].CRC}" for name in self.names)

    def close(self) -> None:
        """Streams that are still open become useless."""
        self._file.close()

    def _read_at(self, size: int, offset: int) -> bytes:
        try:
            return os.pread(self._file.fileno(), size, offset)
        except OSError as error:
            raise ArchiveError(f"{self._path} cannot be read: {error.strerror}.") from error

    def _directory(self) -> ZipFile:
        if _directory_size(self._file) > _LONGEST_DIRECTORY:
            raise ArchiveError(f"{self._path} holds a list of files longer than {_LONGEST_DIRECTORY:,} bytes.")
        try:
            return ZipFile(self._file)
        except _BAD as error:
            raise ArchiveError(f"{self._path} is not a whole zip: {error}. Was it copied completely?") from error

    def _checked(self, directory: ZipFile) -> dict[str, ZipInfo]:
        entries = directory.infolist()
        self._check_budget(entries)
        _check_places(self._path, entries, directory.start_dir)
        files: dict[str, ZipInfo] = {}
        for entry in entries:
            self._check(entry)
            if entry.is_dir():
                continue
            if entry.filename in files:
                raise refused(self._path, entry.filename, "twice")
            files[entry.filename] = entry
        return files

    def _check_budget(self, entries: Sequence[ZipInfo]) -> None:
        if len(entries) > self._limits.members:
            raise ArchiveError(f"{self._path} holds more than {self._limits.members:,} files (limit `members`).")
        if sum(entry.file_size for entry in entries) > self._limits.total:
            raise ArchiveError(
                f"{self._path} unpacks to more than {self._limits.total:,} bytes (limit `total`). "
                "Unpack it yourself and give the folder, or raise the limit."
            )

    def _check(self, entry: ZipInfo) -> None:
        refuse = partial(refused, self._path, entry.orig_filename)
        check_name(entry.orig_filename.removesuffix("/"), self._path, self._limits)
        seal = seal_of(entry)
        if entry.flag_bits & _ENCRYPTED and (seal is None or entry.flag_bits & _OTHERWISE_ENCRYPTED):
            raise refuse("which is encrypted; unpack it with its password and give the folder")
        if stat.S_IFMT(entry.external_attr >> 16) not in _ORDINARY:
            raise refuse("which is no ordinary file but a link, pipe, socket or device")
        method, overhead = (seal.method, seal.overhead) if seal else (entry.compress_type, 0)
        if method not in {ZIP_STORED, ZIP_DEFLATED}:
            raise refuse(f"packed with method {method}; unpack it yourself and give the folder")
        if method == ZIP_STORED and entry.compress_size != entry.file_size + overhead:
            raise refuse("which is not packed, yet declares two sizes")
        if entry.file_size > max(self._limits.ratio_from, self._limits.ratio * entry.compress_size):
            raise refuse(f"which unpacks to more than {self._limits.ratio:,} times its size (limit `ratio`)")

    def _data_offset(self, entry: ZipInfo) -> int:
        header = self._read_at(_LOCAL_HEADER.size, entry.header_offset)
        if len(header) < _LOCAL_HEADER.size or header[:4] != b"PK\3\4":
            raise refused(self._path, entry.filename, "which is not where the zip says")
        name_length: int
        extra_length: int
        _signature, name_length, extra_length = _LOCAL_HEADER.unpack(header)
        start = entry.header_offset + _LOCAL_HEADER.size
        name = self._read_at(name_length, start).decode("utf-8" if entry.flag_bits & _UTF_8 else "cp437", "replace")
        if name != entry.orig_filename:
            raise refused(self._path, entry.filename, f"which calls itself {name!r} where it lies")
        return start + name_length + extra_length


def _directory_size(file: BinaryIO) -> int:
    """How long the zip says its list of files is, before anything believes it; 0 when it has none."""
    end = file.seek(0, os.SEEK_END)
    start = file.seek(max(0, end - 64 * KIB - _END.size - _LOCATOR.size))
    tail = file.read()
    at = tail.rfind(b"PK\5\6")
    if at < 0 or at + _END.size > len(tail):
        return 0
    _signature, size, _offset, _comment = _END.unpack_from(tail, at)
    if size < _FAR or at < _LOCATOR.size:
        return int(size)
    _signature, far = _LOCATOR.unpack_from(tail, at - _LOCATOR.size)
    file.seek(min(far, start + at))
    record = file.read(_END_64.size)
    far_size: int = _END_64.unpack(record)[1] if len(record) == _END_64.size else 0
    return far_size


def _check_places(path: Path, entries: Sequence[ZipInfo], end: int) -> None:
    """Each entry has bytes of its own: overlapping entries are how a small zip becomes a huge one (CVE-2024-0450)."""
    in_order = sorted(entries, key=lambda entry: entry.header_offset)
    borders = [*(entry.header_offset for entry in in_order[1:]), end]
    for entry, border in zip(in_order, borders, strict=True):
        if entry.header_offset < 0 or _least_end(entry) > border:
            raise refused(path, entry.orig_filename, "whose bytes overlap with others")


def _least_end(entry: ZipInfo) -> int:
    return entry.header_offset + _LOCAL_HEADER.size + entry.compress_size
