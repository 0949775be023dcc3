"""Whatever a person can say, by its kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from bridge.matrix.content.card import say_card
from bridge.matrix.content.contact import say_contact
from bridge.matrix.content.location import say_location
from bridge.matrix.content.media import say_attachment
from bridge.matrix.content.notice import say_unsupported
from bridge.matrix.content.pieces import Said
from bridge.matrix.content.poll import poll_words, say_poll
from bridge.matrix.content.text import say_words, say_written
from bridge.matrix.events import Surroundings
from bridge.model.amendment import Amended
from bridge.model.content import Attachment, Card, Contact, Location, Poll, Unsupported, Written
from bridge.model.message import Message

Say = Callable[[Message, Any, Surroundings], Said]

SPEECH: Mapping[type, Say] = MappingProxyType(
    {
        Written: say_written,
        Attachment: say_attachment,
        Poll: say_poll,
        Location: say_location,
        Contact: say_contact,
        Card: say_card,
        Unsupported: say_unsupported,
    }
)


def say_again(item: Message, content: Amended, surroundings: Surroundings) -> Said:
    """What a message says now, where it was said before: a poll cannot begin anew, so it is told as a text."""
    if isinstance(content, Poll):
        return say_words(item, poll_words(content), surroundings)
    return SPEECH[type(content)](item, content, surroundings)
