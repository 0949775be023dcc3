"""Names and sentences for people."""

from __future__ import annotations

from collections.abc import Sequence

from bridge.matrix.cleaning import clean_line, clean_name
from bridge.matrix.events import Surroundings
from bridge.matrix.names import without_network
from bridge.model.event import Member
from bridge.model.ids import PersonId
from bridge.model.message import Message

NOBODY_KNOWN = "Somebody"


def name_of(person: PersonId, surroundings: Surroundings) -> str:
    """A person's name within a sentence, where the network's name would only disturb."""
    return without_network(surroundings.names[person], surroundings.network_title)


def name_of_member(member: Member, surroundings: Surroundings) -> str:
    """The name of someone a membership change is about, who is not always a known person."""
    if member.person is not None:
        return name_of(member.person, surroundings)
    return clean_name(member.name or "") or "somebody"


def subject_of(item: Message, surroundings: Surroundings) -> str:
    """Who acted, to begin a sentence with."""
    return NOBODY_KNOWN if item.sender is None else name_of(item.sender, surroundings)


def sentence(item: Message, predicate: str, surroundings: Surroundings) -> str:
    """``started a video chat`` as a whole sentence: ``Anna started a video chat``, or without a subject."""
    if item.sender is None:
        return predicate[:1].upper() + predicate[1:]
    return f"{name_of(item.sender, surroundings)} {predicate}"


def enumeration(words: Sequence[str]) -> str:
    """``Anna, Bora and Chidi``."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def reason_words(reason: str | None) -> str:
    """A reason in brackets behind a sentence, or nothing."""
    tidy = clean_line(reason or "")
    return f" ({tidy})" if tidy else ""
