"""Which chats an export has: its lists of channels and conversations, and the folders with their days."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

from bridge.errors import ArchiveError
from bridge.sources.archive import Archive
from bridge.sources.json_stream import walk
from bridge.sources.loose_values import first_words, identifier, record, rows
from bridge.sources.names import folded, misread
from bridge.sources.slack.day_file import records_of
from bridge.sources.slack.times import moment

DIRECT, GROUPED = "dms", "mpims"
_LISTS = ("channels", "groups", DIRECT, GROUPED, "file_conversations")
_ALWAYS = {"channels", "groups"}
"""What becomes a chat even without a message."""
_ANSWERS = ("members", "channels", "groups", "ims")
_PEOPLE = ("users", "org_users")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\.json", re.IGNORECASE)
_LOOK = 64 * 1024
_MOST_LOOKED_AT = 50
_EMPTY = 8
"""Bytes: a list with nothing in it."""
_JUNK = "__MACOSX"


@dataclass
class Conversation:
    """One chat: what the lists say of it, and the files of its days, in order."""

    number: str
    kind: str
    entry: Mapping[str, Any] = field(default_factory=dict)
    days: list[str] = field(default_factory=list)
    sharing: bool = False
    """Does another chat of this name write into the same folder?"""

    @property
    def name(self) -> str | None:
        return first_words(self.entry, "name")


def days_of(archive: Archive) -> Iterator[str]:
    """All files that are named like a day."""
    for name in archive.names():
        parts = name.split("/")
        if _DAY.fullmatch(parts[-1]) and _JUNK not in parts:
            yield name


def is_export(archive: Archive) -> bool:
    """Is there a day with Slack's messages?"""
    looked = 0
    for name in days_of(archive):
        if archive.size(name) > _EMPTY:
            looked += 1
            if _holds_messages(archive, name):
                return True
        if looked >= _MOST_LOOKED_AT:
            break
    return False


def _holds_messages(archive: Archive, name: str) -> bool:
    """A list of objects with a ``ts`` each. The beginning may be cut off in the middle of one."""
    seen: set[str] = set()
    with suppress(ArchiveError), archive.open_file(name) as stream:
        for path, value in walk(BytesIO(stream.read(_LOOK)), (), archive.limits, name=name):
            if path == "item.ts" and isinstance(value, str) and moment(value) and "." in value:
                seen.add("ts")
            elif path in {"item.type", "item.user", "item.text", "item.subtype", "item.bot_id"}:
                seen.add("message")
            if len(seen) == 2:
                return True
    return False


def people_files(archive: Archive) -> list[str]:
    """``users.json`` of the workspace, or of each workspace of an organisation."""
    return [name for kind in _PEOPLE for name in archive.find(f"{kind}.json")]


def entries_of(archive: Archive, name: str) -> Iterator[Any]:
    """The entries of a list, also when it is kept as Slack's interface for programs answers it."""
    for value in records_of(archive, name):
        if isinstance(value, dict) and "id" not in value:
            yield from (entry for key in _ANSWERS for entry in rows(value.get(key)))
        else:
            yield value


def conversations(archive: Archive) -> list[Conversation]:
    """Every chat that has messages, and channels without any."""
    listed = _Lists(archive)
    for day in days_of(archive):
        folder = PurePosixPath(day).parent
        listed.conversation(folder).days.append(day)
    return [chat for chat in listed.all() if chat.days or chat.kind in _ALWAYS]


class _Lists:
    """What is listed, by the folder in which the list lies. Memory grows with chats."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._by_number: dict[str, Conversation] = {}
        self._by_folder: dict[PurePosixPath, Conversation] = {}
        self._scopes: dict[PurePosixPath, dict[str, list[Conversation]]] = {}
        for kind in _LISTS:
            for name in archive.find(f"{kind}.json"):
                self._read(name, kind)

    def all(self) -> Sequence[Conversation]:
        return list(self._by_number.values())

    def conversation(self, folder: PurePosixPath) -> Conversation:
        """The chat whose days lie in a folder."""
        if folder not in self._by_folder:
            self._by_folder[folder] = self._listed(folder) or self._unlisted(folder)
        return self._by_folder[folder]

    def _read(self, name: str, kind: str) -> None:
        scope = self._scopes.setdefault(PurePosixPath(name).parent, {})
        for value in entries_of(self._archive, name):
            entry = record(value)
            number = identifier(entry.get("id"))
            if number is None:
                continue
            chat = self._by_number.setdefault(number, Conversation(number, kind, entry))
            for key in dict.fromkeys(_folder_names(number, first_words(entry, "name"))):
                same = scope.setdefault(key, [])
                if chat not in same:
                    same.append(chat)

    def _listed(self, folder: PurePosixPath) -> Conversation | None:
        for scope in folder.parents:
            found = self._scopes.get(scope, {}).get(folded(folder.name), [])
            if found:
                found[0].sharing = len(found) > 1
                return found[0]
        return None

    def _unlisted(self, folder: PurePosixPath) -> Conversation:
        """A folder that no list names: old exports of parts, and channels without their list."""
        name = folder.name or self._archive.path.absolute().parent.name
        name = name if folder.name or not self._archive.path.is_dir() else self._archive.path.name
        number = name if re.fullmatch(r"[CDG][A-Z0-9]{7,}", name) else f"title:{identifier(name) or 'chat'}"
        kind = DIRECT if number.startswith("D") else GROUPED if name.startswith("mpdm-") else "folder"
        return self._by_number.setdefault(number, Conversation(number, kind, {"name": name}))


def _folder_names(number: str, name: str | None) -> Iterator[str]:
    """How the folder of a chat may be called: its name, also when a program misread its letters; its number."""
    yield folded(number)
    for said in (number, name):
        if said:
            yield folded(said)
            yield folded(re.sub(r'[:/\\*?"<>|]', "_", said))
            yield from (folded(wrong) for wrong in misread(said))
