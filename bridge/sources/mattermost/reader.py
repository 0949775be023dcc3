"""The reader of Mattermost's bulk export, as ``mmctl export`` and ``mattermost export bulk`` write it.

What the format is, and how each part of it is carried over: ``docs/sources/mattermost.md``. The lines:
https://docs.mattermost.com/onboard/bulk-loading-data.html
"""

from __future__ import annotations

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
from bridge.sources.lines import byte_lines
from bridge.sources.loose_values import Fields, record
from bridge.sources.mattermost.directory import MATTERMOST, Directory
from bridge.sources.mattermost.lines import KINDS, POSTS, decoded, described, exports, is_export
from bridge.sources.mattermost.posts import Desk, Room

_OF_NO_CHAT = Chat(network=MATTERMOST, id=ChatId("unreadable lines"), kind=ChatKind.GROUP, title="Unreadable lines")


class MattermostBulk(Reader):
    """A whole server, in one file of lines."""

    name: ClassVar[str] = "mattermost-bulk"
    network: ClassVar[Network] = MATTERMOST
    title: ClassVar[str] = "Mattermost bulk export (import.jsonl)"
    guide: ClassVar[Guide | None] = Guide(
        network="Mattermost",
        export="an administrator runs `mmctl export create` (with attachments) and downloads the zip",
        kept="channels, private channels, direct messages; threads, formatting, mentions, reactions, custom emoji, files, "
        "cards of apps, pins, edit marks, who joined and left",
        lost="ids, deleted messages, earlier versions, who pinned; files when exported without attachments",
    )

    def identify(self, archive: Archive) -> bool:
        """Is there a file whose first line is one of a bulk export?"""
        return is_export(archive)

    def read(self, archive: Archive, hints: Hints) -> Iterator[Item]:  # noqa: ARG002 - all its times are in UTC
        """All posts in the file's order, which is not that of time."""
        names = exports(archive)
        if not names:
            raise ArchiveError(f"{archive.path}: there is no bulk export of Mattermost in it.")
        export = _Export(archive)
        for name in names:
            export.note(name)
        for name in names:
            yield from export.posts(name, files_left_out=len(archive.names()) <= len(names))
        yield from export.closing()


class _Export:
    """All lines of one export."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._near = Files(archive)
        self._directory = Directory()
        self._rooms: dict[ChatId, Room] = {}

    def note(self, name: str) -> None:
        find = self._near.beside(name)
        for kind, fields in described(self._archive, name):
            self._directory.note(kind, fields, find)

    def posts(self, name: str, *, files_left_out: bool) -> Iterator[Item]:
        desk = Desk(self._directory, self._near.beside(name), files_left_out)
        called = name.rpartition("/")[2]
        for number, line in enumerate(byte_lines(self._archive, name), start=1):
            if not line.strip():
                continue
            fields = decoded(line)
            kind = fields.get("type") if fields else None
            if fields is None or not isinstance(kind, str):
                yield from self._broken(f"line {number} of {called} is not sound JSON that names its kind")
            elif kind in POSTS:
                yield from self._post(record(fields.get(kind)), desk, number)
            elif kind not in KINDS:
                yield from self._broken(f"line {number} of {called} is of a kind that is not known: {kind[:40]}")

    def _post(self, post: Fields, desk: Desk, line: int) -> Iterator[Item]:
        chat = self._directory.chat_of(post)
        if chat is None:
            yield from self._broken(f"the post on line {line} does not say in which channel it stands")
        else:
            yield from self._opened(chat)
            yield from desk.items(post, self._rooms[chat.id])

    def _broken(self, reason: str) -> Iterator[Item]:
        yield from self._opened(_OF_NO_CHAT)
        yield self._rooms[_OF_NO_CHAT.id].history.broken(reason)

    def _opened(self, chat: Chat) -> Iterator[Item]:
        if chat.id not in self._rooms:
            self._rooms[chat.id] = Room(ChatHistory(chat))
            yield chat

    def closing(self) -> Iterator[Item]:
        """Channels in which nobody wrote are there, too."""
        for chat in self._directory.chats.values():
            if not chat.id.startswith("direct:"):
                yield from self._opened(chat)
        for room in self._rooms.values():
            yield from room.history.closing()
