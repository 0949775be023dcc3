"""What is said in messages by WhatsApp itself, in all languages: left out, deleted, edited, attached."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from bridge.model.media import MediaKind
from bridge.sources.whatsapp.text.sentences import ready, sentence
from bridge.sources.whatsapp.text.words import LANGUAGES

_LONGEST = 200
"""Characters of a phrase; what is longer was written by people."""
_LONGEST_WORD = 40


def _folded(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(ready(phrase).casefold() for phrase in phrases)


class Said(Enum):
    """What WhatsApp says in place of a message."""

    DELETED = "deleted"
    DELETED_BY_YOU = "deleted by you"
    ONCE = "once"
    """A photo, a video or a voice message that vanishes after one look."""
    LIVE_LOCATION = "live location"
    """Of which nothing is exported."""


_YOU = _folded(word for language in LANGUAGES for word in language.you)
_OMITTED = _folded(phrase for language in LANGUAGES for phrase in language.omitted)
_CONTACTS = _folded(phrase for language in LANGUAGES for phrase in language.omitted_contact)
_OMITTED_KINDS: dict[str, MediaKind | None] = dict.fromkeys(_CONTACTS) | {
    ready(phrase).casefold(): kind
    for language in LANGUAGES
    for kind, phrases in language.omitted_kinds.items()
    for phrase in phrases
}
_ATTACHED = _folded(word for language in LANGUAGES for word in language.attached)
_LOCATION = _folded(word for language in LANGUAGES for word in language.location)
_POLL = _folded(word for language in LANGUAGES for word in language.poll)
_EDITED = _folded(phrase for language in LANGUAGES for phrase in language.edited)
_SAID = tuple(
    (phrase, meaning)
    for language in LANGUAGES
    for phrases, meaning in (
        (language.deleted, Said.DELETED),
        (language.deleted_by_you, Said.DELETED_BY_YOU),
        (language.once, Said.ONCE),
        (language.live_location, Said.LIVE_LOCATION),
    )
    for phrase in phrases
)
_SAID_WHOLLY = {ready(phrase).casefold(): meaning for phrase, meaning in _SAID if "*" not in phrase}
_SAID_OPENLY = tuple((sentence(phrase), meaning) for phrase, meaning in _SAID if "*" in phrase)


def is_you(name: str) -> bool:
    """Is this the word by which WhatsApp calls the exporter?"""
    return len(name) <= _LONGEST_WORD and ready(name).casefold() in _YOU


def is_omitted(phrase: str) -> bool:
    """Android's word for a file that was left out, without the angle brackets."""
    return ready(phrase).casefold() in _OMITTED


def is_omitted_kind(phrase: str) -> bool:
    """Was a file left out on an iPhone, where its kind is said?"""
    return ready(phrase).casefold() in _OMITTED_KINDS


def omitted_kind(phrase: str) -> MediaKind | None:
    """Its kind; None for a contact's card."""
    return _OMITTED_KINDS[ready(phrase).casefold()]


def is_attached(word: str) -> bool:
    """Does this word stand beside the name of an attached file?"""
    return ready(word).casefold() in _ATTACHED


def is_location(word: str) -> bool:
    """Does this word stand before the address of a map?"""
    return len(word) <= _LONGEST_WORD and ready(word).casefold() in _LOCATION


def is_poll(word: str) -> bool:
    """Does a poll begin with this word?"""
    return len(word) <= _LONGEST_WORD and ready(word).casefold() in _POLL


def is_edited(phrase: str) -> bool:
    """Does this phrase say that the message was edited?"""
    return ready(phrase).casefold() in _EDITED


def said(text: str) -> Said | None:
    """What WhatsApp says in place of a message; None when somebody has written this."""
    if len(text) > _LONGEST or "\n" in text:
        return None
    same = ready(text)
    meaning = _SAID_WHOLLY.get(same.casefold())
    if meaning is not None:
        return meaning
    close = [(phrase, open_meaning) for phrase, open_meaning in _SAID_OPENLY if phrase.key in same]
    return next((open_meaning for phrase, open_meaning in close if phrase.match(same) is not None), None)


def is_deleted(text: str) -> bool:
    """Does this stand where a message was deleted?"""
    return said(text) in {Said.DELETED, Said.DELETED_BY_YOU}


def is_deleted_by_you(text: str) -> bool:
    """The same, of the exporter's own message."""
    return len(text) <= _LONGEST and _SAID_WHOLLY.get(ready(text).casefold()) is Said.DELETED_BY_YOU
