"""The reader of the iPhone's ``ChatStorage.sqlite``.

What the database holds, and how each part of it is carried over: ``docs/sources/whatsapp-databases.md``.
"""

from __future__ import annotations

import plistlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import PurePosixPath
from typing import Any, ClassVar

from bridge.errors import ArchiveError
from bridge.model.codec import Item
from bridge.model.ids import Network
from bridge.sources.archive import Archive, Found
from bridge.sources.hints import Hints
from bridge.sources.interfaces import Guide, Reader
from bridge.sources.iphone_backup import candidates, found_hashed, hashed
from bridge.sources.sqlite_file import Database, opened, tables_seen
from bridge.sources.sqlite_values import identifier, words
from bridge.sources.whatsapp.databases.contents import Contents
from bridge.sources.whatsapp.databases.files import Files
from bridge.sources.whatsapp.databases.history import ChatRecord, History
from bridge.sources.whatsapp.databases.ios_records import Sessions, records
from bridge.sources.whatsapp.databases.jids import WHATSAPP, Addresses, Jid, jid_of
from bridge.sources.whatsapp.databases.people import Names, Own, People

_DOMAIN = "AppDomainGroup-group.net.whatsapp.WhatsApp.shared"
_NAME = "ChatStorage.sqlite"
_CONTACTS = "ContactsV2.sqlite"
_SETTINGS = "group.net.whatsapp.WhatsApp.shared.plist"
_TABLES = {"ZWAMESSAGE", "ZWACHATSESSION"}
_USUAL = frozenset({"ZWAMEDIAITEM", "ZWAGROUPMEMBER", "ZWAGROUPINFO", "ZWAMESSAGEINFO", "ZWAPROFILEPUSHNAME", *_TABLES})
_ENOUGH = 3
"""So many of the usual tables: of a large database not all stand at its beginning."""
_BOOK = "ZWAADDRESSBOOKCONTACT"
_LARGEST_SETTINGS = 4 * 1024 * 1024


class WhatsAppIphone(Reader):
    """WhatsApp's database from an iPhone: all chats of an account."""

    name: ClassVar[str] = "whatsapp-ios"
    network: ClassVar[Network] = WHATSAPP
    title: ClassVar[str] = "WhatsApp database of the iPhone (ChatStorage.sqlite)"
    guide: ClassVar[Guide | None] = Guide(
        network="WhatsApp",
        export="iPhone: make a backup that is not encrypted with Finder or iTunes, and give its folder, or"
        " ChatStorage.sqlite out of it with the folder Message beside it",
        kept="all chats with ids, replies, reactions, polls, calls, membership, files",
        lost="deleted words, when messages were edited, who voted in polls, view-once files",
    )

    def identify(self, archive: Archive) -> bool:
        """Is there a database with WhatsApp's tables for iPhones?"""
        return bool(_databases(archive))

    def read(self, archive: Archive, hints: Hints) -> Iterator[Item]:
        """Every chat with its messages, in the order of the database."""
        found = _databases(archive)
        if len(found) != 1:
            there = f"{len(found)} databases of WhatsApp lie in it; give one of them: {', '.join(found)}"
            raise ArchiveError(f"{archive.path}: {there if found else 'there is no database of WhatsApp in it.'}")
        name = found[0]
        with opened(archive, name) as database:
            yield from _items(database, archive, name, hints)


def _items(database: Database, archive: Archive, name: str, hints: Hints) -> Iterator[Item]:
    sessions = _sessions(database)
    numbers: dict[Jid, Jid] = _hidden(database, "ZWACHATSESSION", "ZCONTACTJID")
    book: dict[Jid, str] = {}
    if contacts := _beside(archive, name, _CONTACTS):
        with suppress(ArchiveError):  # an address book that cannot be read costs the names in it, and nothing else
            _learn(archive, contacts.name, book, numbers)
    names = Names({**_partners(database), **book}, _push_names(database))
    people = People(Addresses(numbers), names, _owner(archive, name, database, hints.own_name))
    history = History(people, Contents(people, _Files(archive, name)), _chats(database), _twice(database))
    yield from history.items(records(database, sessions))


class _Files(Files):
    """Files beside the database, or those of a whole backup, which bear hashes for names."""

    def found(self, path: str) -> Found | None:
        """Where a path leads."""
        tail = path.lstrip("/")
        return super().found(path) or found_hashed(self.archive, self.database, _DOMAIN, f"Message/{tail}")


def _databases(archive: Archive) -> list[str]:
    patterns = (_NAME, hashed(_DOMAIN, _NAME), "ChatStorage*.sqlite", "*.sqlite")
    found = [name for name in candidates(archive, patterns) if _is_database(archive, name)]
    plain = [name for name in found if PurePosixPath(name).name == _NAME]
    return plain or found


def _is_database(archive: Archive, name: str) -> bool:
    try:
        tables = tables_seen(archive, name)
    except ArchiveError:
        return False
    return tables >= _TABLES or len(_USUAL & tables) >= _ENOUGH


def _sessions(database: Database) -> Sessions:
    return Sessions(_jids(database, "ZWACHATSESSION", "ZCONTACTJID"), _jids(database, "ZWAGROUPMEMBER", "ZMEMBERJID"))


