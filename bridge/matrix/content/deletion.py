"""Deleted messages: all that said them is taken away."""

from __future__ import annotations

from bridge.matrix.content.pieces import Said, redactions
from bridge.matrix.events import Role, Surroundings
from bridge.model.amendment import Deletion
from bridge.model.message import Message

_WORDS = frozenset({Role.MESSAGE, Role.POLL_END, Role.VOTE, Role.REVISION, Role.ECHO})
"""Roles of what was said. What happened to the room stays so, also where the network no longer shows that it did."""


def say_deletion(_: Message, content: Deletion, surroundings: Surroundings) -> Said:
    """A redaction for each event that said one of these messages. Clients hide what was given to it by themselves."""
    here = [message for message in content.messages if surroundings.parts.get(message)]
    found = [one for message in here for one in surroundings.parts[message]]
    words = {one.event_id: one for one in found if one.role in _WORDS}
    absent = len(set(content.messages) - set(here))
    stays = sum(1 for message in set(here) if not any(one.role in _WORDS for one in surroundings.parts[message]))
    counts = {"deletion-target-not-here": absent, "deletion-of-change": stays}
    losses = tuple(f"{code}:{count}" for code, count in counts.items() if count)
    return Said(redactions(words.values(), surroundings), losses)
