"""Where what stands in an export: lists of conversations and people, and a folder of days for each conversation.

A workspace's export has them on top; an organisation's has a folder for each workspace below ``teams/``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from bridge.errors import ArchiveError
from bridge.sources.archive import Archive
from bridge.sources.json_stream import items
from bridge.sources.loose_values import Fields, first_words, identifier
from bridge.sources.names import misread

DAY = re.compile(r"\d{4}-\d{2}-\d{2}\.json")
_LISTS = ("channels.json", "groups.json", "mpims.json", "dms.json")
_PEOPLE = ("users.json", "org_users.json")
_LOOK = 64 * 1024
_MOST_LOOKED_AT = 5
_SIGNS = (b'"ts"', b'"type"')
_OF_A_LIST = (b'"id"', b'"created"', b'"members"')


@dataclass(frozen=True)
class Conversation:
    """One conversation: the folder of its days (``root`` ends with a slash or is empty), and its entry in a list."""

    root: str
    folder: str
    days: tuple[str, ...]
    entry: Fields = field(default_factory=dict)
    kind: str = ""
    """The list it stands in, without ending: ``dms``."""


def is_export(archive: Archive) -> bool:
    """Are there days with messages as Slack has them, or lists of its conversations?"""
    days = _days(archive)
    if days:
        return any(_begins_with(archive, name, _SIGNS) for name in days[:_MOST_LOOKED_AT])
    lists = [name for file in _LISTS[:2] for name in archive.find(file)]
    return any(_begins_with(archive, name, _OF_A_LIST) for name in lists[:_MOST_LOOKED_AT])


def conversations(archive: Archive) -> list[Conversation]:
    """All of them, those without any message too."""
    days: dict[tuple[str, str], list[str]] = {}
    for name in _days(archive):
        *above, folder, _day = ["", *name.split("/")] if "/" not in name else name.split("/")
        root = "".join(f"{part}/" for part in above if part)
        days.setdefault((root, folder), []).append(name)
    listed = {(root, _spelled(root, folder, days)): (entry, kind) for root, folder, entry, kind in _entries(archive)}
    return [
        Conversation(root, folder, tuple(days.get((root, folder), ())), *listed.get((root, folder), ({}, "")))
        for root, folder in sorted(days.keys() | listed.keys())
    ]


def _spelled(root: str, folder: str, days: Collection[tuple[str, str]]) -> str:
    """A folder's name as the zip has it: some programs misread what is not ASCII."""
    if (root, folder) in days:
        return folder
    return next((spelling for spelling in misread(folder) if (root, spelling) in days), folder)


def people(archive: Archive) -> Iterator[Fields]:
    """The entries of all lists of people."""
    for file in _PEOPLE:
        for name in archive.find(file):
            yield from _list(archive, name)


def _entries(archive: Archive) -> Iterator[tuple[str, str, Fields, str]]:
    for file in _LISTS:
        for name in archive.find(file):
            root = name[: len(name) - len(name.rpartition("/")[2])]
            for entry in _list(archive, name):
                number = identifier(entry.get("id"))
                folder = number if file == "dms.json" else first_words(entry, "name") or number
                if number and folder:
                    yield root, folder, entry, file.removesuffix(".json")


def _list(archive: Archive, name: str) -> Iterator[Fields]:
    with archive.open_file(name) as stream:
        for entry in items(stream, "item", archive.limits, name=name):
            if isinstance(entry, dict):
                yield entry


def _days(archive: Archive) -> list[str]:
    """By folder and date."""
    return sorted(name for name in archive.find("*.json") if DAY.fullmatch(name.rpartition("/")[2]))


def _begins_with(archive: Archive, name: str, signs: tuple[bytes, ...]) -> bool:
    try:
        with archive.open_file(name) as stream:
            beginning = stream.read(_LOOK)
    except ArchiveError:
        return False
    # An object in a list, which other networks' days would not be.
    return re.match(rb"(?:\xef\xbb\xbf)?\s*\[\s*\{", beginning) is not None and all(sign in beginning for sign in signs)
