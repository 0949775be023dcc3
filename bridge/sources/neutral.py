"""What an item of the neutral format must keep to besides its shape: the rules of ``docs/neutral-format.md``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from bridge.model.chat import Chat
from bridge.model.codec import Item
from bridge.model.event import Member
from bridge.model.ids import MediaId, PersonId
from bridge.model.media import Media, MediaState
from bridge.model.message import Forward, Message, Reaction, Reactor
from bridge.model.parts import rebuilt
from bridge.model.text import Span, Text
from bridge.model.unreadable import Unreadable
from bridge.sources.archive import Archive

LATEST = 253_402_300_799_999
"""The last millisecond of the year 9999, in ms since 1970."""

_NETWORK = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_THERE = frozenset({MediaState.PRESENT, MediaState.RENAMED, MediaState.REMOTE})


def fault(item_parts: Iterable[Struct]) -> str | None:
    """Why an item of the right shape is wrong all the same, given what it is made of; None when it is right."""
    for part in item_parts:
        if any(type(value) is int and not -(2**63) <= value < 2**63 for value in _values(part)):
            return "a number needs more than 64 bits"
        rule = _RULES.get(type(part))
        if rule and (why := rule(part)):
            return why
    return None


def _values(part: Struct) -> Iterator[object]:
    return (getattr(part, name) for name in part.__struct_fields__)


def _time_fault(*times: int | None) -> str | None:
    sane = all(time is None or 0 <= time <= LATEST for time in times)
    return None if sane else "a time is not in the years 1970 to 9999"


def _chat_fault(chat: Chat) -> str | None:
    return None if _NETWORK.fullmatch(chat.network) else "a network is a short word in lower case: `telegram`"


def _message_fault(message: Message) -> str | None:
    if message.thread == message.id:
        return "a message is its own thread"
    return _time_fault(message.time, message.edited)


def _text_fault(text: Text) -> str | None:
    inside = all(0 <= span.start < span.end <= len(text.plain) for span in text.spans)
    return None if inside else "a span does not lie inside its text"


def _media_fault(media: Media) -> str | None:
    agrees = (media.state in _THERE) == (media.reference is not None)
    return None if agrees else "a file has a `reference` exactly when it is `present`, `renamed` or `remote`"


def _reaction_fault(reaction: Reaction) -> str | None:
    counts = reaction.count >= max(1, len(reaction.by))
    return None if counts else "a reaction counts fewer people than it names"


_RULES: Mapping[type[Struct], Callable[[Any], str | None]] = {
    Chat: _chat_fault,
    Message: _message_fault,
    Unreadable: lambda unreadable: _time_fault(unreadable.time),
    Forward: lambda forward: _time_fault(forward.time),
    Reactor: lambda reactor: _time_fault(reactor.time),
    Text: _text_fault,
    Media: _media_fault,
    Reaction: _reaction_fault,
}


def people_in(item_parts: Iterable[Struct]) -> Iterator[PersonId]:
    """Whoever takes part in an item. Not where a forwarded message came from: they may never have been here."""
    for part in item_parts:
        person = part.sender if isinstance(part, Message) else None
        if isinstance(part, Span | Member | Reactor):
            person = part.person
        if person is not None:
            yield person


def has_media(item_parts: Iterable[Struct]) -> bool:
    """Does an item refer to files at all?"""
    return any(isinstance(part, Media | Span | Reaction) for part in item_parts)


def with_media_of(archive: Archive, beside: str, item: Item) -> Item:
    """The item with each file found in the archive, or said to be lost; ``beside`` is where the item stands."""

    def settled(part: Struct) -> Struct:
        if isinstance(part, Media) and part.reference is not None and part.state is not MediaState.REMOTE:
            return _found(part, part.reference, archive, beside)
        if isinstance(part, Span | Reaction) and part.media is not None:
            return msgspec.structs.replace(part, media=_existing(part.media, archive, beside))
        return part

    return rebuilt(item, settled)


def _found(media: Media, reference: str, archive: Archive, beside: str) -> Media:
    thumbnail = _existing(media.thumbnail, archive, beside) if media.thumbnail else None
    found = archive.resolve(reference, beside)
    if found is None:
        reason = f"the export has no file {reference!r}"
        return msgspec.structs.replace(
            media, state=MediaState.LOST, reference=None, thumbnail=thumbnail, reason=media.reason or reason
        )
    state = MediaState.RENAMED if found.renamed else media.state
    return msgspec.structs.replace(media, state=state, reference=MediaId(found.name), thumbnail=thumbnail)


def _existing(reference: str, archive: Archive, beside: str) -> MediaId | None:
    found = archive.resolve(reference, beside)
    return MediaId(found.name) if found else None
