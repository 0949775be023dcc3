"""A folder, or one file and what lies beside it, read without ever following a link."""

from __future__ import annotations

import hashlib
import io
import os
import re
import stat
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path, PurePosixPath

from bridge.errors import ArchiveError
from bridge.sources.limits import KIB, Limits
from bridge.sources.names import check_name, refused

_BUFFER = 64 * KIB
_READ_ONLY = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC
_RECORDS = frozenset({".json", ".jsonl", ".txt", ".html", ".htm", ".csv", ".xml"})
"""Endings of files that hold records rather than media."""

_OWN_DATABASE = re.compile(r"(.*/)?beringia[^/]*\.db(-wal|-shm|-journal)?")
"""What Beringia itself writes to while it works, maybe in the export's own folder."""

_NEIGHBOURS = 100_000
"""How many files beside a single file are looked at: it may lie in somebody's home."""

_NOT_ORDINARY = "which is no ordinary file but a link, pipe, socket or device"


class Folder:
    """A whole folder. Links, pipes, sockets and devices in it are refused; hard links are what backups are made of."""

    def __init__(self, root: Path, limits: Limits) -> None:
        self._root = root
        self._limits = limits
        self.names: Sequence[str] = tuple(sorted(self._checked_names()))

    def _checked_names(self) -> Iterator[str]:
        for count, entry in enumerate(_walk(self._root, self._limits.path_depth), start=1):
            name = _relative(entry, self._root)
            if count > self._limits.members:
                raise ArchiveError(f"{self._root} holds more than {self._limits.members:,} files (limit `members`).")
            check_name(name, self._root, self._limits)
            if entry.is_dir(follow_symlinks=False):
                depth = self._limits.path_depth
                raise refused(self._root, name, f"a folder more than {depth:,} folders deep (limit `path_depth`)")
            if not entry.is_file(follow_symlinks=False):
                raise refused(self._root, name, _NOT_ORDINARY)
            yield name

    def size(self, name: str) -> int | None:
        """In bytes; None when there is no such file."""
        return _size(self._root, name)

    def open(self, name: str) -> io.BufferedReader:
        """The file's bytes."""
        return _open(self._root, name)

    def similar(self) -> Sequence[str]:
        """All names among which a reference may be meant."""
        return self.names

    def marks(self) -> Iterator[str]:
        """One line for each file, that changes with its contents; none for our own database, which changes meanwhile."""
        return (_mark(self._root, name) for name in self.names if not _OWN_DATABASE.fullmatch(name))

    def close(self) -> None:
        """Nothing is held open."""


class Neighbourhood:
    """One file. What lies beside it belongs to it as far as it refers to it, so nothing else there is judged."""

    def __init__(self, file: Path, limits: Limits) -> None:
        self._root = file.parent
        self._limits = limits
        self.names: Sequence[str] = (file.name,)

    def size(self, name: str) -> int | None:
        """In bytes; None when there is no such file."""
        return _size(self._root, name)

    def open(self, name: str) -> io.BufferedReader:
        """The file's bytes."""
        return _open(self._root, name)

    def similar(self) -> Sequence[str]:
        """Names of the files around; at most so many that a home folder does no harm."""
        around = _walk(self._root, self._limits.path_depth, tolerant=True)
        regular = (_relative(entry, self._root) for entry in around if entry.is_file(follow_symlinks=False))
        return tuple(islice(regular, _NEIGHBOURS))

    def marks(self) -> Iterator[str]:
        """One line for the file itself: what lies beside it may be anybody's, and change at any time."""
        return (_mark(self._root, name) for name in self.names)

    def close(self) -> None:
        """Nothing is held open."""


def _walk(folder: Path, depth: int, *, tolerant: bool = False) -> Iterator[os.DirEntry[str]]:
    """All but folders, always in the same order; folders too where the depth is used up, unopened."""
    for entry in _listed(folder, tolerant=tolerant):
        if depth > 1 and entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path), depth - 1, tolerant=tolerant)
        else:
            yield entry


def _listed(folder: Path, *, tolerant: bool) -> Sequence[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        if tolerant:
            return ()
        raise ArchiveError(f"{folder} cannot be listed: {error.strerror}.") from error


def _relative(entry: os.DirEntry[str], root: Path) -> str:
    return Path(entry.path).relative_to(root).as_posix()


def _size(root: Path, name: str) -> int | None:
    folders = list(PurePosixPath(name).parents)[:-1]
    try:
        if any((root / folder).is_symlink() for folder in folders):
            return None
        status = (root / name).lstat()
    except PermissionError as error:
        raise refused(root, name, "which this user may not look at") from error
    except OSError:  # no such file, or a name that no file can have
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) else None


def _mark(root: Path, name: str) -> str:
    if PurePosixPath(name).suffix.lower() not in _RECORDS:
        return f"{name}\0{_size(root, name)}"
    with _open(root, name) as stream:
        return f"{name}\0{hashlib.file_digest(stream, 'sha256').hexdigest()}"


def _open(root: Path, name: str) -> io.BufferedReader:
    try:
        descriptor = _descriptor(root, PurePosixPath(name).parts)
    except OSError as error:
        raise refused(root, name, f"which cannot be opened: {error.strerror}") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise refused(root, name, _NOT_ORDINARY)
    return io.BufferedReader(_File(descriptor, root, name), _BUFFER)


def _descriptor(root: Path, parts: Sequence[str]) -> int:
    """Opens folder by folder, so that no part of the name can be a link, not even one made a moment ago."""
    folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    for part in parts[:-1]:
        folder = _step(folder, part, _READ_ONLY | os.O_DIRECTORY)
    # A pipe without a writer would block for ever, hence O_NONBLOCK; for ordinary files it means nothing.
    return _step(folder, parts[-1], _READ_ONLY | os.O_NONBLOCK)


def _step(folder: int, part: str, flags: int) -> int:
    try:
        return os.open(part, flags, dir_fd=folder)
    finally:
        os.close(folder)


class _File(io.RawIOBase):
    """An ordinary file whose troubles are told like those of all archives."""

    def __init__(self, descriptor: int, root: Path, name: str) -> None:
        super().__init__()
        self._descriptor = descriptor
        self._root = root
        self._name = name

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # typeshed: Buffer, private
        """Fills the buffer as far as the file goes; 0 at the end."""
        try:
            return os.readv(self._descriptor, [buffer])
        except OSError as error:
            raise refused(self._root, self._name, f"which cannot be read: {error.strerror}") from error

    def close(self) -> None:
        """Once is enough."""
        if not self.closed:
            os.close(self._descriptor)
        super().close()
