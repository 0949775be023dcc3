"""Who speaks and who is named in one export. WhatsApp's text knows names only, or a phone number instead."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from bridge.model.event import Member
from bridge.model.ids import Network, PersonId
from bridge.model.person import Person
from bridge.sources.named_people import NamedPeople
from bridge.sources.whatsapp.text.names import shown_name
from bridge.sources.whatsapp.text.phrases import is_you

YOU = PersonId("you")
_SEPARATORS = re.compile(r"(?:, |، |、)")
_SO_MANY_OTHERS = re.compile(r"\d{1,5} \D+")
_MOST_MEMBERS = 1024


@dataclass
class People:
    """Everyone met so far in one archive. Memory grows with people."""

    network: Network
    names: NamedPeople = field(init=False)
    you_were_met: bool = False
    """Somebody was called "you", and nobody has said who that is."""
    _you_introduced: bool = False
    _pending: list[Person] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.names = NamedPeople(self.network)

    def introductions(self) -> list[Person]:
        """Who was met since the last call."""
        pending, self._pending = self._pending, []
        return [*pending, *self.names.introductions()]

    def meet_you(self) -> PersonId:
        """The exporter, whose name is not known."""
        self.you_were_met = True
        if not self._you_introduced:
            self._you_introduced = True
            self._pending.append(Person(id=YOU, name="You"))
        return YOU


@dataclass(frozen=True)
class Cast:
    """The people of one chat; ``own`` is the exporter's name where it is known."""

    people: People
    own: str | None
    speaking: frozenset[str]
    known: dict[str, PersonId | None] = field(default_factory=dict)
    """By their names as they stand in the file."""

    def meet(self, raw: str) -> PersonId | None:
        """Somebody by the name that stands in the file; None when nothing of it can be seen."""
        if raw not in self.known:
            self.known[raw] = self._new(raw)
        return self.known[raw]

    def _new(self, raw: str) -> PersonId | None:
        name = shown_name(raw)
        if is_you(name) and name not in self.speaking - {"You"}:
            return self.you()
        return self.people.names.meet(name)

    def you(self) -> PersonId:
        """The exporter."""
        known = self.people.names.meet(shown_name(self.own)) if self.own else None
        return known or self.people.meet_you()

    def members(self, written: str, conjunctions: Iterable[str]) -> tuple[Member, ...]:
        """Those whom a list names. ``2 others`` are nobody who could be known."""
        return tuple(self._member(name) for name in self._separate(written, conjunctions)[:_MOST_MEMBERS])

    def member(self, person: PersonId | None, name: str | None) -> Member:
        """One person in a change of membership."""
        return Member(name=self.own or "You" if person == YOU else shown_name(name or "") or None, person=person)

    def _member(self, name: str) -> Member:
        if _SO_MANY_OTHERS.fullmatch(name):
            return Member(name=name)
        if is_you(name):
            return Member(name=self.own or "You", person=self.you())
        return Member(name=shown_name(name) or None, person=self.meet(name))

    def _separate(self, written: str, conjunctions: Iterable[str]) -> list[str]:
        if shown_name(written) in self.speaking:
            return [written]
        *names, last = _SEPARATORS.split(written)
        for conjunction in conjunctions:
            before, found, after = last.rpartition(f" {conjunction} ")
            if found and shown_name(last) not in self.speaking and (names or self._is_a_pair(before, after)):
                return [*names, before, after]
        return [*names, last]

    def _is_a_pair(self, before: str, after: str) -> bool:
        """Two people, rather than one whose name has an "and" in it?"""
        either = any(
            shown_name(name) in self.speaking or name.startswith("+") or is_you(name) for name in (before, after)
        )
        return either or _SO_MANY_OTHERS.fullmatch(after) is not None
