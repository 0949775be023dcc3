"""People of exports that know no ids: whoever bears one name in a chat network is one person there."""

from __future__ import annotations

import hashlib
import re

from bridge.model.ids import Network, PersonId
from bridge.model.person import Person

_PHONE = re.compile(r"\+[\d\s()./\u00a0-]{6,24}|[\d\s()./-]{9,24}")
_INVISIBLE = str.maketrans(
    "", "", "\u200b\u200c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\x00"
)
_FEWEST_DIGITS = 7


class NamedPeople:
    """Everyone met so far in one archive, each introduced once. Memory grows with people."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._known: set[PersonId] = set()
        self._by_name: dict[str, PersonId] = {}
        self._new: list[Person] = []

    def meet(self, name: str, phone: str | None = None) -> PersonId | None:
        """Somebody speaks or is named; None when the name is empty and there is no phone number."""
        shown = plain_name(name)
        number = phone_digits(phone) if phone else None
        if number is None and _PHONE.fullmatch(shown):
            number = phone_digits(shown)
        if not shown and number is None:
            return None
        person = self._by_number(number, shown) if number else self._by_name.get(shown, PersonId(f"name:{shown}"))
        if person not in self._known:
            self._known.add(person)
            written = f"+{number}" if number else None
            self._new.append(Person(id=person, name=shown or written, phone=written))
        return person

    def _by_number(self, number: str, shown: str) -> PersonId:
        """Whoever is named without a number later on, as in a sentence about them, is the one who bore that name."""
        person = PersonId(phone_id(self._network, number))
        self._by_name.setdefault(shown, person)
        return person

    def introductions(self) -> list[Person]:
        """Who was met since the last call."""
        new, self._new = self._new, []
        return new


def plain_name(name: str) -> str:
    """A name without invisible marks and without space around it."""
    return name.translate(_INVISIBLE).strip()


def phone_digits(written: str) -> str | None:
    """The digits of a phone number as it is dialled from abroad; None when there are too few of them."""
    digits = "".join(character for character in written if character in "0123456789").removeprefix("00")
    return digits if _FEWEST_DIGITS <= len(digits) <= 15 else None


def phone_id(network: Network, digits: str) -> str:
    """An id that tells nobody the number."""
    return "phone:" + hashlib.sha256(f"{network}:{digits}".encode()).hexdigest()[:32]
