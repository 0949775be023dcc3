"""Names of files in an archive: which are refused, and which two mean the same file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from bridge.errors import ArchiveError
from bridge.sources.limits import Limits

_DRIVE = re.compile(r"[A-Za-z]:")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters, and half surrogates, which stand for bytes that were no text."""

_SHOWN = 120

_FOREIGN_ENCODINGS = ("utf-8", "cp866", "cp850", "cp852", "cp1251", "cp932", "gbk", "big5", "euc_kr")
"""In which programs have written names into zips without saying so; most readers take them as one of the next."""

_ASSUMED_ENCODINGS = ("cp437", "latin-1")


def refused(archive: Path, entry: str, why: str) -> ArchiveError:
    """The one error for an entry that is not read; ``why`` continues the sentence ``… holds 'x', …``."""
    shown = entry if len(entry) <= _SHOWN else f"{entry[:_SHOWN]}…"
    return ArchiveError(f"{archive} holds {ascii(shown) if _unprintable(shown) else repr(shown)}, {why}.")


def check_name(name: str, archive: Path, limits: Limits) -> None:
    """Raises :class:`ArchiveError` for a name that leads out of the archive, deceives, or is beyond the limits.

    Only names as data matter here, since nothing is ever written under them; yet a program that unpacks the
    same archive would obey them, so whoever made such names does not mean well, or has made a mistake.
    """
    if why := _fault(name, limits):
        raise refused(archive, name, why)


def _fault(name: str, limits: Limits) -> str | None:
    if _unprintable(name):
        return "a name with control characters or broken encoding"
    if "\\" in name:
        return "a name with a backslash; unpack the archive and give the folder"
    if name.startswith("/") or _DRIVE.match(name):
        return "an absolute name"
    parts = name.split("/")
    if ".." in parts:
        return "a name that leads out of the archive"
    if "" in parts or "." in parts:
        return "a name with an empty part"
    if len(name.encode()) > limits.path_length:
        return f"a name longer than {limits.path_length:,} bytes (limit `path_length`)"
    if len(parts) > limits.path_depth:
        return f"a name more than {limits.path_depth:,} folders deep (limit `path_depth`)"
    return None


def _unprintable(name: str) -> bool:
    return _CONTROL.search(name) is not None


def folded(name: str) -> str:
    """The same for names that differ in Unicode form or letter case only, as on macOS and Windows."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def misread(name: str) -> Iterator[str]:
    """How a name may look after a program has misread its encoding: one in ASCII looks as ever."""
    if name.isascii():
        return
    for written in _FOREIGN_ENCODINGS:
        for assumed in _ASSUMED_ENCODINGS:
            try:
                yield name.encode(written).decode(assumed)
            except UnicodeError:  # not a name that this encoding can hold
                continue


def joined(folder: str, reference: str) -> str | None:
    """A reference found in a record, as a name; None when it leads out of the archive or is none at all."""
    path = PurePosixPath(reference)
    if not reference or path.is_absolute() or ".." in path.parts or _unprintable(reference):
        return None
    return (PurePosixPath(folder) / path).as_posix()


def the_one(candidates: Iterable[str], wanted: str) -> str | None:
    """The candidate that means ``wanted``: in another Unicode form, else in other letter case; None if two do."""
    matching = list(candidates)
    form = unicodedata.normalize("NFC", wanted)
    same_form = [name for name in matching if unicodedata.normalize("NFC", name) == form]
    for found in (same_form, matching):
        if len(found) == 1:
            return found[0]
    return None
