"""Who speaks: users, guests, bots, connectors, and phones, as Graph's identities name them."""

from __future__ import annotations

import re

from bridge.model.ids import Network, PersonId
from bridge.model.person import Person, PersonKind
from bridge.sources.acquaintances import Acquaintances
from bridge.sources.loose_values import Fields, digest, first_words, identifier, record

TEAMS = Network("teams")
_PHONE = re.compile(r"(?:[0-9]{1,2}:)?\+?([0-9]{7,15})")
_MAILBOX = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}")
_NOBODY = frozenset({"00000000-0000-0000-0000-000000000000"})


class People(Acquaintances):
    """The people of one export. Names and addresses of a directory are added when somebody is met."""

    def __init__(self, directory: dict[str, Person] | None = None, *, complete: bool = False) -> None:
        """``complete``: whoever is not in the directory is no more, or was a guest."""
        super().__init__()
        self._directory = directory or {}
        self._complete = complete

    def of(self, identity: object) -> PersonId | None:
        """Of an identity set: ``{user, application, device, conversation}``; keys in lower case."""
        fields = record(identity)
        for kind in ("user", "application", "device", "conversation"):
            if found := self._one(record(fields.get(kind)), kind):
                return found
        return self._one(fields, "user") if "id" in fields else None

    def _one(self, fields: Fields, kind: str) -> PersonId | None:
        said = identifier(fields.get("id"))
        name = first_words(fields, "displayname")
        if said is None or said in _NOBODY:
            shown = identifier(name)
            return self.meet(Person(id=PersonId(f"name:{shown}"), name=name)) if shown else None
        number, phone = person_id(said)
        person = Person(id=number, name=name or phone, phone=phone, kind=_kind(fields, kind, name))
        if known := self._directory.get(number):
            self.meet(known)
        elif self._complete and person.kind is PersonKind.UNKNOWN and phone is None:
            person = Person(id=number, kind=PersonKind.DELETED)
        return self.meet(person)


def person_id(said: str) -> tuple[PersonId, str | None]:
    """An id that tells nobody a phone number, and the number where it is one."""
    if found := _PHONE.fullmatch(said):
        return PersonId("phone:" + _hashed(found[1])), f"+{found[1]}"
    if _MAILBOX.fullmatch(said):
        return PersonId(f"mail:{digest(said.casefold())}"), None
    return PersonId(said.casefold()), None


def _hashed(digits: str) -> str:
    return digest(f"{TEAMS}:{digits}")


def _kind(fields: Fields, kind: str, name: str | None) -> PersonKind:
    if kind in {"application", "device"}:
        return PersonKind.BOT
    if kind == "user" and name is None:
        # Graph gives no name of an account that is no more, and sometimes none of one that is.
        return PersonKind.UNKNOWN
    return PersonKind.BOT if "bot" in (first_words(fields, "useridentitytype") or "").casefold() else PersonKind.USER
