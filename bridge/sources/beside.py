"""Finds files that a record may mean by any of several names, at once where there is none of them."""

from __future__ import annotations

from functools import cached_property

from bridge.sources.archive import Archive, Found
from bridge.sources.names import folded


class Files:
    """What lies in an archive, for readers that must try many names for each file."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def beside(self, name: str) -> Beside:
        """Finds files from where one file stands."""
        return Beside(self, name)

    def resolve(self, reference: str, beside: str) -> Found | None:
        """As the archive does; where no file has such a name, without asking it."""
        if self._names is not None and reference.isascii() and folded(reference.rpartition("/")[2]) not in self._names:
            return None
        return self._archive.resolve(reference, beside)

    @cached_property
    def _names(self) -> frozenset[str] | None:
        """Without folders; None for an archive that is opened by one file, which does not tell what lies beside it."""
        names = self._archive.names()
        if list(names) == [self._archive.path.name]:
            return None
        return frozenset(folded(name.rpartition("/")[2]) for name in names)


class Beside:
    """References are relative to the folder of one file."""

    def __init__(self, files: Files, name: str) -> None:
        self._files = files
        self._name = name

    def __call__(self, reference: str) -> Found | None:
        """The file that is meant, or None."""
        return self._files.resolve(reference, self._name)
