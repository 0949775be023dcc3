"""Who is in a room: their Matrix ids are known everywhere, their names are what the room calls them."""

from __future__ import annotations

import re
from urllib.parse import unquote

from bridge.model.ids import PersonId
from bridge.model.person import Person
from bridge.sources.acquaintances import Acquaintances
from bridge.sources.element.survey import Survey
from bridge.sources.loose_values import identifier

_USER = re.compile(r"@[^\s:\x00]{0,255}:[^\s/?#\x00]{1,255}")
_LINKS = ("https://matrix.to/#/", "matrix:u/")


class People(Acquaintances):
    """Everyone who was named."""

    def __init__(self, seen: Survey) -> None:
        super().__init__()
        self._seen = seen

    def of(self, value: object) -> PersonId | None:
        """Somebody by their Matrix id."""
        name = identifier(value)
        if name is None:
            return None
        *earlier, last = self._names(name)
        return self.meet(Person(id=PersonId(name), name=last, also=tuple(reversed(earlier))))

    def name(self, value: object) -> str:
        """What somebody is called."""
        name = identifier(value)
        return self._names(name)[-1] if name else "somebody"

    def of_link(self, address: str) -> PersonId | None:
        """Who is meant by a link; None: it leads elsewhere."""
        user = user_of_link(address)
        return self.of(user) if user else None

    def _names(self, person: str) -> list[str]:
        return self._seen.names.get(person) or [person]


def user_of_link(address: str) -> str | None:
    """The Matrix id in a link to a person."""
    for beginning in _LINKS:
        if address.startswith(beginning):
            rest = unquote(address.removeprefix(beginning)).partition("?")[0]
            name = rest if beginning.startswith("https") else f"@{rest}"
            return name if _USER.fullmatch(name) else None
    return None
