"""One Matrix event as messages of the neutral model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bridge.model.codec import Item
from bridge.model.content import Unsupported
from bridge.model.event import Notice
from bridge.model.ids import MessageId
from bridge.model.message import Content, Message, Reaction, Reactor, Reply
from bridge.model.text import Text
from bridge.sources.chat_history import ChatHistory
from bridge.sources.element import contents, happenings
from bridge.sources.element.contents import Sent
from bridge.sources.element.files import Files
from bridge.sources.element.members import MEMBER, Members
from bridge.sources.element.people import People
from bridge.sources.element.polls import STARTS, poll
from bridge.sources.element.survey import ENDS, RESPONSES, Survey, clear, reaction_key, related, relation
from bridge.sources.loose_values import Fields, first_words, identifier, milliseconds, record, records, size, words

_MESSAGE = "m.room.message"
_REDACTION = "m.room.redaction"
_BEACONS = ("m.beacon", "org.matrix.msc3672.beacon")
_ENCRYPTED = "m.room.encrypted"
_NO_KEY = "an encrypted message that the exporting Element had no key for"


@dataclass(frozen=True)
class Scene:
    """Where the events of one room stand."""

    history: ChatHistory
    people: People
    members: Members
    files: Files
    seen: Survey


def read(value: object, scene: Scene) -> list[Item]:
    """The people whom an event names for the first time, and what it says; nothing when another says it."""
    if not isinstance(value, dict):
        return [scene.history.broken("an event is no object")]
    event = clear(value)
    name, time = identifier(event.get("event_id")), milliseconds(event.get("origin_server_ts"))
    if time is None or not words(event.get("type")):
        return [scene.history.broken("the event has no time or no type", message=name, time=time)]
    if name is not None:
        scene.seen.meet(name)
    if _is_said_elsewhere(event, scene.seen):
        return []
    message, more = _message(event, name or f"event {scene.history.records + 1}", time, scene)
    admitted = scene.history.admitted(message, more)
    return [*scene.people.introductions(), *admitted]


def _is_said_elsewhere(event: Fields, seen: Survey) -> bool:
    """What was said about a message is said with that message."""
    about = event.get("type") in {"m.reaction", *RESPONSES} or related(event, "m.replace") is not None
    return about and seen.is_about(event)


def _message(event: Fields, name: str, time: int, scene: Scene) -> tuple[Message, Sequence[Content]]:
    edit = _edit_of(event, scene.seen)
    reply, thread = _relations(event, name)
    sent = Sent(scene.people, scene.files, time, is_reply=bool(record(relation(event).get("m.in_reply_to"))))
    sender = scene.people.of(event.get("sender"))
    said = {**event, "content": edit.content} if edit.content else event
    content, *more = _contents(said, name, sent, scene)
    return (
        Message(
            chat=scene.history.chat.id,
            id=MessageId(name),
            time=time,
            place=scene.history.place(None, time),
            content=content,
            sender=sender,
            reply=reply,
            thread=thread,
            edited=edit.time,
            reactions=_reactions(event, name, scene),
        ),
        more,
    )


class _Edited(NamedTuple):
    time: int | None = None
    content: Fields | None = None


def _edit_of(event: Fields, seen: Survey) -> _Edited:
    """The newest version, from the edit itself or from what the server told of it; Element shows that already."""
    if related(event, "m.replace"):
        content = record(happenings.content_of(event).get("m.new_content"))
        return _Edited(milliseconds(event.get("origin_server_ts")), content)
    bundled = clear(record(_bundled(event).get("m.replace")))
    found = [
        _Edited(
            milliseconds(bundled.get("origin_server_ts")), record(happenings.content_of(bundled).get("m.new_content"))
        )
    ]
    edit = seen.edits.get(words(event.get("event_id")) or "")
    if edit is not None and edit.sender == event.get("sender"):
        found.append(_Edited(edit.time, edit.content))
    return max(found, key=lambda one: one.time or 0)


def _bundled(event: Fields) -> Fields:
    """What the server gathered of an event's relations."""
    return record(record(event.get("unsigned")).get("m.relations"))


