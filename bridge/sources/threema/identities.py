"""Who is who: every person has an identity of eight characters, for everybody the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bridge.model.event import Member
from bridge.model.ids import PersonId
from bridge.model.person import Person, PersonKind
from bridge.sources.archive import Archive
from bridge.sources.threema.tables import Row, table

IDENTITY = re.compile(r"[0-9A-Z*][0-9A-Z]{7}")
UNKNOWN_SELF = PersonId("self")
_IN_FILE_NAME = re.compile(r"threema-backup_([0-9A-Z]{8})_")


@dataclass
class Identities:
    """The contacts of whoever made the backup, and themselves."""

    own: PersonId
    own_name: str | None
    contacts: dict[str, Row] = field(default_factory=dict)
    by_file: dict[str, str] = field(default_factory=dict)
    """Newer backups call files by a number of the contact instead of the identity."""
    _introduced: set[PersonId] = field(default_factory=set)
    _new: list[Person] = field(default_factory=list)

    def meet(self, identity: str) -> PersonId | None:
        """Somebody speaks or is named; None when it is no identity."""
        person = PersonId(identity)
        if person != self.own and not IDENTITY.fullmatch(identity):
            return None
        if person not in self._introduced:
            self._introduced.add(person)
            self._new.append(self._person(person))
        return person

    def member(self, identity: str) -> Member:
        """Somebody who came or went."""
        return Member(name=self.name(identity) or identity, person=self.meet(identity))

    def name(self, identity: str) -> str | None:
        """As the exporter calls them, else as they call themselves."""
        if identity == self.own:
            return self.own_name or (None if identity == UNKNOWN_SELF else identity)
        names = _names(self.contacts.get(identity, {}))
        return names[0] if names else identity or None

    def introductions(self) -> list[Person]:
        """Who was met since the last call."""
        new, self._new = self._new, []
        return new

    def _person(self, person: PersonId) -> Person:
        names = _names(self.contacts.get(person, {}))
        also = [*names[1:], *([person] if IDENTITY.fullmatch(person) else [])]
        kind = PersonKind.BOT if person.startswith("*") else PersonKind.USER
        return Person(id=person, name=self.name(person) or "Me", kind=kind, also=tuple(also))


def identities(archive: Archive, own_name: str | None) -> Identities:
    """Everybody in a backup. Who made it stands in the file's name, else it is whoever is in groups and no contact."""
    contacts = {
        row["identity"]: row for row in table(archive, "contacts") if IDENTITY.fullmatch(row.get("identity", ""))
    }
    by_file = {identity: identity for identity in contacts}
    by_file |= {row["identity_id"]: identity for identity, row in contacts.items() if row.get("identity_id")}
    return Identities(PersonId(_own(archive, contacts)), own_name, contacts, by_file)


def _own(archive: Archive, contacts: Mapping[str, Row]) -> str:
    if named := _IN_FILE_NAME.search("/".join((archive.path.name, *archive.names()[:10]))):
        return named[1]
    strangers = {member for member in _members(archive) if member not in contacts}
    return strangers.pop() if len(strangers) == 1 else UNKNOWN_SELF


def _members(archive: Archive) -> Iterator[str]:
    for group in table(archive, "groups"):
        named = (*group.get("members", "").split(";"), group.get("creator", ""))
        yield from (member for member in named if IDENTITY.fullmatch(member))


def _names(contact: Row) -> list[str]:
    full = " ".join(filter(None, (contact.get("firstname", "").strip(), contact.get("lastname", "").strip())))
    return list(dict.fromkeys(filter(None, (full, contact.get("nick_name", "").strip()))))
