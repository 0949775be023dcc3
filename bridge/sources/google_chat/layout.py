"""Where chats stand in an export: each in a folder ``DM …`` or ``Space …`` with its description and its messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from pathlib import PurePosixPath
from typing import Any

from bridge.errors import ArchiveError
from bridge.model.chat import Chat, ChatKind
from bridge.model.ids import ChatId, Network, PersonId
from bridge.sources.archive import Archive
from bridge.sources.google_chat.people import People
from bridge.sources.json_stream import items, walk
from bridge.sources.limits import KIB
from bridge.sources.loose_values import digest, first_words, identifier, listed, record, records, words

GOOGLE_CHAT = Network("googlechat")
MESSAGES, INFO, OWNER = "messages.json", "group_info.json", "user_info.json"
_LOOK = 64 * KIB
_LARGEST_INFO = 32 * 1024 * KIB
_MOST_LOOKED_AT = 20
_FOLDER = re.compile(r"(?P<kind>DM|Space|\S{1,40}) (?P<id>[A-Za-z0-9_-]{6,60})")
_SIGNS = (
    "messages.item.created_date",
    "messages.item.topic_id",
    "messages.item.creator.user_type",
    "members.item.user_type",
)


@dataclass(frozen=True)
class Room:
    """One chat: where its messages stand, and who it is."""

    name: str
    chat: Chat


def is_chat(archive: Archive, name: str) -> bool:
    """Does a file hold messages, or members, as Takeout writes them? Never raises."""
    try:
        with archive.open_file(name) as stream:
            beginning = BytesIO(stream.read(_LOOK))
        return any(path in _SIGNS for path, _ in walk(beginning, (), archive.limits, name=name))
    except ArchiveError:
        return False


def messages_in(archive: Archive) -> list[str]:
    """The files with messages; other networks' have the same name."""
    names = archive.find(MESSAGES)
    return list(names) if any(is_chat(archive, name) for name in names[:_MOST_LOOKED_AT]) else []


def first_message(archive: Archive, name: str) -> dict[str, Any]:
    """The first message of a chat; an empty one where there is none."""
    try:
        with archive.open_file(name) as stream:
            return record(next(islice(items(stream, "messages.item", archive.limits, name=name), 1), None))
    except ArchiveError:
        return {}


def owner_of(archive: Archive) -> str | None:
    """The address of whoever made the export."""
    for name in archive.find(OWNER)[:_MOST_LOOKED_AT]:
        if address := first_words(record(_read(archive, name).get("user")), "email"):
            return address.lower()
    return None


def room_of(archive: Archive, name: str, people: People, owner: str | None) -> Room:
    """Introduces the members."""
    found = archive.resolve(INFO, beside=name)
    fields = _read(archive, found.name) if found else {}
    members = [(person, row) for row in records(fields.get("members")) if (person := people.meet(row))]
    folder = _FOLDER.fullmatch(PurePosixPath(name).parent.name)
    title = first_words(fields, "name", "group_name")
    direct = len(members) <= 2 and title is None and (not folder or folder["kind"] != "Space")
    chat = Chat(
        network=GOOGLE_CHAT,
        network_title="Google Chat",
        id=ChatId(_id(archive, name, folder["id"] if folder else None, title)),
        kind=ChatKind.DIRECT if direct else ChatKind.GROUP,
        title=title or _title(members, people, owner),
        description=first_words(fields, "description"),
    )
    return Room(name, chat)


def _id(archive: Archive, name: str, folder: str | None, title: str | None) -> str:
    """The space's number: in the folder's name, and before the first stroke of each message's id."""
    said = identifier(first_message(archive, name).get("message_id")) or ""
    number = said.partition("/")[0] if "/" in said else folder
    return number or f"title:{title or digest(name)}"


def _title(members: list[tuple[PersonId, dict[str, Any]]], people: People, owner: str | None) -> str | None:
    others = [person for person, row in members if owner is None or (words(row.get("email")) or "").lower() != owner]
    names = [shown for person in others or [person for person, _ in members] if (shown := people.name_of(person))]
    return listed(names[:10]) if names else None


def _read(archive: Archive, name: str) -> dict[str, Any]:
    if archive.size(name) > _LARGEST_INFO:
        return {}
    try:
        with archive.open_file(name) as stream:
            return record(next(items(stream, "", archive.limits, name=name), None))
    except ArchiveError:
        return {}


def fields_of(archive: Archive, name: str) -> Iterator[object]:
    """Each message's record, as it comes."""
    with archive.open_file(name) as stream:
        yield from items(stream, "messages.item", archive.limits, name=name)
