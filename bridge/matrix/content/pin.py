"""Pinned messages."""

from __future__ import annotations

from msgspec.structs import replace

from bridge.matrix.content.notice import announce, change_room
from bridge.matrix.content.phrases import sentence
from bridge.matrix.content.pieces import Said
from bridge.matrix.events import EventId, Surroundings
from bridge.model.event import Pin
from bridge.model.message import Message, Reply

PINNED = "m.room.pinned_events"
MOST_PINNED = 100
"""Clients load every pinned event, so the oldest make room for the newest."""


def say_pin(item: Message, content: Pin, surroundings: Surroundings) -> Said:
    """One more pinned event, or one less; a notice where the message is not in this room."""
    if content.message is None:
        return _unpin_all(item, surroundings) if content.removed else _tell(item, "pinned a message", surroundings)
    target = surroundings.events.get(content.message)
    if target is None:
        words = f"{_did(content)} a message that is not here"
        return _tell(item, words, surroundings).then(Said((), ("pin-target-not-here",)))
    others = [event for event in surroundings.pinned if event != target and not surroundings.standing]
    if content.removed:
        return _change(_answering(item, content), others, "unpinned a message", surroundings)
    lost = ("pins-dropped:1",) if len(others) >= MOST_PINNED else ()
    pinned = [*others, target][-MOST_PINNED:]
    said = _change(_answering(item, content), pinned, "pinned a message", surroundings)
    return said.then(Said((), lost))


def _unpin_all(item: Message, surroundings: Surroundings) -> Said:
    return _change(item, [], "unpinned all messages", surroundings)


def _change(item: Message, pinned: list[EventId], predicate: str, surroundings: Surroundings) -> Said:
    return change_room(item, PINNED, {"pinned": pinned}, predicate, surroundings)


def _answering(item: Message, content: Pin) -> Message:
    """The sentence that tells of a live pin answers what was pinned."""
    if content.message is None or item.reply is not None:
        return item
    return replace(item, reply=Reply(message=content.message))


def _did(content: Pin) -> str:
    return "unpinned" if content.removed else "pinned"


def _tell(item: Message, predicate: str, surroundings: Surroundings) -> Said:
    return announce(item, sentence(item, predicate, surroundings), surroundings)
