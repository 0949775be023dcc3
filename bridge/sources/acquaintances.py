"""The people of one export, each introduced before they are first named, and again when more is known of them."""

from __future__ import annotations

from msgspec import structs

from bridge.model.ids import PersonId
from bridge.model.person import Person, PersonKind


class Acquaintances:
    """Everyone met so far. Memory grows with people."""

    def __init__(self) -> None:
        self._known: dict[PersonId, Person] = {}
        self._new: dict[PersonId, Person] = {}

    def meet(self, person: Person) -> PersonId:
        """Somebody speaks or is named; what was known of them stays, and what is new is added."""
        known = self._known.get(person.id)
        if known is not person:
            better = person if known is None else _better(known, person)
            if better != known:
                self._known[person.id] = self._new[person.id] = better
        return person.id

    def name_of(self, person: PersonId) -> str | None:
        """As introduced; None for a stranger."""
        known = self._known.get(person)
        return known.name if known else None

    def introductions(self) -> list[Person]:
        """Who is new since the last call, or better known."""
        if not self._new:
            return []
        new, self._new = list(self._new.values()), {}
        return new


def _better(known: Person, person: Person) -> Person:
    named = [name for name in (person.name, *person.also) if name and name not in {known.name, *known.also}]
    # Who has no name is often only not known; who has one tells what they are.
    unsure = known.name is None if person.name else known.kind is PersonKind.UNKNOWN
    unsure = unsure or (known.kind is PersonKind.USER and person.kind is PersonKind.BOT)
    return structs.replace(
        known,
        name=known.name or person.name,
        kind=person.kind if unsure else known.kind,
        avatar=known.avatar or person.avatar,
        also=(*known.also, *(named if known.name else [name for name in named if name != person.name])),
        phone=known.phone or person.phone,
        email=known.email or person.email,
    )
