"""What ids within a text stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bridge.model.ids import PersonId
from bridge.sources.loose_values import identifier
from bridge.sources.slack.people import People


@dataclass(frozen=True)
class Names:
    """Looks up whoever and whatever is named in a text. ``channels`` are names by id."""

    people: People
    channels: Mapping[str, str]

    def person(self, number: object, label: str | None = None) -> tuple[PersonId | None, str]:
        """Who is mentioned, and how to call them; where only a text calls them anything, by that."""
        person = self.people.of(number, label)
        name = self.people.name_of(person) if person else None
        return person, label or name or identifier(number) or "somebody"

    def channel(self, number: object) -> str:
        """The name of a channel, or its id where this export does not hold it."""
        found = identifier(number) or "channel"
        return self.channels.get(found, found)
