"""Files of a room: Element puts them into folders by kind, and their local date and time behind their names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from pathlib import PurePosixPath

from msgspec import structs

from bridge.model.ids import MediaId
from bridge.model.media import Media, MediaState
from bridge.sources.archive import Archive
from bridge.sources.names import folded

_FOLDERS = frozenset({"images", "videos", "audio", "files", "stickers"})
_NUMBER = re.compile(r"\d{1,4}")
_MOST_DASHES = 8
_QUARTER = 15
"""Minutes: zones of the world differ by whole quarters of an hour."""
_WITHOUT = "the export was made without attachments"
_NOT_THERE = "Element left it out: beyond the size that was chosen, or no longer on the server"


class Files:
    """The files of one export."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def settled(self, media: Media, name: str, folder: str, time: int) -> Media:
        """The same file with what is known of its bytes. ``time`` in ms: when it was sent."""
        found = self._find(name, folder, time)
        if found is not None:
            return structs.replace(media, state=MediaState.RENAMED, reference=MediaId(found))
        reason = _NOT_THERE if self._by_beginning else _WITHOUT
        return structs.replace(media, state=MediaState.NOT_EXPORTED, reason=reason)

    def _find(self, name: str, folder: str, time: int) -> str | None:
        """Pictures from the clipboard all have one name: minutes and seconds tell which of them it is."""
        beginning, _ = _split(name)
        candidates = self._by_beginning.get(folded(f"{folder}/{beginning}"), ())
        fitting = [file for file, rest in candidates if _fits(rest, time)]
        return fitting[0] if len(fitting) == 1 else None

    @cached_property
    def _by_beginning(self) -> dict[str, Sequence[tuple[str, str]]]:
        """Files, and what stands behind what may be their name; Unicode forms and letter case differ from disk to disk."""
        found: dict[str, list[tuple[str, str]]] = {}
        for file in self._archive.names():
            parts = PurePosixPath(file).parts
            place = next((place for place, part in enumerate(parts[:-1]) if part in _FOLDERS), None)
            if place is not None:
                for beginning, rest in _divided("/".join(parts[place:])):
                    found.setdefault(folded(beginning), []).append((file, rest))
        return {beginning: tuple(files) for beginning, files in found.items()}


def _divided(file: str) -> list[tuple[str, str]]:
    """What may be the name itself, and the date: before and behind one of its last dashes; a date holds a handful."""
    stem, _ = _split(file)
    pieces = stem.split("-")
    counts = range(max(1, len(pieces) - _MOST_DASHES), len(pieces))
    return [("-".join(pieces[:count]), "-".join(pieces[count:])) for count in counts]


def _split(name: str) -> tuple[str, str]:
    """As Element does it: at the last full stop."""
    stem, dot, ending = name.rpartition(".")
    return (stem, ending) if dot else (name, "")


def _fits(date: str, time: int) -> bool:
    """Does the date behind a name have these minutes and seconds, in whatever zone and language?"""
    seconds = time // 1000
    numbers = [int(number) for number in _NUMBER.findall(date)]
    pairs = pairwise(numbers)
    minute = seconds // 60 % _QUARTER
    return any(first % _QUARTER == minute and second == seconds % 60 for first, second in pairs)
