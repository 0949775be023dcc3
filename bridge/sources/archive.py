"""A single file, a folder or a zip behind one interface, opened as what it is: a stranger's."""

from __future__ import annotations

import fnmatch
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from stat import S_ISDIR, S_ISLNK, S_ISREG
from types import TracebackType
from typing import BinaryIO, Protocol, Self

from bridge.errors import ArchiveError
from bridge.sources.folder import Folder, Neighbourhood
from bridge.sources.limits import DEFAULTS, Limits
from bridge.sources.names import folded, joined, misread, refused, the_one
from bridge.sources.zip_archive import ZipArchive

_ZIP = (b"PK\3\4", b"PK\5\6", b"PK\7\x08")
_FOREIGN = (
    (0, b"\x1f\x8b", "gzip"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"Rar!\x1a\x07", "RAR"),
    (0, b"BZh", "bzip2"),
    (0, b"\xfd7zXZ", "xz"),
    (257, b"ustar", "tar"),
)
"""Where which bytes tell another packing."""

_JUNK_FOLDER = "__MACOSX"
_JUNK_PREFIX = "._"


class Container(Protocol):
    """What holds the files of an archive."""

    names: Sequence[str]

    def size(self, name: str) -> int | None:
        """In bytes; None when there is no such file."""

    def open(self, name: str) -> BinaryIO:
        """The file's bytes."""

    def similar(self) -> Sequence[str]:
        """All names among which a reference may be meant."""

    def marks(self) -> Iterator[str]:
        """One line for each file, that changes with its contents."""

    def close(self) -> None:
        """Lets go of whatever is held open."""


@dataclass(frozen=True)
class Found:
    """Where a reference leads: the file's name in the archive, and whether it differs from what the record says."""

    name: str
    renamed: bool


class Archive:
    """An export, read only. Names are relative, with ``/``, in the archive's own spelling.

    Nothing is ever unpacked to disk, and no link is ever followed. Whatever is wrong with the archive is one
    :class:`ArchiveError` that names the archive, the entry and the limit.
    """

    def __init__(self, path: Path, limits: Limits, container: Container) -> None:
        self.path = path
        self.limits = limits
        self._container = container

    @classmethod
    def open(cls, path: Path, limits: Limits = DEFAULTS) -> Self:
        """Open an export: a folder, a zip, or one file.

        One file stands for itself and for the files beside it as far as it refers to them.
        """
        return cls(path, limits, _container(path, limits))

    def names(self) -> Sequence[str]:
        """All files, sorted. Of an archive opened by a single file: only that."""
        return self._container.names

    def find(self, pattern: str) -> Sequence[str]:
        """Files whose last path parts match a glob, shallowest first: ``result.json``, ``chats/*/messages.json``.

        Letter case and Unicode form do not matter, and an archive may have folders around what it is made of.
        Raises :class:`ArchiveError` when two names in one folder differ in nothing else: which is the export?
        """
        depth, wanted = pattern.count("/") + 1, folded(pattern)
        found: dict[str, str] = {}
        for name in self.names():
            parts = name.split("/")
            if fnmatch.fnmatchcase(folded("/".join(parts[-depth:])), wanted) and not _is_junk(parts):
                twin = found.setdefault(folded(name), name)
                if twin != name:
                    raise refused(self.path, name, f"and {twin!r} beside it: two names for one file")
        return sorted(found.values(), key=lambda name: (name.count("/"), name))

    def exists(self, name: str) -> bool:
        """Is there a file of exactly this name?"""
        return self._container.size(name) is not None

    def size(self, name: str) -> int:
        """A file's size in bytes, unpacked."""
        size = self._container.size(name)
        if size is None:
            raise refused(self.path, name, "they say, but it is not there")
        return size

    def open_file(self, name: str) -> BinaryIO:
        """A file's bytes, as a stream to be closed by the caller; it can be read once, from beginning to end.

        Raises :class:`ArchiveError`, also while it is read, when the bytes are not as the archive declares.
        """
        return self._container.open(name)

    def resolve(self, reference: str, beside: str = "") -> Found | None:
        """The file that a record refers to, or None.

        ``beside`` is the file in which the record stands; references are relative to its folder. Tried in this
        order: the exact name, the name in another Unicode form, in other letter case, as it looks when its encoding
        was misread. Where two files could be meant, none is.
        """
        name = joined(PurePosixPath(beside).parent.as_posix(), reference)
        if name is None:
            return None
        if self.exists(name):
            return Found(name, renamed=False)
        spellings = (name, *misread(name))
        similar = (the_one(self._by_folded_name.get(folded(spelling), ()), spelling) for spelling in spellings)
        return next((Found(found, renamed=True) for found in similar if found), None)

    @property
    def locked(self) -> bool:
        """Are there files in it that open with a password only, which nobody has given yet? Their names are known."""
        return isinstance(self._container, ZipArchive) and self._container.locked

    def unlock(self, password: bytes) -> None:
        """Open what is sealed with this password from now on. Where nothing is, this changes nothing."""
        if isinstance(self._container, ZipArchive):
            self._container.unlock(password)

    def fingerprint(self) -> str:
        """A hash (64 hexadecimal digits) that changes when the export's data changes.

        Cheap for any amount of media: a folder's count by name and size, a zip's by the checksums that it has. Of
        an archive opened by a single file, only that file counts.
        """
        digest = hashlib.sha256()
        for mark in self._container.marks():
            digest.update(mark.encode() + b"\n")
        return digest.hexdigest()

    def close(self) -> None:
        """Let go of the archive; streams that are still open become useless."""
        self._container.close()

    @cached_property
    def _by_folded_name(self) -> Mapping[str, Sequence[str]]:
        names: dict[str, list[str]] = {}
        for name in self._container.similar():
            names.setdefault(folded(name), []).append(name)
        return names

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _container(path: Path, limits: Limits) -> Container:
    try:
        mode = path.lstat().st_mode
    except OSError as error:
        raise ArchiveError(f"{path} cannot be opened: {error.strerror}.") from error
    if S_ISLNK(mode):
        raise ArchiveError(f"{path} is a link; give the export itself.")
    if S_ISDIR(mode):
        return Folder(path, limits)
    if not S_ISREG(mode):
        raise ArchiveError(f"{path} is neither a file nor a folder.")
    return _file_container(path, limits)


def _file_container(path: Path, limits: Limits) -> Container:
    file = Neighbourhood(path, limits)
    with file.open(path.name) as stream:
        beginning = stream.read(512)
    if beginning.startswith(_ZIP) or path.suffix.lower() == ".zip":
        return ZipArchive(path, limits)
    for offset, magic, kind in _FOREIGN:
        if beginning.startswith(magic, offset):
            raise ArchiveError(f"{path} is packed with {kind}, which is not read; unpack it and give the folder.")
    return file


def _is_junk(parts: Sequence[str]) -> bool:
    """What macOS adds to zips, without anybody's wish: a shadow of each file."""
    return _JUNK_FOLDER in parts or parts[-1].startswith(_JUNK_PREFIX)
