"""One record of an export as messages of the neutral model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from msgspec import structs

from bridge.model.codec import Item
from bridge.model.content import Unsupported, Written
from bridge.model.event import Pin
from bridge.model.ids import MessageId, PersonId
from bridge.model.message import Content, Forward, Message, Reply
from bridge.model.text import Span, Style, Text
from bridge.sources.chat_history import ChatHistory
from bridge.sources.loose_values import Fields, first_words, identifier, record, records, words
from bridge.sources.slack import attachments, blocks, happenings, mrkdwn, reactions
from bridge.sources.slack.files import Files
from bridge.sources.slack.names import Names
from bridge.sources.slack.people import People
from bridge.sources.slack.pins import Pins
from bridge.sources.slack.times import Moment, milliseconds, moment
from bridge.sources.text_writer import lines_of

_UPLOADED = re.compile(r"<@[^>]{1,300}> (?:uploaded|shared|mentioned|added|pinned)(?: and commented on)? [^<\n]{0,80}<")
_COMMENTED = " and commented: "
_EMPTY = "an empty message"


@dataclass(frozen=True)
class Scene:
    """Where the records of one chat stand."""

    history: ChatHistory
    names: Names
    files: Files
    pins: Pins
    day_file: str

    @property
    def people(self) -> People:
        return self.names.people


def read(value: object, scene: Scene) -> list[Item]:
    """The people whom a record names for the first time, and its messages."""
    if not isinstance(value, dict):
        return [scene.history.broken("a message is no object")]
    when = moment(value.get("ts"))
    if when is None:
        return [scene.history.broken("the message has no time, which is its id, too")]
    message, further = _message(value, when, scene)
    scene.pins.note(value, when)
    scene.pins.said(message.content)
    admitted = scene.history.admitted(message, further)
    return [*scene.people.introductions(), *admitted]


def _message(fields: Fields, when: Moment, scene: Scene) -> tuple[Message, Sequence[Content]]:
    kind = first_words(fields, "subtype") or ""
    sender = _sender(fields, kind, scene.people)
    said = _said(fields, kind, sender, scene)
    thread = moment(fields.get("thread_ts"))
    message = Message(
        chat=scene.history.chat.id,
        id=MessageId(when.id),
        time=when.time,
        place=scene.history.place(when.place, when.time),
        content=said.contents[0],
        sender=sender,
        reply=_reply(fields, kind, when),
        thread=MessageId(thread.id) if thread and thread.id != when.id else None,
        forward=said.forward,
        signature=_signature(fields, sender, scene.people),
        edited=milliseconds(record(fields.get("edited")).get("ts")),
        reactions=reactions.read(fields.get("reactions"), scene.people),
    )
    return message, said.contents[1:]


def _sender(fields: Fields, kind: str, people: People) -> PersonId | None:
    if kind == "file_comment":
        return people.of(record(fields.get("comment")).get("user")) or people.sender(fields)
    acting = people.of(happenings.actor(fields, kind))
    if acting is not None:
        return acting
    if kind in happenings.DELETED and identifier(fields.get("user")) in {None, "USLACKBOT"}:
        return None
    return people.sender(fields)


def _signature(fields: Fields, sender: PersonId | None, people: People) -> str | None:
    """A bot can speak under many names; the one of this message, where it is not the one that it is known by."""
    name = first_words(fields, "username") if fields.get("bot_id") else None
    return name if sender is not None and name != people.name_of(sender) else None


def _reply(fields: Fields, kind: str, when: Moment) -> Reply | None:
    if kind not in {"message_changed", "message_deleted"}:
        return None
    target = happenings.target_of(fields)
    return Reply(message=MessageId(target)) if target and target != when.id else None


@dataclass(frozen=True)
class _Said:
    contents: Sequence[Content]
    forward: Forward | None = None


def _said(fields: Fields, kind: str, sender: PersonId | None, scene: Scene) -> _Said:
    what = first_words(fields, "type") or "message"
    if what != "message":
        return _Said([Unsupported(what=what, text=_text(fields, kind, scene.names))])
    if kind and kind not in happenings.SPOKEN:
        event = happenings.read(happenings.Happening(kind, fields, scene.names, sender))
        return _Said([event, *_beside(event, fields, scene)])
    text = _text(fields, kind, scene.names)
    attached = attachments.read(fields, scene.names, alone=not text.plain)
    text = lines_of(text, attached.shared)
    media = _files(fields, attached.files, text, scene)
    written: list[Content] = [] if media or not text.plain else [Written(text)]
    contents = [*written, *media, *attached.cards]
    return _Said(contents or [Unsupported(what=_EMPTY)], attached.forward)


def _beside(event: Content, fields: Fields, scene: Scene) -> list[Content]:
    """What hangs below an event; below a pin, that is the pinned message once more."""
    if isinstance(event, Pin):
        return []
    attached = attachments.read(fields, scene.names, alone=False)
    shared: list[Content] = [Written(attached.shared)] if attached.shared.plain else []
    return [*shared, *_files(fields, attached.files, Text(), scene), *attached.cards]


def _text(fields: Fields, kind: str, names: Names) -> Text:
    if kind == "file_comment":
        return _comment(fields, names)
    built = blocks.read(fields.get("blocks"), names)
    if not built.plain:
        source = _own_words(fields, words(fields.get("text")) or "")
        built = mrkdwn.read(source, names, styles=fields.get("mrkdwn") is not False)
    return _slanted(built) if kind == "me_message" else built


def _own_words(fields: Fields, text: str) -> str:
    """Before 2018 Slack announced a file in words of its own, which are nobody's."""
    if fields.get("file") is None or not _UPLOADED.match(text):
        return text
    comment = words(record(record(fields.get("file")).get("initial_comment")).get("comment"))
    return comment or text.partition(_COMMENTED)[2]


def _comment(fields: Fields, names: Names) -> Text:
    """What somebody wrote below a file, as one could before 2018."""
    file = record(fields.get("file"))
    title = first_words(file, "title", "name")
    said = words(record(fields.get("comment")).get("comment")) or words(fields.get("text")) or ""
    return lines_of(Text(f"On the file “{title}”:" if title else ""), mrkdwn.read(said, names))


def _slanted(text: Text) -> Text:
    """``/me waves``."""
    if not text.plain:
        return text
    span = Span(start=0, end=len(text.plain), style=Style.ITALIC)
    return structs.replace(text, spans=(span, *text.spans))


def _files(fields: Fields, shared: Sequence[Fields], caption: Text, scene: Scene) -> list[Content]:
    """The words of a message are the caption of its first file."""
    entries = [*records(fields.get("files")), *shared]
    single = fields.get("file")
    if isinstance(single, dict) and not entries and fields.get("subtype") != "file_comment":
        entries = [single]
    found: list[Content] = []
    for entry in entries:
        found.append(scene.files.content(entry, Text() if found else caption, scene.day_file))
    return found
