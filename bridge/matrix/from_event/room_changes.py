"""Changes of the room that are changes of the chat: its name, topic, picture, and what is pinned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bridge.matrix.cleaning import clean, clean_line
from bridge.matrix.events import EventId
from bridge.matrix.from_event.event import Event, event_id, sequence, string
from bridge.matrix.from_event.files import content_uri, picture
from bridge.matrix.from_event.known import Known, Target
from bridge.matrix.from_event.outcome import Meaning, Nothing, lost, meaning
from bridge.model.event import AvatarChange, DescriptionChange, Pin, TitleChange
from bridge.model.message import Content

UNCHANGED = Nothing("unchanged", "It is as it was before.")


def before(event: Event, known: Known) -> Mapping[str, Any] | None:
    """What the same state held before; None: nobody knows.

    An event that says nothing of it was the first: https://spec.matrix.org/v1.17/client-server-api/#room-event-format
    """
    told = known.before if event.before is None else event.before
    return {} if told is None and event.is_first else told


def hear_title(event: Event, known: Known) -> Meaning | Nothing:
    """The room's name, without what the bridge adds to it."""
    name = string(event.content.get("name"))
    title = clean_line(name.removesuffix(known.room_suffix))
    if not title:
        return lost("room-without-name", "A chat on the other side must have a name.")
    old = string((before(event, known) or {}).get("name"))
    return UNCHANGED if old.removesuffix(known.room_suffix) == title else meaning(TitleChange(title))


def hear_topic(event: Event, known: Known) -> Meaning | Nothing:
    """The room's topic."""
    topic = string(event.content.get("topic"))
    old = string((before(event, known) or {}).get("topic"))
    return UNCHANGED if old == topic else meaning(DescriptionChange(clean(topic)))


def hear_avatar(event: Event, known: Known) -> Meaning | Nothing:
    """The room's picture, or that it has none any more."""
    address = string(event.content.get("url"))
    if string((before(event, known) or {}).get("url")) == address:
        return UNCHANGED
    if not address:
        return meaning(AvatarChange())
    uri = content_uri(address)
    if uri is None:
        return lost("file-without-address", "The new picture cannot be found: its address is none.")
    return meaning(AvatarChange(picture(event.content, uri)))


def hear_pins(event: Event, known: Known) -> Meaning | Nothing:
    """Everything that was pinned, then everything that no longer is."""
    earlier = before(event, known)
    if earlier is None:
        return lost("pins-unknown", "It is not known what was pinned before, so nobody can tell what changed.")
    old, new = pinned(earlier), pinned(event.content)
    if set(old) == set(new):
        return UNCHANGED
    if not new and len(old) > 1:
        return meaning(Pin(removed=True))
    changes = [*_pins(old, new, known), *_unpins(old, new, known)]
    contents = tuple(change for change in changes if change is not None)
    missing = len(changes) - len(contents)
    if not contents:
        return lost("pin-target-not-here", "The pinned message is not known on the other side.")
    return Meaning(contents, (f"pin-target-not-here:{missing}",) if missing else ())


def pinned(content: Mapping[str, Any]) -> list[EventId]:
    """The pinned events, each once, in their order."""
    found = map(event_id, sequence(content.get("pinned")))
    return list(dict.fromkeys(event for event in found if event is not None))


def _pins(old: list[EventId], new: list[EventId], known: Known) -> Iterator[Content | None]:
    """None for each that the network does not know."""
    pinned_before = set(old)
    for event in new:
        if event not in pinned_before:
            target = _message(event, known)
            yield None if target is None else Pin(target.message)


def _unpins(old: list[EventId], new: list[EventId], known: Known) -> Iterator[Content | None]:
    still = set(new)
    for event in old:
        if event not in still:
            target = _message(event, known)
            yield None if target is None else Pin(target.message, removed=True)


def _message(event: EventId, known: Known) -> Target | None:
    target = known.targets.get(event)
    return target if target is not None and target.is_message else None
