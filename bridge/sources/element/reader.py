"""The reader of Element's exports of one room as JSON: alone, or with its files in a zip.

What the format is, and how each part of it is carried over: ``docs/sources/element.md``. Its events are those of Matrix:
https://spec.matrix.org/latest/client-server-api/#events
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from bridge.model.chat import Chat, ChatKind
from bridge.model.codec import Item
from bridge.model.ids import ChatId, Network
from bridge.sources.archive import Archive
from bridge.sources.chat_history import ChatHistory
from bridge.sources.element.event import Scene, read
from bridge.sources.element.files import Files
from bridge.sources.element.members import Members
from bridge.sources.element.people import People
from bridge.sources.element.survey import EVENTS, Survey, events, survey
from bridge.sources.hints import Hints
from bridge.sources.interfaces import Guide, Reader
from bridge.sources.loose_values import digest, identifier

_MATRIX = Network("matrix")
_LOOK = 64 * 1024
_MOST_FILES = 50
"""Names that are looked into; an export is one file, and its attachments may be such files, too."""
_KEYS = (b'"room_name"', b'"room_creator"', b'"export_date"', b'"exported_by"', b'"messages"')
_LEFT_OUT = "Element leaves reactions, votes and earlier versions of messages out of its exports"


class ElementRoom(Reader):
    """Matrix, JSON: one room."""

    name: ClassVar[str] = "element-room"
    network: ClassVar[Network] = _MATRIX
    title: ClassVar[str] = "Element room export (JSON)"
    guide: ClassVar[Guide | None] = Guide(
        network="Matrix",
        export="in Element on the web or a computer: Room info → Export chat, format JSON, from the beginning, with attachments",
        kept="messages with formats, replies, threads, newest versions, polls, files, stickers, places, and what happened in "
        "the room, also of encrypted rooms; reactions and votes where the file has them",
        lost="reactions and votes (Element leaves them out), pictures of people, messages that the exporting device had no "
        "keys for",
    )

    def identify(self, archive: Archive) -> bool:
        """Does a JSON file begin with the fields of a room?"""
        return next(_exports(archive, _MOST_FILES), None) is not None

    def read(self, archive: Archive, hints: Hints) -> Iterator[Item]:  # noqa: ARG002 - all its times are in UTC
        """Every room with its events, in the order of the file."""
        files = Files(archive)
        histories: dict[ChatId, ChatHistory] = {}
        for name in _exports(archive):
            yield from _room(archive, name, files, histories)
        for history in histories.values():
            yield from history.closing()


def _room(archive: Archive, name: str, files: Files, histories: dict[ChatId, ChatHistory]) -> Iterator[Item]:
    """One file; a room may have been exported more than once."""
    seen = survey(archive, name)
    people, chat = People(seen), _chat(seen)
    if chat.id not in histories:
        histories[chat.id] = ChatHistory(chat)
        yield chat
    scene = Scene(histories[chat.id], people, Members(people), files, seen)
    for path, value in events(archive, name):
        if path == EVENTS:
            yield from read(value, scene)


def _chat(seen: Survey) -> Chat:
    """A room is called by its id; an export of nothing, by its name."""
    title = seen.told.get("room_name")
    is_direct = seen.is_direct and len(seen.present) <= 2
    warnings = () if seen.reactions else (_LEFT_OUT,)
    return Chat(
        network=_MATRIX,
        id=ChatId(identifier(seen.room) or f"title:{digest(title or '')}"),
        kind=ChatKind.DIRECT if is_direct else ChatKind.GROUP,
        title=title,
        description=seen.told.get("topic"),
        warnings=warnings,
    )


def _exports(archive: Archive, most: int | None = None) -> Iterator[str]:
    """The names of the files that are such exports."""
    for name in archive.find("*.json")[:most]:
        if _is_export(archive, name):
            yield name


def _is_export(archive: Archive, name: str) -> bool:
    with archive.open_file(name) as stream:
        beginning = stream.read(_LOOK).lstrip(b"\xef\xbb\xbf \t\r\n")
    return beginning.startswith(b"{") and all(key in beginning for key in _KEYS)
