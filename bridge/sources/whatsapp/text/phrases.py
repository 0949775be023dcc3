"""What is said in messages by WhatsApp itself, in all languages: left out, deleted, edited, attached."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from bridge.model.media import MediaKind
from bridge.sources.whatsapp.text.sentences import Sentence, ready, sentence
from bridge.sources.whatsapp.text.words import LANGUAGES

_LONGEST = 200
"""Characters of a phrase; what is longer was written by people."""


def _folded(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(ready(phrase).casefold() for phrase in phrases)


def _sentences(phrases: Iterable[str]) -> tuple[Sentence, ...]:
    return tuple(sentence(phrase) for phrase in phrases)


_YOU = _folded(word for language in LANGUAGES for word in language.you)
_OMITTED = _folded(phrase for language in LANGUAGES for phrase in language.omitted)
_OMITTED_CONTACT = _folded(phrase for language in LANGUAGES for phrase in language.omitted_contact)
_OMITTED_KINDS = {
    ready(phrase).casefold(): kind
    for language in LANGUAGES
    for kind, phrases in language.omitted_kinds.items()
    for phrase in phrases
}
_ONCE = _sentences(phrase for language in LANGUAGES for phrase in language.once)
_ATTACHED = _folded(word for language in LANGUAGES for word in language.attached)
_LOCATION = _folded(word for language in LANGUAGES for word in language.location)
_LIVE = _folded(word for language in LANGUAGES for word in language.live_location)
_POLL = _folded(word for language in LANGUAGES for word in language.poll)
_EDITED = _folded(phrase for language in LANGUAGES for phrase in language.edited)
_DELETED = _sentences(phrase for language in LANGUAGES for phrase in language.deleted)
_DELETED_BY_YOU = _sentences(phrase for language in LANGUAGES for phrase in language.deleted_by_you)


def is_you(name: str) -> bool:
    """Is this the word by which WhatsApp calls the exporter?"""
    return ready(name).casefold() in _YOU


def is_omitted(phrase: str) -> bool:
    """Android's word for a file that was left out, without the angle brackets."""
    return ready(phrase).casefold() in _OMITTED


def omitted_kind(phrase: str) -> MediaKind | None:
    """The kind of a file that was left out on an iPhone; None: this says something else."""
    return _OMITTED_KINDS.get(ready(phrase).casefold())


def is_omitted_contact(phrase: str) -> bool:
    """Was a contact's card left out?"""
    return ready(phrase).casefold() in _OMITTED_CONTACT


def is_attached(word: str) -> bool:
    """Does this word stand beside the name of an attached file?"""
    return ready(word).casefold() in _ATTACHED


def is_location(word: str) -> bool:
    """Does this word stand before the address of a map?"""
    return ready(word).casefold() in _LOCATION


def is_live_location(text: str) -> bool:
    """Was a live location shared, of which nothing is exported?"""
    return len(text) <= _LONGEST and ready(text).casefold() in _LIVE


def is_poll(word: str) -> bool:
    """Does a poll begin with this word?"""
    return ready(word).casefold() in _POLL


def is_edited(phrase: str) -> bool:
    """Does this phrase say that the message was edited?"""
    return ready(phrase).casefold() in _EDITED


@lru_cache(maxsize=4096)
def is_once(text: str) -> bool:
    """Was it a photo, a video or a voice message that vanishes after one look?"""
    return _is_one_of(text, _ONCE)


@lru_cache(maxsize=4096)
def is_deleted(text: str) -> bool:
    """Does this stand where a message was deleted?"""
    return _is_one_of(text, _DELETED) or is_deleted_by_you(text)


@lru_cache(maxsize=4096)
def is_deleted_by_you(text: str) -> bool:
    """The same, of the exporter's own message."""
    return _is_one_of(text, _DELETED_BY_YOU)


def _is_one_of(text: str, sentences: Iterable[Sentence]) -> bool:
    if len(text) > _LONGEST or "\n" in text:
        return False
    same = ready(text)
    return any(one.match(same) is not None for one in sentences)
