"""One record with an id, as one or more messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bridge.model.chat import Chat, ChatKind
from bridge.model.codec import Item
from bridge.model.content import Attachment, Card, Contact, Location, Poll, Unsupported, Written
from bridge.model.ids import ChatId, MessageId, PersonId
from bridge.model.message import Content, Forward, Message, Reaction, Reply
from bridge.model.text import Text
from bridge.sources.telegram import posts, reactions, service
from bridge.sources.telegram.buttons import with_buttons
from bridge.sources.telegram.entities import TextReader
from bridge.sources.telegram.files import Files
from bridge.sources.telegram.ids import part_of_message, peer
from bridge.sources.telegram.ledger import Ledger
from bridge.sources.telegram.people import People
from bridge.sources.telegram.record import Record
from bridge.sources.telegram.scene import Scene
from bridge.sources.telegram.service.topics import CREATED
from bridge.sources.telegram.times import Clock
from bridge.sources.telegram.topics import Topics

_BUTTONS = "inline_bot_buttons"
_ENVELOPE = frozenset({"id", "type", "date", "date_unixtime", "edited", "edited_unixtime", "reactions"})
_WRITTEN = _ENVELOPE | {
    "from",
    "from_id",
    "author",
    "forwarded_from",
    "forwarded_from_id",
    "saved_from",
    "reply_to_message_id",
    "reply_to_peer_id",
    "via_bot",
    "text",
    "text_entities",
}
_HAPPENED = _ENVELOPE | {"actor", "actor_id", "action"}
_ANSWERS = ("reply_to_message_id", "game_message_id", "invoice_message_id")
"""Which message is answered, or (a score, a payment) followed."""
_UNSUPPORTED = "unsupported"
_NO_TEXT = Text()


class MessageReader:
    """Reads the messages of one chat, in order."""

    def __init__(self, chat: Chat, people: People, clock: Clock, files: Files) -> None:
        self.ledger = Ledger()
        self.authors: set[PersonId] = set()
        """Who wrote anything in a group; no more than two are kept."""
        self._chat = chat
        self._people = people
        self._clock = clock
        self._files = files
        self._texts = TextReader(files, self.ledger)
        self._topics = Topics()

    def read(self, fields: dict[str, Any], number: int, time: int, *, guessed: bool) -> list[Item]:
        """The people whom a record names for the first time, and its messages.

        Raises :class:`~bridge.sources.telegram.record.Malformed` when what it says is broken.
        """
        kind = fields.get("type")
        if kind == "message":
            sender, contents = self._posted(fields)
        elif kind == "service" or (kind is None and "action" in fields):
            sender, contents = self._happened(fields, number)
        elif kind is None:
            sender, contents = self._posted(fields)
        else:
            sender, contents = self._not_supported(fields, kind)
        self._hear_of_mentioned(contents)
        first = self._message(fields, number, time, contents[0], sender, guessed=guessed)
        parts = [self._part(first, content, place) for place, content in enumerate(contents[1:], start=2)]
        return [*self._people.introductions(), first, *parts]

    def _posted(self, fields: dict[str, Any]) -> tuple[PersonId | None, Sequence[Content]]:
        sender = self._sender(fields, "from_id", "from")
        if sender is not None and len(self.authors) < 2:
            self.authors.add(sender)
        text = self._texts.of_message(fields)
        remaining = fields.keys() - _WRITTEN
        if not remaining and text.plain:
            return sender, (Written(text),)
        return sender, self._special(Record(fields, self.ledger), remaining, text, sender)

    def _special(self, record: Record, remaining: set[str], text: Text, sender: PersonId | None) -> list[Content]:
        if _BUTTONS in remaining:
            text = with_buttons(text, record, _BUTTONS)
            remaining.discard(_BUTTONS)
        scene = Scene(self._chat, self._files, self._texts, text, sender)
        contents = posts.read(record, remaining, scene)
        self._note_unknown(remaining)
        return contents

    def _happened(self, fields: dict[str, Any], number: int) -> tuple[PersonId | None, Sequence[Content]]:
        key, name = ("actor_id", "actor") if "actor_id" in fields or "actor" in fields else ("from_id", "from")
        sender = self._sender(fields, key, name)
        if fields.get("action") == CREATED:
            self._topics.begin(number)
        text = self._texts.of_message(fields)
        remaining = fields.keys() - _HAPPENED - (frozenset() if text.plain else {"text"}) - {"text_entities"}
        spoken = fields.get(name)
        scene = Scene(
            self._chat, self._files, self._texts, text, sender, spoken if isinstance(spoken, str) and spoken else None
        )
        content = service.read(Record(fields, self.ledger), remaining, scene)
        self._note_unknown(remaining)
        return sender, (content,)

    def _not_supported(self, fields: dict[str, Any], kind: object) -> tuple[PersonId | None, Sequence[Content]]:
        what = kind if isinstance(kind, str) and kind else "a message of no known type"
        if what != _UNSUPPORTED:
            self.ledger.note_unknown(f"type {what}")
        sender = self._sender(fields, "from_id", "from") if "from_id" in fields or "from" in fields else None
        return sender, (Unsupported(what=what, text=self._texts.of_message(fields)),)

    def _message(
        self,
        fields: dict[str, Any],
        number: int,
        time: int,
        content: Content,
        sender: PersonId | None,
        *,
        guessed: bool,
    ) -> Message:
        reply, thread = self._answer(fields, number)
        return Message(
            chat=self._chat.id,
            id=MessageId(str(number)),
            time=time,
            place=number,
            content=content,
            sender=sender,
            reply=reply,
            thread=thread,
            forward=self._forward(fields) if "forwarded_from" in fields or "saved_from" in fields else None,
            via=self._words(fields, "via_bot") if "via_bot" in fields else None,
            signature=self._words(fields, "author") if "author" in fields else None,
            edited=self._clock.edited(fields) if "edited" in fields or "edited_unixtime" in fields else None,
            reactions=self._reactions(fields) if "reactions" in fields else (),
            time_guessed=guessed,
        )

    def _part(self, first: Message, content: Content, place: int) -> Message:
        return Message(
            chat=first.chat,
            id=part_of_message(first.id, place),
            # Telegram counts whole seconds, so the milliseconds are free to keep the parts in order.
            time=first.time + place - 1,
            place=first.place,
            content=content,
            sender=first.sender,
            thread=first.thread,
            forward=first.forward,
            via=first.via,
            signature=first.signature,
            time_guessed=first.time_guessed,
        )

    def _sender(self, fields: dict[str, Any], key: str, name: str) -> PersonId | None:
        said = fields.get(name)
        person = self._people.identify(self._chat.id, fields.get(key), said)
        if person is None and self._chat.kind is ChatKind.CHANNEL:
            person, said = PersonId(self._chat.id), self._chat.title
        if person is not None:
            self._people.meet(person, said)
        return person

    def _answer(self, fields: dict[str, Any], number: int) -> tuple[Reply | None, MessageId | None]:
        answered = self._answered(fields)
        if not answered or answered == number:
            return None, None
        target = MessageId(str(answered))
        if other := self._other_chat(fields):
            return Reply(message=target, chat=other), None
        topic = self._topics.place(number, answered)
        thread = MessageId(str(topic)) if topic is not None else None
        return (None if self._topics.is_root(answered) else Reply(message=target)), thread

    def _answered(self, fields: dict[str, Any]) -> int | None:
        record = Record(fields, self.ledger)
        return next((record.whole(key) for key in _ANSWERS if key in fields), None)

    def _other_chat(self, fields: dict[str, Any]) -> ChatId | None:
        if (value := fields.get("reply_to_peer_id")) is None:
            return None
        chat = peer(value)
        if chat is None:
            self.ledger.note_unread("reply_to_peer_id")
        return ChatId(chat) if chat and chat != self._chat.id else None

    def _forward(self, fields: dict[str, Any]) -> Forward:
        origin, saved = (self._words(fields, key) for key in ("forwarded_from", "saved_from"))
        person = peer(fields.get("forwarded_from_id"))
        name = f"{origin} (saved from {saved})" if origin and saved and origin != saved else origin or saved
        return Forward(name=name, person=PersonId(person) if person else None)

    def _reactions(self, fields: dict[str, Any]) -> tuple[Reaction, ...]:
        return reactions.read(Record(fields, self.ledger), self._chat.id, self._people, self._clock, self._files)

    def _words(self, fields: dict[str, Any], key: str) -> str | None:
        return Record(fields, self.ledger).text(key)

    def _hear_of_mentioned(self, contents: Sequence[Content]) -> None:
        for content in contents:
            for span in _text_of(content).spans:
                if span.person is not None:
                    self._people.hear_of(span.person)

    def _note_unknown(self, remaining: set[str]) -> None:
        for key in remaining:
            self.ledger.note_unknown(key)


def _text_of(content: Content) -> Text:
    if isinstance(content, Written | Unsupported):
        return content.text
    if isinstance(content, Attachment | Poll | Location | Contact | Card):
        return content.caption
    return _NO_TEXT
