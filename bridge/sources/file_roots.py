"""Where, in an export, the folder stands that a database's paths begin with: ``Media/…``, ``Attachments/…``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from bridge.sources.archive import Archive, Found


class FileRoots:
    """Finds files by the end of their path, that begins with one known folder.

    A folder or zip is looked through once; around a single file, which may lie in somebody's home, only the usual
    places are tried.
    """

    def __init__(self, archive: Archive, database: str, anchor: str, usual: Sequence[str]) -> None:
        self._archive = archive
        self._anchor = f"{anchor}/"
        beside = PurePosixPath(database).parent.as_posix()
        self._beside = "" if beside == "." else f"{beside}/"
        whole = len(archive.names()) > 1
        self._roots = self._standing() if whole else [self._beside + place for place in usual]

    def found(self, path: str) -> Found | None:
        """Where a path leads; None: nowhere in this export."""
        _before, anchor, tail = f"/{path}".replace("\\", "/").partition(f"/{self._anchor}")
        if not anchor:
            return self._archive.resolve(self._beside + path.lstrip("/"))
        return next(filter(None, (self._archive.resolve(f"{root}{self._anchor}{tail}") for root in self._roots)), None)

    def _standing(self) -> list[str]:
        """The nearest to the database first."""
        wanted = f"/{self._anchor.lower()}"
        roots: set[str] = set()
        for name in self._archive.names():
            before, anchor, _tail = f"/{name}".lower().partition(wanted)
            if anchor:
                roots.add(name[: len(before)])
        return sorted(roots, key=lambda root: (not root.startswith(self._beside), len(root), root))
