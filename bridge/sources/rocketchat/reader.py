"""The reader of Rocket.Chat's database, as ``mongodump`` and ``mongoexport`` write its collections.

What the format is, and how each part of it is carried over: ``docs/sources/rocketchat.md``. The documents:
https://github.com/RocketChat/Rocket.Chat/tree/develop/packages/core-typings/src
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from bridge.errors import ArchiveError
from bridge.model.chat import Chat, ChatKind
from bridge.model.codec import Item
from bridge.model.ids import ChatId, Network
from bridge.sources.archive import Archive
from bridge.sources.beside import Files
from bridge.sources.chat_history import ChatHistory
from bridge.sources.hints import Hints
from bridge.sources.interfaces import Guide, Reader
from bridge.sources.rocketchat.directory import NETWORK_TITLE, ROCKET_CHAT, Directory
from bridge.sources.rocketchat.documents import documents, first, key_of
from bridge.sources.rocketchat.message import Desk, Room

_PATTERNS = ("*.bson", "*.bson.gz", "*.json", "*.jsonl")
_COLLECTION = re.compile(r"(?:rocketchat[_.])?(?P<name>[a-z]{1,20}?)s?\.(?:bson|bson\.gz|json|jsonl)")
_OF_A_MESSAGE = {"_id", "rid", "ts", "u"}
_OF_NO_ROOM = Chat(
    network=ROCKET_CHAT,
    id=ChatId("unreadable documents"),
    kind=ChatKind.GROUP,
    network_title=NETWORK_TITLE,
    title="Unreadable documents",
)


class RocketChatDump(Reader):
    """A whole server: the collections of messages, rooms and users."""

    name: ClassVar[str] = "rocketchat-dump"
    network: ClassVar[Network] = ROCKET_CHAT
    title: ClassVar[str] = "Rocket.Chat database (mongodump)"
    guide: ClassVar[Guide | None] = Guide(
        network="Rocket.Chat",
        export="an administrator runs `mongodump` for the server's database; files are saved beside",
        kept="channels, private groups, direct messages, discussions, threads; formatting, mentions, quotes, reactions, "
        "edit marks, pins, places, cards of apps, who came and went",
        lost="files that were not saved beside, end-to-end encrypted messages, deleted messages",
    )

    def identify(self, archive: Archive) -> bool:
        """Is there a collection whose first document is a message?"""
        return bool(_messages(archive))

    def read(self, archive: Archive, hints: Hints) -> Iterator[Item]:  # noqa: ARG002 - all its times are in UTC
        """All messages in the order in which they were dumped, of all rooms in turn."""
        names = _messages(archive)
        if not names:
            raise ArchiveError(f"{archive.path}: there is no collection of Rocket.Chat's messages in it.")
        export = _Export(archive)
        export.describe()
        for name in names:
            yield from export.messages(name)
        yield from export.closing()


def _collections(archive: Archive, wanted: str) -> list[str]:
    names = (name for pattern in _PATTERNS for name in archive.find(pattern))
    found = ((name, _COLLECTION.fullmatch(name.rpartition("/")[2].lower())) for name in names)
    return [name for name, collection in found if collection and collection["name"] == wanted]


def _messages(archive: Archive) -> list[str]:
    return [name for name in _collections(archive, "message") if first(archive, name).keys() >= _OF_A_MESSAGE]


class _Export:
    """All collections of one dump."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._near = Files(archive)
        self._directory = Directory()
        self._rooms: dict[ChatId, Room] = {}

    def describe(self) -> None:
        """Users first: rooms are named after them."""
        for collection, note in (("user", self._directory.note_user), ("room", self._directory.note_room)):
            for name in _collections(self._archive, collection):
                for document in documents(self._archive, name):
                    note(document or {})

    def messages(self, name: str) -> Iterator[Item]:
        desk = Desk(self._directory, self._near.beside(name))
        called = name.rpartition("/")[2]
        for number, document in enumerate(documents(self._archive, name), start=1):
            room = key_of(document.get("rid")) if document else None
            if document is None or room is None:
                yield from self._opened(_OF_NO_ROOM)
                reason = f"document {number} of {called} {'does not say in which room it stands' if document else 'is broken'}"
                yield self._rooms[_OF_NO_ROOM.id].history.broken(reason)
            else:
                yield from self._opened(self._directory.chat_of(room))
                yield from desk.items(document, self._rooms[ChatId(room)])

    def _opened(self, chat: Chat) -> Iterator[Item]:
        if chat.id not in self._rooms:
            self._rooms[chat.id] = Room(ChatHistory(chat))
            yield chat

    def closing(self) -> Iterator[Item]:
        """Rooms in which nobody wrote are there, too."""
        for chat in self._directory.rooms.values():
            if chat.kind in {ChatKind.GROUP, ChatKind.CHANNEL}:
                yield from self._opened(chat)
        for room in self._rooms.values():
            yield from self._directory.people.introductions()
            yield from room.closing()
