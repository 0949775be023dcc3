"""What the exporter calls people: address books of Apple's, and vCards, that lie in the export."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress

from bridge.errors import ArchiveError
from bridge.sources.archive import Archive
from bridge.sources.imessage.people import Names, last_digits
from bridge.sources.iphone_backup import hashed
from bridge.sources.named_people import phone_digits
from bridge.sources.sqlite_file import Database, opened
from bridge.sources.sqlite_values import words
from bridge.sources.vcards import cards

_LONGEST = 32 * 1024 * 1024
_MOST_FILES = 16
_PATTERNS = (
    "AddressBook.sqlitedb",
    "AddressBook*.abcddb",
    hashed("HomeDomain", "Library/AddressBook/AddressBook.sqlitedb"),
)
_PHONE_OR_MAIL = {3, 4}
"""``property`` of what the iPhone keeps of a person in ``ABMultiValue``."""

Entry = tuple[str, str]
"""A phone number or mail address, and a name."""


def names_in(archive: Archive) -> Names:
    """All names that the export's address books know. One that cannot be read costs its names, and nothing else."""
    by_mail: dict[str, str] = {}
    by_digits: dict[str, str | None] = {}
    for address, name in _entries(archive):
        if "@" in address:
            by_mail.setdefault(address.strip().lower(), name)
        elif digits := phone_digits(address):
            key = last_digits(digits.lstrip("0"))
            by_digits[key] = name if by_digits.get(key, name) == name else None
    return Names(by_mail, by_digits)


def _entries(archive: Archive) -> Iterator[Entry]:
    for name in [name for pattern in _PATTERNS for name in archive.find(pattern)][:_MOST_FILES]:
        with suppress(ArchiveError), opened(archive, name) as book:
            yield from _of_iphone(book)
            yield from _of_mac(book)
    for name in archive.find("*.vcf")[:_MOST_FILES]:
        yield from _of_cards(archive, name)


def _of_iphone(book: Database) -> Iterator[Entry]:
    people = {
        row["ROWID"]: _full(row["First"], row["Last"]) or words(row["Organization"])
        for row in book.rows("ABPerson", ("ROWID", "First", "Last", "Organization"))
    }
    for row in book.rows("ABMultiValue", ("record_id", "property", "value")):
        name, address = people.get(row["record_id"]), words(row["value"])
        if name and address and row["property"] in _PHONE_OR_MAIL:
            yield address, name


def _of_mac(book: Database) -> Iterator[Entry]:
    people = {
        row["Z_PK"]: _full(row["ZFIRSTNAME"], row["ZLASTNAME"]) or words(row["ZORGANIZATION"])
        for row in book.rows("ZABCDRECORD", ("Z_PK", "ZFIRSTNAME", "ZLASTNAME", "ZORGANIZATION"))
    }
    for table, column in (("ZABCDPHONENUMBER", "ZFULLNUMBER"), ("ZABCDEMAILADDRESS", "ZADDRESS")):
        for row in book.rows(table, ("ZOWNER", column)):
            name, address = people.get(row["ZOWNER"]), words(row[column])
            if name and address:
                yield address, name


def _of_cards(archive: Archive, name: str) -> Iterable[Entry]:
    try:
        with archive.open_file(name) as stream:
            content = stream.read(_LONGEST).decode("utf-8", "replace")
    except ArchiveError:  # an attachment that cannot be read: no address book
        return []
    return [(address, card.name) for card in cards(content) if card.name for address in (*card.phones, *card.emails)]


def _full(first: object, last: object) -> str | None:
    return " ".join(part for part in (words(first), words(last)) if part) or None
