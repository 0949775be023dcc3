"""Who is who in one export: its numbers for people hold in this file only, their account ids everywhere."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections import Counter
from uuid import UUID

from bridge.model.ids import PersonId
from bridge.model.person import Person, PersonKind
from bridge.sources.acquaintances import Acquaintances
from bridge.sources.loose_values import Fields, first_words, identifier, joined, record, records

SELF = PersonId("self")


class People(Acquaintances):
    """The people of one export."""

    def __init__(self) -> None:
        super().__init__()
        self._numbers: dict[str, Person] = {}
        self._accounts: dict[str, Person] = {}
        self._own = Person(id=SELF, name="You")
        self._own_number: str | None = None
        self._strangers: Counter[str] = Counter()
        """Members of groups that are nobody's contact: among them the exporter."""

    def note_account(self, account: Fields) -> None:
        """Whose export it is, by name."""
        name = joined([first_words(account, "givenName"), first_words(account, "familyName")], " ")
        self._own = Person(id=self._own.id, name=name or "You", also=_some(first_words(account, "username")))

    def note(self, number: str, recipient: Fields) -> None:
        """An entry of the list of recipients."""
        contact = record(recipient.get("contact"))
        if "self" in recipient:
            self._own_number = number
        elif contact:
            person = _person(contact)
            self._numbers[number] = person
            for account in (uuid_of(contact.get("aci")), uuid_of(contact.get("pni"))):
                if account:
                    self._accounts[account] = person
        elif "releaseNotes" in recipient:
            self._numbers[number] = Person(id=PersonId("signal"), name="Signal", kind=PersonKind.CHANNEL)

    def note_members(self, group: Fields) -> None:
        """Who is in a group; the exporter is in all of theirs."""
        members = {uuid_of(member.get("userId")) for member in records(record(group.get("snapshot")).get("members"))}
        self._strangers.update(member for member in members if member)

    def find_owner(self) -> bool:
        """The exporter's account is the member of most groups that is nobody's contact; False: it cannot be told."""
        unknown = Counter({one: times for one, times in self._strangers.items() if one not in self._accounts})
        most = max(unknown.values(), default=0)
        found = [account for account, times in unknown.items() if times == most]
        if len(found) == 1:
            self._own = Person(id=PersonId(found[0]), name=self._own.name, also=self._own.also)
            self._accounts[found[0]] = self._own
        return len(found) == 1

    @property
    def owner(self) -> Person:
        """Whose export it is."""
        return self._own

    @property
    def is_owner_known(self) -> bool:
        """By an id that others know them by, too."""
        return self._own.id != SELF

    def known(self, number: str) -> Person | None:
        """Somebody by their number in this file, not yet introduced."""
        return self._by_number(number)

    def of_number(self, value: object) -> PersonId | None:
        """Somebody by their number in this file."""
        person = self._by_number(value)
        return self.meet(person) if person else None

    def of_account(self, value: object) -> PersonId | None:
        """Somebody by their account, 16 bytes in base64."""
        account = uuid_of(value)
        return self.meet(self._accounts.get(account) or Person(id=PersonId(account))) if account else None

    def name(self, value: object) -> str:
        """What somebody is called whom this number means."""
        person = self._by_number(value)
        return person.name or "somebody" if person else "somebody"

    def name_of_account(self, value: object) -> str:
        """The same by account."""
        person = self._accounts.get(uuid_of(value) or "")
        return person.name or "somebody" if person else "somebody"

    def _by_number(self, value: object) -> Person | None:
        number = identifier(value)
        return self._own if number is not None and number == self._own_number else self._numbers.get(number or "")


def uuid_of(value: object) -> str | None:
    """16 bytes in base64 as an id is written."""
    raw = bytes_of(value)
    return str(UUID(bytes=raw)) if raw is not None and len(raw) == 16 else None


def bytes_of(value: object) -> bytes | None:
    """Bytes in base64, as JSON has them."""
    if not isinstance(value, str) or len(value) > 4096:
        return None
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return None


def _person(contact: Fields) -> Person:
    own = _full(contact, "profileGivenName", "profileFamilyName")
    book = _full(contact, "systemGivenName", "systemFamilyName")
    nickname = _full(record(contact.get("nickname")), "given", "family")
    phone = identifier(contact.get("e164"))
    number = f"+{phone.lstrip('+')}" if phone else None
    names = list(dict.fromkeys(name for name in (own, book, nickname, first_words(contact, "username")) if name))
    account, pni = uuid_of(contact.get("aci")), uuid_of(contact.get("pni"))
    return Person(
        id=PersonId(account or (f"pni:{pni}" if pni else _hashed(phone or str(sorted(contact))))),
        name=names[0] if names else number,
        also=tuple(names[1:]),
        phone=number,
    )


def _hashed(phone: str) -> str:
    return "phone:" + hashlib.sha256(f"signal:{phone.lstrip('+')}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _full(fields: Fields, given: str, family: str) -> str | None:
    return joined([first_words(fields, given), first_words(fields, family)], " ") or None


def _some(name: str | None) -> tuple[str, ...]:
    return (name,) if name else ()
