"""People of whom a name is all that is known."""

from __future__ import annotations

from bridge.model.ids import ChatId, PersonId
from bridge.model.person import PersonKind
from bridge.sources.telegram.people import People

NAMELESS = frozenset({"Deleted Account", "Deleted"})
"""What the pages say instead of a name that the network no longer has."""


class NamedPeople(People):
    """Everyone met so far: the same name is the same person, in every chat of every export."""

    def identify(self, chat: ChatId, number: object, name: object) -> PersonId | None:  # noqa: ARG002 - as for numbers
        """Who bears a name; None: nobody."""
        return PersonId(f"name:{name}") if isinstance(name, str) and name else None

    def speaks(self, name: str | None) -> PersonId | None:
        """Somebody is named; they are introduced with the next message."""
        if not name:
            return None
        person = PersonId(f"name:{name}")
        self.meet(person, None if name in NAMELESS else name)
        return person

    def is_known(self, name: str) -> bool:
        """Has somebody of this name been met?"""
        return PersonId(f"name:{name}") in self._names

    def _kind(self, person: PersonId, name: str | None) -> PersonKind:
        if person in self._bots:
            return PersonKind.BOT
        return PersonKind.DELETED if name is None else PersonKind.USER
