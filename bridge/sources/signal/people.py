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
from bridge.sources.loose_values import Fields, digest, first_words, identifier, joined, record, records

_SELF = PersonId("self")
_FOR_A_NUMBER = "pni:"
_PNI = 1
"""The first of 17 bytes: what follows stands for a phone number, not for an account."""


class People(Acquaintances):
    """The people of one export."""

    def __init__(self) -> None:
        super().__init__()
        self._numbers: dict[str, Person] = {}
        self._accounts: dict[str, Person] = {}
        self._own = Person(id=_SELF, name="You")
        self._own_number: str | None = None
        self.is_owner_known = False
        """By an id that others know them by, too."""
        self._strangers: Counter[str] = Counter()
        """Members of groups that are nobody's contact: among them the exporter."""

    def note_account(self, account: Fields) -> None:
        """Whose export it is, by name."""
        name = _full(account, "givenName", "familyName")
        key = first_words(account, "profileKey", "username")
        # Two people who cannot be told must not become one.
        own = PersonId(f"own:{digest(key)}") if key else _SELF
        self._own = Person(id=own, name=name or "You", also=_some(first_words(account, "username")))

    def note(self, number: str, recipient: Fields) -> None:
        """An entry of the list of recipients."""
        contact = record(recipient.get("contact"))
        if "self" in recipient:
            self._own_number = number
        elif "contact" in recipient:
            person = _person(contact, digest(str(self._own.id), number))
            self._numbers[number] = person
            for account in (account_of(contact.get("aci")), account_of(contact.get("pni"), pni=True)):
                if account:
                    self._accounts[account] = person
        elif "releaseNotes" in recipient:
            self._numbers[number] = Person(id=PersonId("signal"), name="Signal", kind=PersonKind.CHANNEL)

    def note_members(self, group: Fields) -> None:
        """Who is in a group; the exporter is in all of theirs."""
        members = {account_of(member.get("userId")) for member in records(record(group.get("snapshot")).get("members"))}
        self._strangers.update(member for member in members if member)

    def find_owner(self) -> bool:
        """The exporter's account is the member of most groups that is nobody's contact; False: it cannot be told."""
        unknown = Counter({one: times for one, times in self._strangers.items() if one not in self._accounts})
        most = max(unknown.values(), default=0)
        found = [account for account, times in unknown.items() if times == most]
        if len(found) == 1:
            self._own = Person(id=PersonId(found[0]), name=self._own.name, also=self._own.also)
            self._accounts[found[0]] = self._own
            self.is_owner_known = True
        return self.is_owner_known

    @property
    def owner(self) -> Person:
        """Whose export it is."""
        return self._own

    def known(self, number: str) -> Person | None:
        """Somebody by their number in this file, not yet introduced."""
        return self._by_number(number)

    def of_number(self, value: object) -> PersonId | None:
        """Somebody by their number in this file."""
        person = self._by_number(value)
        return self.meet(person) if person else None

    def author(self, value: object) -> PersonId | None:
        """Somebody by a number that must be there: one that is left out is zero."""
        return self.of_number("0" if value is None else value)

    def of_account(self, value: object) -> PersonId | None:
        """Somebody by their account, in base64."""
        account = account_of(value)
        return self.meet(self._by_account(account) or Person(id=PersonId(account))) if account else None

    def name(self, value: object) -> str:
        """What somebody is called whom this number means; one that is left out is zero."""
        person = self._by_number("0" if value is None else value)
        return person.name or "somebody" if person else "somebody"

    def name_of_account(self, value: object) -> str:
        """The same by account."""
        person = self._by_account(account_of(value) or "")
        return person.name or "somebody" if person else "somebody"

    def _by_account(self, account: str) -> Person | None:
        """The desktop app does not always say that an id stands for a number."""
        return self._accounts.get(account) or self._accounts.get(f"{_FOR_A_NUMBER}{account}")

    def _by_number(self, value: object) -> Person | None:
        number = identifier(value)
        return self._own if number is not None and number == self._own_number else self._numbers.get(number or "")


def account_of(value: object, *, pni: bool = False) -> str | None:
    """16 bytes in base64 as an id is written; 17 where the first says what the others are."""
    raw = bytes_of(value)
    if raw is None or len(raw) not in {16, 17}:
        return None
    pni = pni or (len(raw) == 17 and raw[0] == _PNI)
    return f"{_FOR_A_NUMBER if pni else ''}{UUID(bytes=raw[-16:])}"


def bytes_of(value: object) -> bytes | None:
    """Bytes in base64, as JSON has them."""
    if not isinstance(value, str) or len(value) > 4096:
        return None
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return None


def _person(contact: Fields, stand_in: str) -> Person:
    """``stand_in`` tells apart those of whom nothing at all is known."""
    own = _full(contact, "profileGivenName", "profileFamilyName")
    book = _full(contact, "systemGivenName", "systemFamilyName")
    nickname = _full(record(contact.get("nickname")), "given", "family")
    phone = identifier(contact.get("e164"))
    number = f"+{phone.lstrip('+')}" if phone else None
    names = list(dict.fromkeys(name for name in (own, book, nickname, first_words(contact, "username")) if name))
    account = account_of(contact.get("aci")) or account_of(contact.get("pni"), pni=True)
    called = identifier(names[0]) if names else None
    without_account = _hashed(phone) if phone else f"name:{called}" if called else f"contact:{stand_in}"
    return Person(
        id=PersonId(account or without_account),
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
