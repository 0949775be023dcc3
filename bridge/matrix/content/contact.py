"""Contact cards: readable words, and the card as a file."""

from __future__ import annotations

from bridge.matrix.cleaning import clean_line
from bridge.matrix.composing import joined, lines, styled
from bridge.matrix.content.media import say_plain_file
from bridge.matrix.content.pieces import Said
from bridge.matrix.content.text import say_words
from bridge.matrix.events import Surroundings
from bridge.model.content import Contact
from bridge.model.message import Message
from bridge.model.text import Style, Text


def say_contact(item: Message, content: Contact, surroundings: Surroundings) -> Said:
    """Whom the card names; then the card itself."""
    said = say_words(item, contact_words(content), surroundings)
    return said if content.vcard is None else said.then(say_plain_file(item, content.vcard, surroundings))


def contact_words(content: Contact) -> Text:
    """A contact card as a text."""
    name = joined([Text("Contact: "), styled(clean_line(content.name) or "without a name", Style.BOLD)])
    return lines([name, Text(clean_line(content.phone or "")), content.caption])
