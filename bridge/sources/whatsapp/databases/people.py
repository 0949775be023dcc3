"""Who speaks and who is named in one database: introduced once, and again when more is known of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bridge.model.ids import ChatId, PersonId
from bridge.model.person import Person, PersonKind
from bridge.sources.whatsapp.databases.jids import SERVER, Addresses, Jid

UNKNOWN_SELF = PersonId("me")
"""Who exports, where the database does not tell their number."""


@dataclass(frozen=True)
class Own:
    """Who made the export, as far as it is known."""

    jid: Jid | None = None
    name: str | None = None


@dataclass(frozen=True)
class Names:
    """What people are called: in the exporter's address book, and by themselves."""

    book: Mapping[Jid, str] = field(default_factory=dict)
    push: Mapping[Jid, str] = field(default_factory=dict)

    def of(self, jid: Jid) -> Iterator[str]:
        """The best first."""
        for names in (self.book, self.push):
            if name := names.get(jid):
                yield name


class People:
    """Everyone met so far. Memory grows with people."""

    def __init__(self, addresses: Addresses, names: Names, own: Own) -> None:
        self._addresses = addresses
        self._names = names
        self._own = own
        self._met: set[PersonId] = set()
        self._ids: dict[Jid, PersonId] = {}
        self._chats: dict[Jid, ChatId] = {}
        self._called: dict[PersonId, str] = {}
        self._new: list[Person] = []
        self.me = addresses.person(own.jid) if own.jid else UNKNOWN_SELF

    def meet(self, jid: Jid | None) -> PersonId:
        """Somebody speaks or is named; None stands for who exports."""
        if jid is None:
            return self._meet_self()
        known = self._ids.get(jid)
        if known:
            return known
        person = self._addresses.person(jid)
        self._ids[jid] = person
        if person == self.me:
            return self._meet_self()
        if person not in self._met:
            self._introduce(person, self._person(person, jid))
        return person

    def name_of(self, jid: Jid | None) -> str | None:
        """As introduced."""
        return self._called.get(self.meet(jid))

    def chat_of(self, jid: Jid) -> ChatId:
        """The chat with an address."""
        known = self._chats.get(jid)
        if known is None:
            known = self._chats[jid] = self._addresses.chat(jid, self.me if self._own.jid else None)
        return known

    def introductions(self) -> list[Person]:
        """Who was met since the last call."""
        if not self._new:
            return []
        new, self._new = self._new, []
        return new

    def _meet_self(self) -> PersonId:
        if self.me not in self._met:
            self._introduce(self.me, self._self())
        return self.me

    def _introduce(self, person: PersonId, introduction: Person) -> None:
        self._met.add(person)
        self._called[person] = introduction.name or ""
        self._new.append(introduction)

    def _self(self) -> Person:
        jid = self._own.jid and self._addresses.known(self._own.jid)
        names = [self._own.name, *(self._all_names(jid) if jid else ())]
        kept = tuple(dict.fromkeys(name for name in names if name))
        phone = f"+{jid.phone}" if jid and jid.phone else None
        return Person(id=self.me, name=kept[0] if kept else phone, also=kept[1:], phone=phone)

    def _person(self, person: PersonId, jid: Jid) -> Person:
        known = self._addresses.known(jid)
        if str(known) == SERVER:
            return Person(id=person, name="WhatsApp", kind=PersonKind.BOT)
        names = tuple(dict.fromkeys((*self._all_names(jid), *self._all_names(known))))
        phone = f"+{known.phone}" if known.phone else None
        kind = PersonKind.USER if known.is_person else PersonKind.CHANNEL
        return Person(id=person, name=names[0] if names else phone, kind=kind, also=names[1:], phone=phone)

    def _all_names(self, jid: Jid) -> Iterator[str]:
        yield from self._names.of(jid)
        known = self._addresses.known(jid)
        if known != jid:
            yield from self._names.of(known)
