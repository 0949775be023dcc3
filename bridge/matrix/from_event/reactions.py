"""Reactions, and the taking back of one: told as all that somebody gives to a message from now on."""

from __future__ import annotations

from collections.abc import Iterable

from bridge.matrix.cleaning import clean_line
from bridge.matrix.from_event.event import ANNOTATES, Event, string
from bridge.matrix.from_event.known import Known, Target
from bridge.matrix.from_event.outcome import Meaning, Nothing, lost, meaning
from bridge.model.amendment import ReactionChange
from bridge.model.reaction import Reaction

_PICTURE = "mxc://"
_LONGEST_KEY = 100
"""Characters."""


def hear_reaction(event: Event, known: Known) -> Meaning | Nothing:
    """One more reaction, the newest behind the others."""
    target = known.targets.get(event.related(ANNOTATES) or "")
    if target is None or not target.is_message:
        return lost("reaction-target-not-here", "The message is not known on the other side.")
    key = string(event.relation.get("key"))
    if key.startswith(_PICTURE):
        return lost("reaction-is-a-picture", "A picture of your own cannot be carried over as a reaction.")
    if not _can_be_told(key):
        return lost("reaction-unreadable", "The reaction cannot be read.")
    given = [other for other in known.given.get(target.message, ()) if other != key]
    return meaning(_now(target, [*given, key]))


def take_back_reaction(event: Event, target: Target, known: Known) -> Meaning | Nothing:
    """One reaction less; only whoever gave it can take it back on the network."""
    if target.sender != event.sender:
        return lost("reaction-of-another", "On the other side nobody can take back somebody else's reaction.")
    return meaning(_now(target, [key for key in known.given.get(target.message, ()) if key != target.key]))


def _now(target: Target, keys: Iterable[str]) -> ReactionChange:
    told = tuple(Reaction(emoji=key, count=1) for key in keys if _can_be_told(key))
    return ReactionChange(message=target.message, reactions=told)


def _can_be_told(key: str) -> bool:
    return 0 < len(key) <= _LONGEST_KEY and not key.startswith(_PICTURE) and clean_line(key) == key
