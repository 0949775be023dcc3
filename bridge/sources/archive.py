"""A single file, a folder or a zip behind one interface, opened as what it is: a stranger's."""

from __future__ import annotations

import fnmatch
import hashlib
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import BinaryIO, Self, cast

from bridge.sources.limits import DEFAULTS, Limits


@dataclass(frozen=True)
class Found:
    """Where a reference leads: the file's name in the archive, and whether it differs from what the record says."""

    name: str
    renamed: bool


class Archive:
    """An export, read only. Names are relative, with ``/``, in the archive's own spelling.

    Nothing is ever unpacked to disk. Whatever is wrong with the archive is one :class:`ArchiveError`.
    """

    def __init__(self, path: Path, limits: Limits) -> None:
        self.path = path
        self.limits = limits
        self._zip = zipfile.ZipFile(path) if path.is_file() and zipfile.is_zipfile(path) else None
        self._root = path if path.is_dir() else path.parent

    @classmethod
    def open(cls, path: Path, limits: Limits = DEFAULTS) -> Self:
        """Open an export: a folder, a zip, or one file.

        One file stands for itself and for the files beside it, because exports refer to those.
        """
        return cls(path, limits)

    @property
    def main(self) -> str | None:
        """The file that was named when the archive was opened by a single file; None for folders and zips."""
        return self.path.name if self._zip is None and self.path.is_file() else None

    def names(self) -> Sequence[str]:
        """All files, sorted."""
        if self._zip is not None:
            return sorted(name for name in self._zip.namelist() if not name.endswith("/"))
        return sorted(p.relative_to(self._root).as_posix() for p in self._root.rglob("*") if p.is_file())

    def find(self, pattern: str) -> Sequence[str]:
        """Files whose last path parts match a glob, shallowest first: ``result.json``, ``chats/*/messages.json``.

        An archive opened by a single file finds that file only.
        """
        depth = pattern.count("/") + 1
        names = [self.main] if self.main else self.names()
        matching = [n for n in names if fnmatch.fnmatchcase("/".join(n.split("/")[-depth:]), pattern)]
        return sorted(matching, key=lambda n: (n.count("/"), n))

    def exists(self, name: str) -> bool:
        """Is there a file of exactly this name?"""
        return name in self.names()

    def size(self, name: str) -> int:
        """A file's size in bytes, as the folder or the zip declares it."""
        return self._zip.getinfo(name).file_size if self._zip else (self._root / name).stat().st_size

    def open_file(self, name: str) -> BinaryIO:
        """A file's bytes, as a stream to be closed by the caller. Budgets are enforced while it is read."""
        if self._zip is not None:
            return cast(BinaryIO, self._zip.open(name))
        return (self._root / name).open("rb")

    def resolve(self, reference: str, beside: str = "") -> Found | None:
        """The file that a record refers to, or None.

        ``beside`` is the file in which the record stands; references are relative to its folder. Tried in this
        order: the exact name, the name in another Unicode form, in other letter case, as cp437 misread as UTF-8.
        """
        name = (PurePosixPath(beside).parent / reference).as_posix()
        return Found(name, renamed=False) if self.exists(name) else None

    def fingerprint(self) -> str:
        """A hash (64 hexadecimal digits) that changes when the export's data changes."""
        return hashlib.sha256("\n".join(self.names()).encode()).hexdigest()

    def close(self) -> None:
        """Close the zip; streams that are still open become useless."""
        if self._zip is not None:
            self._zip.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
