"""Who speaks: told by their address, or, where an account is gone, by a name."""

from __future__ import annotations

from bridge.model.ids import PersonId
from bridge.model.person import Person, PersonKind
from bridge.sources.acquaintances import Acquaintances
from bridge.sources.loose_values import Fields, digest, first_words, words

_BOT = "bot"
_LONGEST = 200
_GONE = Person(id=PersonId("gone"), kind=PersonKind.DELETED)
"""Takeout tells nothing of accounts that were deleted."""


class People:
    """Everyone met so far in one export."""

    def __init__(self) -> None:
        self._met = Acquaintances()

    def speaker(self, value: object) -> PersonId | None:
        """Who wrote a message: somebody, or one of those whose account is gone; None when no field tells of anybody."""
        if not isinstance(value, dict):
            return None
        return self.meet(value) or self._met.meet(_GONE)

    def meet(self, fields: Fields) -> PersonId | None:
        """Somebody speaks or is a member; None when nothing tells who it is."""
        name, address = first_words(fields, "name"), first_words(fields, "email")
        number = first_words(fields, "user_id", "id") if address is None else None
        if name is None and address is None and number is None:
            return None
        kind = PersonKind.BOT if (first_words(fields, "user_type") or "").lower() == _BOT else PersonKind.USER
        if address is None and number is None and name is not None and kind is PersonKind.USER:
            kind = PersonKind.UNKNOWN
        person = Person(id=_id(address, number, name or ""), name=name, kind=kind, email=address)
        return self._met.meet(person)

    def by_address(self, address: object) -> PersonId | None:
        """Somebody of whom only the address is said."""
        said = words(address)
        if said is None:
            return None
        person = _id(said, None, "")
        known = self._met.name_of(person)
        return person if known else self._met.meet(Person(id=person, name=said.partition("@")[0] or said, email=said))

    def name_of(self, person: PersonId | None) -> str | None:
        """As it is shown."""
        return self._met.name_of(person) if person else None

    def introductions(self) -> list[Person]:
        """Who was met since the last call."""
        return self._met.introductions()


def _id(address: str | None, number: str | None, name: str) -> PersonId:
    if address:
        return PersonId(f"mail:{digest('email', address.strip().lower())}")
    if number:
        return PersonId(f"user:{number[:_LONGEST]}")
    return PersonId(f"name:{name if len(name) <= _LONGEST else digest(name)}")
