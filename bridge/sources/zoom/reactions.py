"""Reactions of Team Chat: emoji as code points, with those who gave them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bridge.model.message import Reaction, Reactor
from bridge.sources.acquaintances import Acquaintances
from bridge.sources.loose_values import first_words, records, size
from bridge.sources.zoom.people import meet

_MOST_POINTS = 12


def reactions(entries: Sequence[dict[str, Any]], people: Acquaintances) -> tuple[Reaction, ...]:
    """One for each emoji."""
    found: dict[str, Reaction] = {}
    for entry in entries:
        emoji = _emoji(first_words(entry, "emoji") or "?")
        senders = [
            meet(people, sender.get("user_email"), sender.get("user_id"), sender.get("user_name"))
            for sender in records(entry.get("senders"))
        ]
        by = tuple(Reactor(person=person) for person in dict.fromkeys(senders) if person is not None)
        count = max(size(entry.get("total_count")) or 1, len(by))
        found.setdefault(emoji, Reaction(emoji=emoji, count=count, by=by))
    return tuple(found.values())


def _emoji(said: str) -> str:
    """``U+1F44D U+1F3FD`` is two code points of one emoji."""
    points = said.replace("-", " ").split()
    if not points or len(points) > _MOST_POINTS or not all(point.upper().startswith("U+") for point in points):
        return said
    try:
        return "".join(chr(int(f"0x{point[2:]}", 0)) for point in points).encode("utf-8").decode()
    except (ValueError, OverflowError):
        return said
