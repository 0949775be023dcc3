"""The backup of an iPhone that a computer keeps: a file's name there is a hash of where it lay on the phone."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import PurePosixPath

from bridge.sources.archive import Archive, Found

APPLE_EPOCH = 978_307_200_000
"""2001-01-01 UTC, in ms since 1970: Apple's clocks begin there."""


def hashed(domain: str, path: str) -> str:
    """What a file is called in a backup: ``3d0d7e5fb2ce288813306e4d4636395e047a3d28``."""
    return hashlib.sha1(f"{domain}-{path}".encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


def found_hashed(archive: Archive, beside: str, domain: str, path: str) -> Found | None:
    """A file of a backup, in which another file is already known; None: it is not there, or this is no backup."""
    name = hashed(domain, path)
    folder = PurePosixPath(beside).parent
    for place in (folder.parent / name[:2] / name, folder / name):
        if archive.exists(place.as_posix()):
            return Found(place.as_posix(), renamed=True)
    return None


def candidates(archive: Archive, patterns: Sequence[str], most: int = 20) -> list[str]:
    """Files that may be the database that is looked for; a lone file may be called anything."""
    names = archive.names()
    if len(names) == 1:
        return list(names)
    found = [name for pattern in patterns for name in archive.find(pattern)[:most]]
    return list(dict.fromkeys(found))[:most]
