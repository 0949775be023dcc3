"""Notices: what happened, what is not understood, and what could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bridge.matrix.cleaning import clean_line
from bridge.matrix.content.phrases import reason_words, sentence
from bridge.matrix.content.pieces import UNSUPPORTED, Said, message_piece, state_piece, state_voice
from bridge.matrix.content.relation import relate
from bridge.matrix.content.text import NOTICE, say_text, say_words
from bridge.matrix.events import Surroundings
from bridge.model.content import Unsupported
from bridge.model.event import Notice
from bridge.model.message import Message
from bridge.model.text import Text
from bridge.model.unreadable import Unreadable


def say_notice(item: Message, content: Notice, surroundings: Surroundings) -> Said:
    """Something that happened, as a whole sentence in the voice of whoever did it."""
    words = content.text if content.text.strip() else f"did something: {content.action or 'unknown'}"
    return announce(item, sentence(item, words, surroundings), surroundings)


def announce(item: Message, words: str, surroundings: Surroundings) -> Said:
    """A sentence about what happened, in the voice of whoever did it."""
    relations = relate(item, surroundings)
    said = say_text(item, Text(words), surroundings, {**NOTICE, **relations.first}, {**NOTICE, **relations.later})
    return Said((), relations.losses).then(said)


def change_room(
    item: Message, event_type: str, content: Mapping[str, Any], predicate: str, surroundings: Surroundings
) -> Said:
    """A change of the room itself; where the bot makes it, a sentence tells who did it on the network."""
    changed = Said((state_piece(state_voice(item, surroundings), event_type, content),))
    if not surroundings.live or item.sender is None:
        return changed
    return announce(item, sentence(item, predicate, surroundings), surroundings).then(changed)


def say_unsupported(item: Message, content: Unsupported, surroundings: Surroundings) -> Said:
    """A message of a kind that nobody knows yet, with whatever text could be saved from it."""
    what = clean_line(content.what) or "unknown"
    said = say_words(item, content.text, surroundings, NOTICE, f"[a kind of message that is not supported: {what}]")
    return said.then(Said((), (), UNSUPPORTED, f"a kind of message that is not supported: {what}"))


def say_unreadable(item: Unreadable, surroundings: Surroundings) -> Said:
    """A broken record, marked by the bot at its place."""
    words = f"[a message at this place could not be read{reason_words(item.reason)}]"
    piece = message_piece(surroundings.bot, {**NOTICE, "body": words})
    return Said((piece,), (), UNSUPPORTED, f"could not be read{reason_words(item.reason)}")
