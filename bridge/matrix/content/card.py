"""Cards: whatever has no form of its own in Matrix, in words."""

from __future__ import annotations

from bridge.matrix.cleaning import clean_line
from bridge.matrix.composing import joined, lines, linked, styled
from bridge.matrix.content.pieces import Said
from bridge.matrix.content.text import say_words
from bridge.matrix.events import Surroundings
from bridge.model.content import Card
from bridge.model.message import Message
from bridge.model.text import Style, Text


def say_card(item: Message, content: Card, surroundings: Surroundings) -> Said:
    """A card in the poster's voice."""
    return say_words(item, card_words(content), surroundings)


def card_words(content: Card) -> Text:
    """A title in bold, then the lines, then the link."""
    heading = [clean_line(content.label), clean_line(content.title)]
    told = [joined([styled(": ".join(filter(None, heading)) or "Card", Style.BOLD)]), *map(Text, content.lines)]
    return lines([*told, linked(content.url, content.url) if content.url else Text(), content.caption])
