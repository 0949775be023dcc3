"""The reader of Android's ``msgstore.db``, encrypted or not.

What the databases hold, and how each part of it is carried over: ``docs/sources/whatsapp-databases.md``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import ClassVar

from bridge.errors import ArchiveError
from bridge.model.codec import Item
from bridge.model.ids import Network
from bridge.sources.archive import Archive
from bridge.sources.hints import Hints
from bridge.sources.interfaces import Guide, Reader
from bridge.sources.sqlite_file import Database, opened, tables_seen
from bridge.sources.whatsapp.databases.address_book import names_beside, owner_beside
from bridge.sources.whatsapp.databases.backup import Header, decrypted, header_in
from bridge.sources.whatsapp.databases.files import Files
from bridge.sources.whatsapp.databases.jids import WHATSAPP
from bridge.sources.whatsapp.databases.keys import WANTED, key_of
from bridge.sources.whatsapp.databases.message_store import items_of

_PLAIN = "*.db"
_ENCRYPTED = ("*.crypt14", "*.crypt15")
_NAME = "msgstore"
_MOST_LOOKED_AT = 20
_NEW = frozenset({"message", "chat", "jid"})
_OLD = frozenset({"chat_list", "messages_quotes", "group_participants", "message_thumbnails"})
_USUAL = frozenset({
    "jid", "message_media", "message_quoted", "message_system", "message_location", "message_thumbnail", "receipt_user",
    "receipt_device", "call_log", "group_participant_user", "message_vcard", "message_mentions", "message_add_on",
})  # fmt: skip
_ENOUGH = 4
"""So many of the usual tables: of a large database not all stand at its beginning."""


class WhatsAppAndroid(Reader):
    """WhatsApp's database from an Android phone: all chats of an account."""

    name: ClassVar[str] = "whatsapp-android"
    network: ClassVar[Network] = WHATSAPP
    title: ClassVar[str] = "WhatsApp database of Android (msgstore.db, msgstore.db.crypt14, msgstore.db.crypt15)"
    guide: ClassVar[Guide | None] = Guide(
        network="WhatsApp",
        export="Android: Settings → Chats → Chat backup → End-to-end encrypted backup with a 64-digit key, back up,"
        " then copy the folder Android/media/com.whatsapp/WhatsApp by cable",
        kept="all chats with ids, replies, reactions, edits, polls and votes, calls, membership, files",
        lost="deleted words, earlier versions of edited messages, view-once files, files deleted from the phone",
    )

    def identify(self, archive: Archive) -> bool:
        """Is there a database with WhatsApp's tables, or an encrypted backup of one?"""
        return bool(_databases(archive) or _backups(archive))

    def read(self, archive: Archive, hints: Hints) -> Iterator[Item]:
        """Every chat with its messages, in the order of the database."""
        with _opened(archive, hints) as (database, name):
            names = names_beside(archive, name, database, key_of(hints))
            owner = owner_beside(archive, hints.own_name)
            yield from items_of(database, names, owner, Files(archive, name))


@contextmanager
def _opened(archive: Archive, hints: Hints) -> Iterator[tuple[Database, str]]:
    if plain := _databases(archive):
        name = _the_one(archive, plain)
        with opened(archive, name) as database:
            yield database, name
        return
    name, header = _the_backup(archive)
    key = key_of(hints)
    if key is None:
        raise ArchiveError(f"{name} is encrypted; {WANTED}.")
    with decrypted(archive, name, header, key) as database:
        yield database, name


def _the_backup(archive: Archive) -> tuple[str, Header]:
    backups = _backups(archive)
    if not backups:
        raise ArchiveError(f"{archive.path}: there is no database of WhatsApp in it.")
    name = _the_one(archive, list(backups))
    return name, backups[name]


def _the_one(archive: Archive, names: list[str]) -> str:
    """The newest has the plain name; older ones bear their dates."""
    current = [name for name in names if PurePosixPath(name).name.lower().startswith(f"{_NAME}.db")] or names
    if len(current) > 1:
        raise ArchiveError(
            f"{archive.path}: {len(current)} databases lie in it; give one of them: {', '.join(current)}"
        )
    return current[0]


def _databases(archive: Archive) -> list[str]:
    names = archive.find(f"{_NAME}*.db") or archive.find(_PLAIN) or _single(archive)
    return [name for name in names[:_MOST_LOOKED_AT] if _is_database(archive, name)]


def _single(archive: Archive) -> list[str]:
    """A lone file may be called anything."""
    names = archive.names()
    return list(names) if len(names) == 1 and not PurePosixPath(names[0]).suffix.startswith(".crypt") else []


def _is_database(archive: Archive, name: str) -> bool:
    try:
        tables = tables_seen(archive, name)
    except ArchiveError:
        return False
    return tables >= _NEW or len(_USUAL & tables) >= _ENOUGH or _is_old(tables)


def _is_old(tables: frozenset[str]) -> bool:
    return "messages" in tables and bool(_OLD & tables)


def _backups(archive: Archive) -> dict[str, Header]:
    found = [name for pattern in _ENCRYPTED for name in archive.find(pattern)]
    ours = [name for name in found if _NAME in name.rsplit("/", 1)[-1].lower()] or [
        name for name in found if not name.rsplit("/", 1)[-1].lower().startswith("wa.db")
    ]
    headers = {name: header_in(archive, name) for name in ours[:_MOST_LOOKED_AT]}
    return {name: header for name, header in headers.items() if header}
