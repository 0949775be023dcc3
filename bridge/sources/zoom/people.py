"""Who speaks in Team Chat, by mail address where it is said: that is what every answer of Zoom's has."""

from __future__ import annotations

from bridge.model.ids import Network, PersonId
from bridge.model.person import Person, PersonKind
from bridge.sources.acquaintances import Acquaintances
from bridge.sources.loose_values import digest, identifier, words

ZOOM = Network("zoom")


def meet(
    people: Acquaintances, address: object, number: object = None, name: object = None, *, bot: bool = False
) -> PersonId | None:
    """Somebody speaks or is named; None when nothing is said of who it is. The id tells nobody the address."""
    mail, member, shown = identifier(address), identifier(number), words(name)
    kind = PersonKind.BOT if bot else PersonKind.USER
    if mail and "@" in mail:
        person = PersonId(f"mail:{digest(mail.casefold())}")
        return people.meet(Person(id=person, name=shown, email=None if bot else mail, kind=kind))
    if member := member or mail:
        return people.meet(Person(id=PersonId(f"member:{member}"), name=shown, kind=kind))
    called = identifier(name)
    return people.meet(Person(id=PersonId(f"name:{called}"), name=shown, kind=kind)) if called else None
