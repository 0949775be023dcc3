"""From an event that somebody sent to what it says: messages of the neutral model, with their files. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bridge.matrix.events import ContentUri
from bridge.matrix.from_event.amending import HearContent, hear_edit
from bridge.matrix.from_event.event import IN_THREAD, REPLACES, Event, read_event
from bridge.matrix.from_event.kinds import kind_of_event
from bridge.matrix.from_event.known import Known
from bridge.matrix.from_event.outcome import Meaning, Nothing, Understood
from bridge.matrix.from_event.speech import hear_unknown
from bridge.model.ids import MediaId, MessageId
from bridge.model.media import Media
from bridge.model.message import Content, Message, Reply
from bridge.model.parts import parts

MALFORMED = Nothing("malformed", "It is no event that can be read.")
OURS = Nothing("ours", "The bridge said it itself.")
TAKEN_BACK = Nothing("taken-back", "It was deleted before it could be carried over.")


def understand(event: Mapping[str, Any], known: Known) -> Understood | Nothing:
    """What an event says to the people on the network; or why there is nothing to tell them.

    ``event`` is as the homeserver sends it. Never raises: whatever is in an event was written by a stranger.
    """
    found = read_event(event)
    if not (found.id and found.type and found.sender):
        return MALFORMED
    if found.sender in known.ours:
        return OURS
    if found.is_taken_back or _is_bare(found):
        return TAKEN_BACK
    said = _hear(found, known)
    return said if isinstance(said, Nothing) else _understood(found, said, known)


def _is_bare(event: Event) -> bool:
    """What is left of a message that was deleted, where nobody says that it was."""
    return not event.content and event.state_key is None and event.redacts is None


def _hear(event: Event, known: Known) -> Meaning | Nothing:
    kind = kind_of_event(event)
    if kind.nothing is not None:
        return kind.nothing
    if kind.hear_event is not None:
        return kind.hear_event(event, known)
    if event.related(REPLACES) is not None:
        return hear_edit(event, known, _new_words(event))
    return (kind.hear_content or hear_unknown)(event, event.content, known)


def _new_words(event: Event) -> HearContent:
    """An edited message may be of another sort of message than before: the new content counts."""
    edited = Event(id=event.id, type=event.type, sender=event.sender, content=event.new_content)
    return kind_of_event(edited).hear_content or hear_unknown


@dataclass(frozen=True)
class _Place:
    """What a message answers, and the thread that it is in."""

    reply: Reply | None = None
    thread: MessageId | None = None
    losses: tuple[str, ...] = ()


def _understood(event: Event, said: Meaning, known: Known) -> Understood:
    place = _place(event, known)
    messages = tuple(_message(event, number, content, place, known) for number, content in enumerate(said.contents))
    return Understood(
        messages=messages,
        files={uri: ContentUri(uri) for message in messages for uri in _files(message)},
        losses=(*said.losses, *place.losses),
        is_emote=said.is_emote,
        also=said.also,
    )


def _message(event: Event, number: int, content: Content, place: _Place, known: Known) -> Message:
    return Message(
        chat=known.chat,
        id=MessageId(f"{event.id}~{number}" if number else event.id),
        time=event.time,
        place=0,
        content=content,
        reply=place.reply,
        thread=place.thread,
    )


def _files(message: Message) -> list[MediaId]:
    media = [part for part in parts(message.content) if isinstance(part, Media)]
    return [uri for each in media for uri in (each.reference, each.thumbnail) if uri is not None]


def _place(event: Event, known: Known) -> _Place:
    answered, root = event.answers, event.related(IN_THREAD)
    reply, thread = _message_of(answered, known), _message_of(root, known)
    lost = {
        "reply-target-not-here": answered is not None and reply is None,
        "thread-root-not-here": root is not None and thread is None,
    }
    return _Place(
        reply=None if reply is None else Reply(message=reply),
        thread=thread,
        losses=tuple(code for code, happened in lost.items() if happened),
    )


def _message_of(event: str | None, known: Known) -> MessageId | None:
    target = known.targets.get(event or "")
    return target.message if target is not None and target.is_message else None
