"""Finds the readers, and the one whose format an archive is in. There is no list of them to keep."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Iterator, Sequence
from importlib import import_module
from types import ModuleType

import bridge.sources
from bridge.errors import ArchiveError
from bridge.sources.archive import Archive
from bridge.sources.interfaces import Reader

LIVE = "live"
"""The package of a network that is connected to, below the network's own."""


def readers() -> Sequence[Reader]:
    """One reader of each format: of every class below ``bridge.sources`` that is one, in the order of their names."""
    found = [reader() for module in _modules() for reader in _readers_in(module)]
    return tuple(sorted(found, key=lambda reader: reader.name))


def named(name: str) -> Reader:
    """The reader of this name. Raises :class:`ArchiveError` when there is none any more."""
    found = [reader for reader in readers() if reader.name == name]
    if not found:
        raise ArchiveError(f"There is no reader {name} any more; it belongs to a part that was removed.")
    return found[0]


def identify(archive: Archive, candidates: Sequence[Reader] | None = None) -> Reader:
    """The one reader that says an archive is its own, of all readers unless some are given.

    Raises :class:`ArchiveError` with the known formats when no reader does, and with their names when two do.
    """
    known = readers() if candidates is None else candidates
    claimants = [reader for reader in known if reader.identify(archive)]
    if not claimants:
        formats = ", ".join(reader.title for reader in known)
        raise ArchiveError(f"{archive.path} is in no format that is known here. Known are: {formats}.")
    if len(claimants) > 1:
        titles = " and ".join(reader.title for reader in claimants)
        raise ArchiveError(f"{archive.path} could be {titles}. Give one of its files, or a folder with one export.")
    return claimants[0]


def _modules() -> Iterator[ModuleType]:
    return _below(bridge.sources)


def _below(package: ModuleType) -> Iterator[ModuleType]:
    """All modules but the live networks, which read no exports, and take their time to load."""
    for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        if found.name.rpartition(".")[2] != LIVE:
            module = import_module(found.name)
            yield module
            if found.ispkg:
                yield from _below(module)


def _readers_in(module: ModuleType) -> Iterator[type[Reader]]:
    for _name, member in inspect.getmembers(module, inspect.isclass):
        if issubclass(member, Reader) and member.__module__ == module.__name__ and not inspect.isabstract(member):
            yield member
