"""Contacts of the desktop program: by the network's own number of a member, else by their phone's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bridge.model.ids import Network, PersonId
from bridge.model.person import Person
from bridge.sources.named_people import phone_digits, phone_id
from bridge.sources.sqlite_file import Database, Row

COLUMNS = ("ContactID", "Name", "ClientName", "Number", "MID", "EncryptedMID")
OWN = 1
"""The program's own account is always its first contact."""


@dataclass
class People:
    """Everybody in the address book of the program."""

    network: Network
    own_name: str | None
    contacts: Mapping[int, Row]
    _introduced: dict[int, PersonId] = field(default_factory=dict)
    _new: list[Person] = field(default_factory=list)

    def meet(self, number: object) -> PersonId | None:
        """Who is meant by a contact's number; None when it is none."""
        if not isinstance(number, int) or isinstance(number, bool):
            return None
        if number not in self._introduced:
            person = self._person(number, self.contacts.get(number, {}))
            self._introduced[number] = person.id
            self._new.append(person)
        return self._introduced[number]

    def name(self, number: object) -> str | None:
        """As the exporter calls them, else as they call themselves."""
        contact = self.contacts.get(number, {}) if isinstance(number, int) else {}
        own = self.own_name if number == OWN else None
        return own or next((text for key in ("Name", "ClientName") if (text := _text(contact.get(key)))), None)

    def introductions(self) -> list[Person]:
        """Who was met since the last call."""
        new, self._new = self._new, []
        return new

    def _person(self, number: int, contact: Row) -> Person:
        digits = phone_digits(_text(contact.get("Number")))
        member = _text(contact.get("MID")) or _text(contact.get("EncryptedMID"))
        phone = f"+{digits}" if digits else None
        name = self.name(number) or phone or None
        person = phone_id(self.network, digits) if digits else member or f"contact:{number}"
        called = _text(contact.get("ClientName"))
        return Person(id=PersonId(person), name=name, phone=phone, also=(called,) if called and called != name else ())


def people(database: Database, network: Network, own_name: str | None) -> People:
    """Reads the address book; memory grows with people."""
    rows = database.rows("Contact", COLUMNS)
    return People(network, own_name, {row["ContactID"]: row for row in rows if isinstance(row["ContactID"], int)})


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else str(value) if isinstance(value, int) else ""
