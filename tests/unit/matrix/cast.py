"""Factories with a default for everything, and the people of all tests: Anna, Bora, Chidi and Dana."""

from __future__ import annotations

from typing import Any

from bridge.matrix.events import ContentUri, Draft, EventId, Surroundings, Upload, UserId
from bridge.matrix.source_key import SourceKeys
from bridge.matrix.to_content import Converted, convert
from bridge.model.content import Attachment, Written
from bridge.model.event import Pin
from bridge.model.ids import ChatId, MediaId, MessageId, Network, PersonId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.message import Content, Message, Reply
from bridge.model.text import Span, Style, Text

ANNA, BORA, CHIDI, DANA = (PersonId(name) for name in ("anna", "bora", "chidi", "dana"))
BOT = UserId("@beringia:example.org")
KEYS = SourceKeys(b"a secret of thirty-two octets....", Network("telegram"), ChatId("channel1"))
PHOTO = MediaId("photos/beach.jpg")


def ghost(person: str) -> UserId:
    return UserId(f"@ghost_{person}:example.org")


def surroundings(**changes: Any) -> Surroundings:
    people = (ANNA, BORA, CHIDI, DANA)
    defaults: dict[str, Any] = {
        "network_title": "Telegram",
        "bot": BOT,
        "room_suffix": " (Telegram)",
        "ghosts": {person: ghost(person) for person in people},
        "names": {person: f"{person.title()} (Telegram)" for person in people},
        "joined": frozenset(map(ghost, people)),
    }
    return Surroundings(**defaults | changes)


def message(content: Content | str = "Hello", **changes: Any) -> Message:
    said = Written(Text(content)) if isinstance(content, str) else content
    defaults: dict[str, Any] = {"chat": ChatId("channel1"), "id": MessageId("7"), "time": 1_600_000_000_000, "place": 7}
    return Message(**defaults | {"content": said, "sender": ANNA} | changes)


def reply(target: str, chat: str | None = None) -> Reply:
    return Reply(message=MessageId(target), chat=None if chat is None else ChatId(chat))


def pin(target: str) -> Pin:
    return Pin(MessageId(target))


def text(plain: str, *spans: Span) -> Text:
    return Text(plain, spans)


def span(words: str, style: Style, within: str, **more: Any) -> Span:
    start = within.index(words)
    return Span(start=start, end=start + len(words), style=style, **more)


def attachment(kind: MediaKind = MediaKind.IMAGE, caption: str = "", **changes: Any) -> Attachment:
    defaults: dict[str, Any] = {"state": MediaState.PRESENT, "reference": PHOTO, "file_name": "beach.jpg"}
    return Attachment(media=Media(kind=kind, **defaults | changes), caption=Text(caption))


def upload(mime_type: str = "image/jpeg", **changes: Any) -> Upload:
    defaults: dict[str, Any] = {"uri": ContentUri("mxc://example.org/beach"), "size": 9, "sha256": "00"}
    return Upload(mime_type=mime_type, **defaults | changes)


def uploaded(mime_type: str = "image/jpeg", **changes: Any) -> Surroundings:
    return surroundings(uploads={PHOTO: upload(mime_type, **changes)})


def here(*messages: str) -> dict[str, EventId]:
    return {message: EventId(f"$event-{message}") for message in messages}


def converted(item: Message, around: Surroundings | None = None) -> Converted:
    return convert(item, around or surroundings(), KEYS)


def drafts(item: Message, around: Surroundings | None = None) -> tuple[Draft, ...]:
    return converted(item, around).drafts


def only(item: Message, around: Surroundings | None = None) -> Draft:
    (draft,) = drafts(item, around)
    return draft
