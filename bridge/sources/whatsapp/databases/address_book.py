"""What people are called: in WhatsApp's own address book, and in cards that lie beside the database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from pathlib import PurePosixPath

from bridge.errors import ArchiveError
from bridge.sources.archive import Archive
from bridge.sources.named_people import phone_digits
from bridge.sources.sqlite_file import Database, Row, opened
from bridge.sources.sqlite_values import words
from bridge.sources.vcards import VCard, cards
from bridge.sources.whatsapp.databases.backup import decrypted, header_in
from bridge.sources.whatsapp.databases.jids import Jid, jid_of
from bridge.sources.whatsapp.databases.keys import Key
from bridge.sources.whatsapp.databases.people import Names, Own

_BOOKS = ("wa.db", "wa.db.crypt15", "wa.db.crypt14")
_CONTACTS = "wa_contacts"
_MOST_CARDS = 64
_LONGEST = 32 * 1024 * 1024
_PREFERENCES = 1024 * 1024
_OWN_NUMBER = re.compile(r'name="(?:registration_jid|self_jid)"[^>]{0,40}>([0-9]{5,20})')
_OWN_NAME = re.compile(r'name="push_name"[^>]{0,40}>([^<]{1,200})<')
Side = dict[Jid, str]


def names_beside(archive: Archive, database: str, own: Database, key: Key | None) -> Names:
    """Names from ``wa.db`` and from vCards beside the database, and from the database itself.

    An address book that cannot be read costs the names in it, and nothing else.
    """
    book: Side = {}
    push: Side = {}
    for name in (name for wanted in _BOOKS for name in _beside(archive, database, wanted)):
        with suppress(ArchiveError), _opened(archive, name, key) as contacts:
            _learn(contacts, book, push)
    for name in archive.find("*.vcf")[:_MOST_CARDS]:
        for card in _cards(archive, name):
            for jid in _accounts(card):
                book.setdefault(jid, card.name or "")
    for row in own.rows("lid_display_name", ("lid_row_id", "display_name")):
        _note_hidden(own, row, push)
    return Names({jid: name for jid, name in book.items() if name}, push)


def owner_beside(archive: Archive, name: str | None) -> Own:
    """The owner, from the app's settings where they are in the export; ``name`` is what the importer tells."""
    for file in archive.find("com.whatsapp*_preferences*.xml")[:4]:
        with archive.open_file(file) as stream:
            text = stream.read(_PREFERENCES).decode("utf-8", "replace")
        if number := _OWN_NUMBER.search(text):
            named = _OWN_NAME.search(text)
            return Own(Jid(number[1], "s.whatsapp.net"), name or (named[1] if named else None))
    return Own(None, name)


def _note_hidden(database: Database, row: Row, push: Side) -> None:
    sql = "SELECT raw_string FROM jid WHERE _id = ?"
    if isinstance(row["lid_row_id"], int) and database.has("jid", "_id", "raw_string"):
        jid = jid_of(next(database.query(sql, (row["lid_row_id"],)), (None,))[0])
        if jid and (name := words(row["display_name"])):
            push[jid] = name


def _opened(archive: Archive, name: str, key: Key | None) -> AbstractContextManager[Database]:
    header = None if name.endswith(".db") else header_in(archive, name)
    if header and key:
        return decrypted(archive, name, header, key)
    return opened(archive, name)


def _learn(contacts: Database, book: Side, push: Side) -> None:
    for row in contacts.rows(_CONTACTS, ("jid", "display_name", "given_name", "wa_name")):
        jid = jid_of(row["jid"])
        if jid is None:
            continue
        if known := words(row["display_name"]) or words(row["given_name"]):
            book.setdefault(jid, known)
        if said := words(row["wa_name"]):
            push.setdefault(jid, said)


def _cards(archive: Archive, name: str) -> Iterator[VCard]:
    try:
        with archive.open_file(name) as stream:
            yield from cards(stream.read(_LONGEST).decode("utf-8", "replace"))
    except ArchiveError:  # somebody's attachment that cannot be read: no address book
        return


def _accounts(card: VCard) -> list[Jid]:
    numbers = card.accounts or tuple(filter(None, map(phone_digits, card.phones)))
    return [Jid(number, "s.whatsapp.net") for number in numbers]


def _beside(archive: Archive, database: str, name: str) -> list[str]:
    """In the database's folder, for an export that is opened by one file; else anywhere."""
    near = PurePosixPath(database).with_name(name).as_posix()
    return [near] if archive.exists(near) else list(archive.find(name))[:1]
