"""The reader of Apple's Messages.

What the database holds, and how each part of it is carried over: ``docs/sources/imessage.md``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import ClassVar

from bridge.errors import ArchiveError
from bridge.model.codec import Item
from bridge.model.ids import Network
from bridge.sources.archive import Archive
from bridge.sources.hints import Hints
from bridge.sources.imessage.address_book import names_in
from bridge.sources.imessage.attachments import Attachments
from bridge.sources.imessage.chats import chats_of, owner
from bridge.sources.imessage.history import History
from bridge.sources.imessage.people import IMESSAGE, People
from bridge.sources.interfaces import Guide, Reader
from bridge.sources.iphone_backup import candidates, hashed
from bridge.sources.sqlite_file import opened, tables_seen

_NAMES = ("chat.db", "sms.db")
_HASHED = hashed("HomeDomain", "Library/SMS/sms.db")
_TABLES = frozenset({"message", "chat", "handle", "chat_message_join"})
_USUAL = frozenset({
    "handle", "attachment", "chat_message_join", "chat_handle_join", "message_attachment_join", "deleted_messages",
    "sync_deleted_messages", "sync_deleted_chats", "message_processing_task", "chat_recoverable_message_join",
})  # fmt: skip
_ENOUGH = 4
"""So many of the usual tables: of a large database not all stand at its beginning."""


class IMessage(Reader):
    """Apple's Messages: iMessage, SMS and RCS, all chats of a Mac or an iPhone."""

    name: ClassVar[str] = "imessage"
    network: ClassVar[Network] = IMESSAGE
    title: ClassVar[str] = "database of Apple's Messages (chat.db, sms.db)"
    guide: ClassVar[Guide | None] = Guide(
        network="iMessage",
        export="Mac: copy the folder Library/Messages out of your home; iPhone: make a backup that is not encrypted"
        " with Finder or iTunes, and give its folder",
        kept="all chats with ids, replies, reactions, edits, mentions, membership, files, messages of apps as cards",
        lost="names, unless an address book or vCards are given too; unsent messages; files that are in iCloud only",
    )

    def identify(self, archive: Archive) -> bool:
        """Is there a database with the tables of Messages?"""
        return bool(_databases(archive))

    def read(self, archive: Archive, hints: Hints) -> Iterator[Item]:
        """Every chat with its messages, in the order of the database."""
        found = _databases(archive)
        if len(found) != 1:
            several = f"{len(found)} databases of Messages lie in it; give one of them: {', '.join(found)}"
            raise ArchiveError(f"{archive.path}: {several if found else 'there is no database of Messages in it.'}")
        with opened(archive, found[0]) as database:
            people = People(names_in(archive), owner(database), hints.own_name)
            history = History(database, people, chats_of(database), Attachments(archive, found[0]))
            yield from history.items()


def _databases(archive: Archive) -> list[str]:
    found = [name for name in candidates(archive, (*_NAMES, _HASHED, "*.db")) if _is_database(archive, name)]
    named = [name for name in found if PurePosixPath(name).name in _NAMES]
    return named or found


def _is_database(archive: Archive, name: str) -> bool:
    try:
        tables = tables_seen(archive, name)
    except ArchiveError:
        return False
    return tables >= _TABLES or len(_USUAL & tables) >= _ENOUGH