def _relations(event: Fields, name: str) -> tuple[Reply | None, MessageId | None]:
    how = relation(event)
    answered = identifier(record(how.get("m.in_reply_to")).get("event_id"))
    target = identifier(how.get("event_id"))
    thread = target if how.get("rel_type") == "m.thread" and target != name else None
    if thread and how.get("is_falling_back") is True:
        # Clients without threads are shown an answer where there is none.
        answered = None
    if answered is None and event.get("type") in {"m.reaction", _REDACTION, *ENDS, *RESPONSES, *_BEACONS}:
        answered = target or identifier(event.get("redacts")) or identifier(happenings.content_of(event).get("redacts"))
    reply = Reply(message=MessageId(answered)) if answered and answered != name else None
    return reply, MessageId(thread) if thread else None


def _contents(event: Fields, name: str, sent: Sent, scene: Scene) -> Sequence[Content]:
    kind, content = str(event.get("type")), happenings.content_of(event)
    if redaction := _redaction(event):
        return [_deleted(event, redaction, scene.people)]
    if kind == _MESSAGE:
        return [contents.read(content, sent) if content else Notice("deleted this message", action=_REDACTION)]
    if kind == MEMBER:
        return scene.members.read(event)
    if kind in STARTS:
        return [poll(content, name, scene.seen)]
    return [_aside(event, sent)] if kind in _ASIDE else happenings.read(event, scene.people) or [_unknown(event, sent)]


def _redaction(event: Fields) -> Fields:
    """Of an event whose content was removed: by whom, and why."""
    unsigned = record(event.get("unsigned"))
    return record(unsigned.get("redacted_because")) or record(event.get("redacted_because"))


def _deleted(event: Fields, redaction: Fields, people: People) -> Notice:
    by = words(redaction.get("sender"))
    what = "this message" if event.get("state_key") is None else "what this said"
    if by is None or by == event.get("sender"):
        return Notice(f"deleted {what}", action=_REDACTION)
    return Notice(f"wrote a message that {people.name(by)} deleted", action=_REDACTION)


_ASIDE = frozenset({"m.sticker", "m.reaction", _ENCRYPTED, _REDACTION, "m.location", *_BEACONS, *ENDS, *RESPONSES})


def _aside(event: Fields, sent: Sent) -> Content:
    """What is no ``m.room.message``, and no state of the room either."""
    kind, content = event.get("type"), happenings.content_of(event)
    if kind == "m.sticker":
        return contents.sticker(content, sent)
    if kind == _ENCRYPTED:
        return Unsupported(what=_NO_KEY)
    if kind == "m.location" or kind in _BEACONS:
        return contents.location(content, sent)
    if kind == "m.reaction":
        return Notice(f"reacted with {reaction_key(event) or 'something'}", action="m.reaction")
    if kind == _REDACTION:
        reason = first_words(content, "reason")
        return Notice(f"deleted a message{f': {reason}' if reason else ''}", action=_REDACTION)
    return Notice("ended a poll" if kind in ENDS else "voted in a poll", action=str(kind))


def _unknown(event: Fields, sent: Sent) -> Unsupported:
    said = contents.text(happenings.content_of(event), sent)
    return Unsupported(what=str(event.get("type")), text=said or Text(first_words(event, "body") or ""))


def _reactions(event: Fields, name: str, scene: Scene) -> tuple[Reaction, ...]:
    known = scene.seen.reactions.get(name)
    if known is None:
        return tuple(_counted(record(_bundled(event).get("m.annotation"))))
    return tuple(
        Reaction(emoji=emoji, count=len(times), by=tuple(_reactors(times, scene.people)))
        for emoji, times in known.items()
    )


def _reactors(times: dict[str, int | None], people: People) -> list[Reactor]:
    return [Reactor(person=who, time=time) for person, time in times.items() if (who := people.of(person))]


def _counted(bundle: Fields) -> list[Reaction]:
    """Old servers told how many, and not who."""
    told = [(first_words(entry, "key"), size(entry.get("count"))) for entry in records(bundle.get("chunk"))]
    return [Reaction(emoji=key, count=count) for key, count in told if key and count]
