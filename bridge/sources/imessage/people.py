"""Who speaks: phone numbers and mail addresses, none of which stands in an id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bridge.model.ids import Network, PersonId
from bridge.model.person import Person
from bridge.sources.named_people import phone_digits, phone_id
from bridge.sources.sqlite_values import digest, words

IMESSAGE = Network("imessage")
UNKNOWN_SELF = PersonId("me")
"""Who exports, where the database does not tell their address."""
_SURE_DIGITS = 9
"""So many last digits of two numbers are alike only when the numbers are."""


@dataclass(frozen=True)
class Names:
    """What the exporter's address book calls people: by mail address, and by the last digits of their number."""

    by_mail: Mapping[str, str] = field(default_factory=dict)
    by_digits: Mapping[str, str | None] = field(default_factory=dict)
    """None: two people share these digits."""

    def of(self, handle: str) -> str | None:
        """The name of whoever has this address."""
        if "@" in handle:
            return self.by_mail.get(handle.lower())
        digits = number_of(handle)
        return self.by_digits.get(last_digits(digits)) if digits else None


def last_digits(digits: str) -> str:
    """By which numbers are compared that are written in different ways."""
    return digits[-_SURE_DIGITS:]


def number_of(handle: str) -> str | None:
    """The digits of a handle that is a phone number; short codes of companies are none."""
    plain = handle.strip()
    return phone_digits(plain) if plain.startswith("+") or plain.isdigit() else None


def person_id(handle: str) -> PersonId:
    """Equal in every export, whoever made it."""
    if "@" in handle:
        return PersonId(f"mail:{digest(IMESSAGE, handle.strip().lower())}")
    digits = number_of(handle)
    return PersonId(phone_id(IMESSAGE, digits) if digits else f"handle:{digest(IMESSAGE, handle.strip().lower())}")


def own_handle(written: object) -> str | None:
    """``E:anna@example.org`` or ``P:+4930000000`` without what stands before it."""
    plain = words(written)
    if plain and plain[:2] in {"E:", "P:", "e:", "p:"}:
        plain = plain[2:]
    return plain or None


class People:
    """Everyone met so far. Memory grows with people."""

    def __init__(self, names: Names, own: str | None, own_name: str | None) -> None:
        self._names = names
        self._own = own
        self._own_name = own_name
        self._called: dict[PersonId, str | None] = {}
        self._new: list[Person] = []
        self.me = person_id(own) if own else UNKNOWN_SELF

    def meet(self, handle: str | None) -> PersonId:
        """Somebody speaks or is named; None stands for who exports."""
        person = person_id(handle) if handle else self.me
        if person not in self._called:
            self._introduce(person, handle)
        return person

    def name_of(self, handle: str | None) -> str | None:
        """As introduced."""
        return self._called.get(self.meet(handle))

    def introductions(self) -> list[Person]:
        """Who was met since the last call."""
        if not self._new:
            return []
        new, self._new = self._new, []
        return new

    def _introduce(self, person: PersonId, handle: str | None) -> None:
        written = self._own if person == self.me else handle
        named = self._own_name if person == self.me else None
        digits = number_of(written) if written and "@" not in written else None
        phone = f"+{digits}" if digits else None
        name = named or (self._names.of(written) if written else None) or phone or written
        self._called[person] = name
        email = written if written and "@" in written else None
        self._new.append(Person(id=person, name=name, phone=phone, email=email))
