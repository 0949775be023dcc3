"""Attachments as they lie on disk: Takeout shortens long names, replaces signs in them, and numbers those that stand twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath

from bridge.model.ids import MediaId
from bridge.model.media import Media, MediaState
from bridge.sources.archive import Archive
from bridge.sources.file_kinds import kind_of
from bridge.sources.loose_values import Fields, first_words
from bridge.sources.names import folded

_SHORTEST_CUT = 30
"""Characters that a name must keep to be known again after it was cut."""
_SIGNS = re.compile(r"[^\w.]")
_NUMBERED = re.compile(r"(?P<stem>.*?)_?_(?P<number>\d{1,4})_", re.DOTALL)
"""``File-x(1)``, when signs are replaced."""


class Folders:
    """All folders of an export, looked through once."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._names: dict[str, list[str]] = {}
        for name in archive.names():
            self._names.setdefault(PurePosixPath(name).parent.as_posix(), []).append(name)

    def around(self, name: str) -> ChatFiles:
        """The files of the chat whose messages stand in ``name``."""
        return ChatFiles(self._archive, name, self._names.get(PurePosixPath(name).parent.as_posix(), ()))


class ChatFiles:
    """The files of one chat. A name that several messages give means the next file each time."""

    def __init__(self, archive: Archive, messages: str, names: Iterable[str]) -> None:
        self._archive = archive
        self._messages = messages
        self._by_key = {_key(PurePosixPath(name).name): name for name in names}
        self._cut = _by_beginning(self._by_key)
        self._used: Counter[str] = Counter()

    def media(self, fields: Fields) -> Media:
        """One of a message's attachments."""
        original = first_words(fields, "original_name", "export_name") or "file"
        exported = first_words(fields, "export_name", "original_name")
        kind = kind_of(original)
        found = self._found(exported) if exported else None
        if found is None:
            return Media(
                kind=kind, state=MediaState.LOST, file_name=original, reason="Takeout names it, but it is not there"
            )
        reference, renamed = found
        state = MediaState.RENAMED if renamed else MediaState.PRESENT
        return Media(kind=kind, state=state, reference=MediaId(reference), file_name=original)

    def _found(self, exported: str) -> tuple[str, bool] | None:
        """Where it lies, and whether under another name."""
        key = _key(exported)
        turn = self._used[key]
        self._used[key] += 1
        numbered = self._numbered(key, turn) if turn else None
        if numbered is not None:
            return numbered, True
        if resolved := self._archive.resolve(exported, beside=self._messages):
            return resolved.name, resolved.renamed
        if name := self._by_key.get(key):
            return name, True
        shortened = self._shortened(key)
        return (shortened[min(turn, len(shortened) - 1)], True) if shortened else None

    def _numbered(self, key: str, turn: int) -> str | None:
        stem, ending = _parts(key)
        forms = (f"{stem}_{turn}_{ending}", f"{stem}__{turn}_{ending}")
        return next((self._by_key[form] for form in forms if form in self._by_key), None)

    def _shortened(self, key: str) -> Sequence[str]:
        stem, ending = _parts(key)
        candidates = self._cut.get(stem[:_SHORTEST_CUT], ())
        return [name for cut, cut_ending, name in candidates if cut_ending == ending and stem.startswith(cut)]


def _by_beginning(names: Mapping[str, str]) -> Mapping[str, list[tuple[str, str, str]]]:
    """Long names by how they begin: without their number, with their ending, in the order of their numbers."""
    found: dict[str, list[tuple[int, str, str, str]]] = {}
    for key, name in names.items():
        stem, ending = _parts(key)
        numbered = _NUMBERED.fullmatch(stem)
        cut, number = (numbered["stem"], int(numbered["number"])) if numbered else (stem, 0)
        if len(cut) >= _SHORTEST_CUT:
            found.setdefault(cut[:_SHORTEST_CUT], []).append((number, cut, ending, name))
    return {begin: [entry[1:] for entry in sorted(entries)] for begin, entries in found.items()}


def _key(name: str) -> str:
    return _SIGNS.sub("_", folded(name))


def _parts(key: str) -> tuple[str, str]:
    stem, dot, ending = key.rpartition(".")
    return (stem, dot + ending) if dot and len(ending) <= 5 else (key, "")
