"""Pinned messages."""

from __future__ import annotations

from bridge.matrix.content.notice import announce
from bridge.matrix.content.phrases import sentence
from bridge.matrix.content.pieces import Said, state_piece, voice
from bridge.matrix.events import Surroundings
from bridge.model.event import Pin
from bridge.model.message import Message

MOST_PINNED = 100
"""Clients load every pinned event, so the oldest make room for the newest."""


def say_pin(item: Message, content: Pin, surroundings: Surroundings) -> Said:
    """One more pinned event; a notice where the message is not in this room."""
    if content.message is None:
        return announce(item, sentence(item, "pinned a message", surroundings), surroundings)
    target = surroundings.events.get(content.message)
    if target is None:
        words = sentence(item, "pinned a message that is not here", surroundings)
        return announce(item, words, surroundings).then(Said((), ("pin-target-not-here",)))
    others = [event for event in surroundings.pinned if event != target and not surroundings.standing]
    pinned = {"pinned": [*others, target][-MOST_PINNED:]}
    lost = ("pins-dropped:1",) if len(others) >= MOST_PINNED else ()
    return Said((state_piece(voice(item, surroundings), "m.room.pinned_events", pinned),), lost)
