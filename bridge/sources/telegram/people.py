"""Who speaks and who is named: introduced once, before the first message that names them."""

from __future__ import annotations

from bridge.model.ids import ChatId, PersonId
from bridge.model.person import Person, PersonKind
from bridge.sources.telegram.ids import peer, person_by_name

_PREFIX_KINDS = {"channel": PersonKind.CHANNEL, "chat": PersonKind.CHANNEL, "name": PersonKind.UNKNOWN}


class People:
    """Everyone met so far in one archive."""

    def __init__(self) -> None:
        self._names: dict[PersonId, str | None] = {}
        self._ids: dict[object, PersonId] = {}
        self._bots: set[PersonId] = set()
        self._only_heard_of: set[PersonId] = set()
        self._new: list[Person] = []

    def identify(self, chat: ChatId, number: object, name: object) -> PersonId | None:
        """Who is meant by a number (``user1``, ``4294967297``), or else by a name alone; None: nobody.

        A name alone is a stranger of that name in that chat, never somebody who is known otherwise.
        """
        if type(number) in {str, int} and (known := self._ids.get(number)):
            return known
        if person := peer(number):
            self._ids[number] = PersonId(person)
            return PersonId(person)
        unlike = number if isinstance(number, str) and number else name
        return person_by_name(chat, unlike) if isinstance(unlike, str) and unlike else None

    def meet(self, person: PersonId, name: object) -> None:
        """Somebody speaks, under a name or (a deleted account) none."""
        name = name if isinstance(name, str) and name else None
        known = person in self._names and person not in self._only_heard_of
        if known and (name is None or self._names[person] == name):
            return
        self._only_heard_of.discard(person)
        self._names[person] = name
        self._new.append(Person(id=person, name=name, kind=self._kind(person, name)))

    def hear_of(self, person: PersonId) -> None:
        """Somebody is mentioned who may never speak; their name is not known for sure."""
        if person not in self._names:
            self._names[person] = None
            self._only_heard_of.add(person)
            self._new.append(Person(id=person, kind=PersonKind.UNKNOWN))

    def mark_bot(self, person: PersonId) -> None:
        """This person is a bot."""
        self._bots.add(person)

    def introductions(self) -> list[Person]:
        """Who was met since the last call."""
        new, self._new = self._new, []
        return new

    def _kind(self, person: PersonId, name: str | None) -> PersonKind:
        if person in self._bots:
            return PersonKind.BOT
        for prefix, kind in _PREFIX_KINDS.items():
            if person.startswith(prefix):
                return kind
        return PersonKind.DELETED if name is None else PersonKind.USER
