"""Reactions under a message; those of different skin are different emoji."""

from __future__ import annotations

from bridge.model.message import Reaction, Reactor
from bridge.sources.loose_values import identifier, records, rows, size
from bridge.sources.slack.emoji import emoji
from bridge.sources.slack.people import People


def read(value: object, people: People) -> tuple[Reaction, ...]:
    """One for each emoji; Slack counts everybody, and names the first fifty."""
    found: dict[str, Reaction] = {}
    for entry in records(value):
        shown = emoji(identifier(entry.get("name")) or "?")
        named = dict.fromkeys(person for user in rows(entry.get("users")) if (person := people.of(user)))
        before = found.get(shown)
        by = dict.fromkeys((*(before.by if before else ()), *(Reactor(person=person) for person in named)))
        count = max(size(entry.get("count")) or 1, len(named)) + (before.count if before else 0)
        found[shown] = Reaction(emoji=shown, count=max(count, len(by)), by=tuple(by))
    return tuple(found.values())
