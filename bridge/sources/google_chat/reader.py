"""The reader of Google Chat in Google Takeout. How each part is carried over: ``docs/sources/google-chat.md``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from bridge.model.codec import Item
from bridge.model.ids import Network
from bridge.sources.archive import Archive
from bridge.sources.google_chat.files import Folders
from bridge.sources.google_chat.history import RoomHistory
from bridge.sources.google_chat.layout import GOOGLE_CHAT, INFO, fields_of, is_chat, messages_in, owner_of, room_of
from bridge.sources.google_chat.people import People
from bridge.sources.hints import Hints
from bridge.sources.interfaces import Guide, Reader


class GoogleChatTakeout(Reader):
    """Google Takeout, Google Chat: all chats of an account, or the folder of one."""

    name: ClassVar[str] = "google-chat-takeout"
    network: ClassVar[Network] = GOOGLE_CHAT
    title: ClassVar[str] = "Google Takeout (Google Chat)"
    guide: ClassVar[Guide | None] = Guide(
        network="Google Chat",
        export="takeout.google.com → Deselect all → Google Chat → Next step; unpack all parts of it into one folder",
        kept="messages with their formatting, threads, quotes, reactions, mentions, links, edit marks, files",
        lost="who came and went, custom emoji, cards of apps, the words of deleted messages, files in Google Drive",
    )

    def identify(self, archive: Archive) -> bool:
        """Is there a chat as Takeout writes it?"""
        return bool(messages_in(archive)) or any(is_chat(archive, name) for name in archive.find(INFO)[:5])

    def read(self, archive: Archive, hints: Hints) -> Iterator[Item]:  # noqa: ARG002 - all its times are in UTC
        """Chat by chat."""
        people, folders, owner = People(), Folders(archive), owner_of(archive)
        for name in messages_in(archive):
            room = room_of(archive, name, people, owner)
            yield room.chat
            history = RoomHistory(room.chat, people, folders.around(name))
            for record in fields_of(archive, name):
                yield from history.items(record)
            yield from history.closing()
