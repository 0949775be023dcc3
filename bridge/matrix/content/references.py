"""What must be known about an item's surroundings before it can become events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from bridge.matrix.content.card import card_words
from bridge.matrix.content.contact import contact_words
from bridge.matrix.content.location import location_words
from bridge.matrix.content.poll import poll_words
from bridge.matrix.content.text_file import TextFile, text_file
from bridge.model.amendment import Deletion, ReactionChange, Revision, Vote
from bridge.model.content import Attachment, Card, Contact, Location, Poll, Unsupported, Written
from bridge.model.event import AvatarChange, Membership, Pin, RankChange
from bridge.model.ids import MediaId, MessageId, PersonId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.message import Message
from bridge.model.text import Style, Text
from bridge.model.unreadable import Unreadable

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class References:
    """What the portal must look up before an item becomes events; each once, in a stable order."""

    people: tuple[PersonId, ...] = ()
    """Whose ghost id and name are needed. All of them, or the conversion raises ``KeyError``."""
    actors: tuple[PersonId, ...] = ()
    """Those of them whose ghosts do something, or to whose ghosts something is done."""
    messages: tuple[MessageId, ...] = ()
    """Of this chat: whose main event is needed, if it is there (replies, pins, thread roots, what is amended)."""
    amended: tuple[MessageId, ...] = ()
    """Of this chat: all whose events are needed, and what stands under them; see ``Surroundings.parts``."""
    threads: tuple[MessageId, ...] = ()
    """Thread roots, whose newest event is needed."""
    media: tuple[Media, ...] = ()
    """Files to upload; every one has a ``reference``."""
    texts: tuple[TextFile, ...] = ()
    """Texts to upload, since they are too long for the timeline."""


def references(item: Message | Unreadable) -> References:
    """What must be known about this item's surroundings."""
    if isinstance(item, Unreadable):
        return References()
    said = item.content.content if isinstance(item.content, Revision) else item.content
    words = _words(said)
    return References(
        people=_distinct([*_people(item, words), *_actors(item)]),
        actors=_distinct(_actors(item)),
        messages=_distinct(_messages(item)),
        amended=_distinct(_amended(item.content)),
        threads=() if item.thread is None else (item.thread,),
        media=_distinct(media for media in _media(said, words) if media.reference is not None),
        texts=tuple(filter(None, [text_file(words)])) if type(said) in _MAY_BECOME_FILES else (),
    )


_WORDS: dict[type, Callable[[Any], Text]] = {
    Written: lambda content: content.text,
    Attachment: lambda content: content.caption,
    Unsupported: lambda content: content.text,
    Card: card_words,
    Contact: contact_words,
    Location: location_words,
    Poll: poll_words,
}

_MAY_BECOME_FILES: frozenset[type] = frozenset({Written, Unsupported, Card, Contact})
"""Contents that are words in the first place. A caption stays beside what it belongs to, in as many parts as it takes."""


def _words(content: object) -> Text:
    words = _WORDS.get(type(content))
    return words(content) if words else Text()


def _people(item: Message, words: Text) -> Iterator[PersonId | None]:
    yield item.sender
    yield from (span.person for span in words.spans)
    if item.forward is not None:
        yield item.forward.person


def _actors(item: Message) -> Iterator[PersonId | None]:
    yield item.sender
    if isinstance(item.content, Membership):
        yield from (member.person for member in item.content.members)
    if isinstance(item.content, RankChange):
        yield item.content.person
    reactions = item.content.reactions if isinstance(item.content, ReactionChange) else item.reactions
    for reaction in reactions:
        yield from (reactor.person for reactor in reaction.by)


def _messages(item: Message) -> Iterator[MessageId | None]:
    if item.reply is not None and item.reply.chat is None:
        yield item.reply.message
    yield item.thread
    if isinstance(item.content, Pin):
        yield item.content.message
    yield from _amended(item.content)


def _amended(content: object) -> Iterator[MessageId]:
    if isinstance(content, Revision | ReactionChange | Vote):
        yield content.message
    elif isinstance(content, Deletion):
        yield from content.messages


def _media(said: object, words: Text) -> Iterator[Media]:
    yield from _files(said)
    for span in words.spans:
        if span.style is Style.CUSTOM_EMOJI and span.media is not None:
            yield _picture(span.media, MediaKind.STICKER)


def _files(content: object) -> Iterator[Media]:
    if isinstance(content, Attachment):
        yield content.media
        if content.media.reference is None and content.media.thumbnail is not None:
            yield _picture(content.media.thumbnail, MediaKind.IMAGE)
    elif isinstance(content, Contact) and content.vcard is not None:
        yield content.vcard
    elif isinstance(content, AvatarChange) and content.avatar is not None:
        yield content.avatar


def _picture(reference: MediaId, kind: MediaKind) -> Media:
    """A picture of which the model has nothing but its place."""
    return Media(kind=kind, state=MediaState.PRESENT, reference=reference)


def _distinct(things: Iterable[Thing | None]) -> tuple[Thing, ...]:
    return tuple(dict.fromkeys(thing for thing in things if thing is not None))