def _jids(database: Database, table: str, column: str) -> dict[int, Jid]:
    return {
        row["Z_PK"]: jid
        for row in database.rows(table, ("Z_PK", column), "Z_PK")
        if isinstance(row["Z_PK"], int) and (jid := jid_of(row[column]))
    }


def _hidden(database: Database, table: str, column: str) -> dict[Jid, Jid]:
    """Hidden addresses beside which the phone number stands."""
    pairs = (
        (jid_of(row[column]), jid_of(row["ZCONTACTIDENTIFIER"]))
        for row in database.rows(table, (column, "ZCONTACTIDENTIFIER"))
    )
    return {hidden: number for hidden, number in pairs if hidden and number and not hidden.phone and number.phone}


def _chats(database: Database) -> dict[Jid, ChatRecord]:
    return {
        jid: ChatRecord(words(row["ZPARTNERNAME"]))
        for row in database.rows("ZWACHATSESSION", ("ZCONTACTJID", "ZPARTNERNAME"))
        if (jid := jid_of(row["ZCONTACTJID"]))
    }


def _partners(database: Database) -> dict[Jid, str]:
    """Names of the people with whom there are chats, and of groups' members, as the phone shows them."""
    found = {jid: chat.title for jid, chat in _chats(database).items() if chat.title and jid.is_person}
    for row in database.rows("ZWAGROUPMEMBER", ("ZMEMBERJID", "ZCONTACTNAME", "ZFIRSTNAME")):
        jid, name = jid_of(row["ZMEMBERJID"]), words(row["ZCONTACTNAME"]) or words(row["ZFIRSTNAME"])
        if jid and name and not _is_number(name):
            found.setdefault(jid, name)
    return {jid: name for jid, name in found.items() if not _is_number(name)}


def _is_number(name: str) -> bool:
    return not any(character.isalpha() for character in name)


def _push_names(database: Database) -> dict[Jid, str]:
    return {
        jid: name
        for row in database.rows("ZWAPROFILEPUSHNAME", ("ZJID", "ZPUSHNAME"))
        if (jid := jid_of(row["ZJID"])) and (name := words(row["ZPUSHNAME"]))
    }


def _learn(archive: Archive, name: str, book: dict[Jid, str], numbers: dict[Jid, Jid]) -> None:
    with opened(archive, name) as contacts:
        for row in contacts.rows(_BOOK, ("ZWHATSAPPID", "ZFULLNAME", "ZLID")):
            written = words(row["ZWHATSAPPID"]) or ""
            jid = jid_of(written if "@" in written else f"{written}@s.whatsapp.net")
            if jid and (named := words(row["ZFULLNAME"])):
                book.setdefault(jid, named)
            hidden = jid_of(row["ZLID"])
            if jid and jid.phone and hidden:
                numbers.setdefault(hidden, jid)


def _owner(archive: Archive, name: str, database: Database, told: str | None) -> Own:
    settings = _settings(archive, name)
    jid = jid_of(settings.get("OwnJabberID")) or _addressed(database)
    return Own(jid, told or words(settings.get("FullUserName")))


def _settings(archive: Archive, name: str) -> dict[str, Any]:
    beside = _beside(archive, name, _SETTINGS) or _beside(archive, name, f"Library/Preferences/{_SETTINGS}")
    if beside is None or archive.size(beside.name) > _LARGEST_SETTINGS:
        return {}
    try:
        with archive.open_file(beside.name) as stream:
            found = plistlib.loads(stream.read())
    except Exception:  # noqa: BLE001 - plistlib raises whatever a broken file makes it raise; settings are a help only
        return {}
    return found if isinstance(found, dict) else {}


def _addressed(database: Database) -> Jid | None:
    """To whom others' messages went: the owner, in versions that write it down."""
    if not database.has("ZWAMESSAGE", "ZTOJID", "ZISFROMME"):
        return None
    query = "SELECT ZTOJID FROM ZWAMESSAGE WHERE ZISFROMME = 0 AND ZTOJID IS NOT NULL LIMIT 50"
    found = {jid for (written,) in database.query(query) if (jid := jid_of(written)) and jid.is_person}
    found.difference_update(_sessions(database).chats.values())
    return found.pop() if len(found) == 1 else None


def _beside(archive: Archive, database: str, name: str) -> Found | None:
    near = (PurePosixPath(database).parent / name).as_posix()
    if archive.exists(near):
        return Found(near, renamed=False)
    return found_hashed(archive, database, _DOMAIN, name)


def _twice(database: Database) -> frozenset[str]:
    if not database.has("ZWAMESSAGE", "ZSTANZAID"):
        return frozenset()
    query = "SELECT ZSTANZAID FROM ZWAMESSAGE GROUP BY ZSTANZAID HAVING count(*) > 1"
    found: set[str] = set()
    for (key,) in database.query(query):
        found.add(identifier(key) or "")
        if len(found) > database.limits.values:
            raise ArchiveError(f"{database.name} holds too many messages of one id (limit `values`).")
    return frozenset(found)
