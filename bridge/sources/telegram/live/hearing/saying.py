"""One message as it is heard: what those who hear its parts need to know of the whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bridge.model.chat import Chat
from bridge.model.content import Unsupported
from bridge.model.ids import PersonId
from bridge.model.media import Media
from bridge.model.message import Content
from bridge.model.text import Text
from bridge.sources.telegram import posts, scene, service
from bridge.sources.telegram.entities import TextReader
from bridge.sources.telegram.ledger import Ledger
from bridge.sources.telegram.live.hearing.files import Found
from bridge.sources.telegram.live.hearing.scene import Scene
from bridge.sources.telegram.live.hearing.texts import always_there
from bridge.sources.telegram.live.hearing.who import names_of
from bridge.sources.telegram.record import Malformed, Record

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Saying:
    """A message, its surroundings, and what it says in words; of a message with a file, the caption."""

    message: Any
    scene: Scene
    chat: Chat
    origin: str
    """Where Telegram has the message, which is not always the chat it is shown in: ``message/chat2/55``."""
    text: Text
    sender: PersonId | None
    shift: int = 0
    """What is added to the numbers of messages from before a group became a supergroup."""

    @property
    def answered(self) -> int | None:
        """The message that this one answers, or is about."""
        number = getattr(self.message.reply_to, "reply_to_msg_id", None)
        return number + self.shift if number else None

    def name(self, person: str) -> str | None:
        """How somebody is shown."""
        return self.names([person])[0]

    def names(self, people: Iterable[str]) -> list[str | None]:
        return names_of(people, self.scene.peers)

    def keep(self, found: Found) -> Media:
        """A file of this message, which can be fetched from now on."""
        self.scene.remembered.remember(found.places)
        return found.media


Hear = Callable[[Any, Saying], Sequence[Content]]
"""Hears a part of a message (a ``MessageMedia…`` or ``MessageAction…``): none when it adds nothing to the words."""


@dataclass(frozen=True)
class Kind:
    """A row in the table of kinds: what the model has for it, how it is heard, and a remark for people."""

    becomes: str
    hear: Callable[..., Any]
    remark: str = ""


def as_posted(fields: Fields, saying: Saying) -> Sequence[Content]:
    """What the reader of exports makes of a post for which Telegram Desktop writes these fields."""
    return _read(lambda record: posts.read(record, set(fields), _as_exported(saying)), fields, saying)


def as_happened(action: str, fields: Fields, saying: Saying) -> Sequence[Content]:
    """What the reader of exports makes of this action."""
    told = {"action": action, **fields}
    return _read(lambda record: [service.read(record, set(told) - {"action"}, _as_exported(saying))], told, saying)


def _read(read: Callable[[Record], Sequence[Content]], fields: Fields, saying: Saying) -> Sequence[Content]:
    try:
        return read(Record(fields, Ledger()))
    except Malformed as problem:
        return (Unsupported(what=str(problem), text=saying.text),)


def _as_exported(saying: Saying) -> scene.Scene:
    return scene.Scene(
        chat=saying.chat,
        files=always_there,
        texts=TextReader(always_there, Ledger()),
        text=saying.text,
        sender=saying.sender,
        name=saying.name(saying.sender) if saying.sender else None,
    )
