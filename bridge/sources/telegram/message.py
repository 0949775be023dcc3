"""One record with an id, as one or more messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bridge.model.chat import Chat
from bridge.model.codec import Item
from bridge.model.content import Attachment, Card, Contact, Location, Poll, Unsupported, Written
from bridge.model.ids import MessageId, PersonId
from bridge.model.message import Content, Forward, Message, Reaction
from bridge.model.text import Text
from bridge.sources.telegram import reactions
from bridge.sources.telegram.contents import ContentReader
from bridge.sources.telegram.files import Files
from bridge.sources.telegram.ids import part_of_message, peer
from bridge.sources.telegram.ledger import Ledger
from bridge.sources.telegram.people import People
from bridge.sources.telegram.record import Record
from bridge.sources.telegram.replies import Replies
from bridge.sources.telegram.service.topics import CREATED
from bridge.sources.telegram.times import Clock

_FORWARDED = ("forwarded_from", "forwarded_from_id", "saved_from")
_NO_TEXT = Text()


class MessageReader:
    """Reads the messages of one chat, in order."""

    def __init__(self, chat: Chat, people: People, clock: Clock, files: Files) -> None:
        self.ledger = Ledger()
        self._chat = chat
        self._people = people
        self._clock = clock
        self._files = files
        self._contents = ContentReader(chat, people, files, self.ledger)
        self._replies = Replies(chat.id, self.ledger)

    @property
    def authors(self) -> set[PersonId]:
        """Who wrote anything so far; no more than two are kept."""
        return self._contents.authors

    def read(self, fields: dict[str, Any], number: int, time: int, *, guessed: bool) -> list[Item]:
        """The people whom a record names for the first time, and its messages.

        ``guessed``: the time is a neighbour's. Raises :class:`~bridge.sources.telegram.record.Malformed` when what
        the record says is broken.
        """
        if fields.get("action") == CREATED:
            self._replies.begin_topic(number)
        sender, contents = self._contents.read(fields)
        self._hear_of_mentioned(contents[0])
        reply, thread = self._replies.answer(fields, number)
        first = Message(
            chat=self._chat.id,
            id=MessageId(str(number)),
            time=time,
            place=number,
            content=contents[0],
            sender=sender,
            reply=reply,
            thread=thread,
            forward=self._forward(fields),
            via=self._words(fields, "via_bot"),
            signature=self._words(fields, "author"),
            edited=self._clock.edited(fields),
            reactions=self._reactions(fields),
            time_guessed=guessed,
        )
        return [*self._people.introductions(), first, *self._others(first, contents[1:])]

    def _others(self, first: Message, contents: Sequence[Content]) -> list[Item]:
        items: list[Item] = []
        for part, content in enumerate(contents, start=2):
            self._hear_of_mentioned(content)
            items += [*self._people.introductions(), later_part(first, content, part)]
        return items

    def _forward(self, fields: dict[str, Any]) -> Forward | None:
        if not any(key in fields for key in _FORWARDED):
            return None
        origin, saved = self._words(fields, "forwarded_from"), self._words(fields, "saved_from")
        person = peer(fields.get("forwarded_from_id"))
        return Forward(name=origin_said(origin, saved), person=PersonId(person) if person else None)

    def _reactions(self, fields: dict[str, Any]) -> tuple[Reaction, ...]:
        if "reactions" not in fields:
            return ()
        record = Record(fields, self.ledger)
        return reactions.read(record, self._chat.id, self._people, self._clock, self._files)

    def _words(self, fields: dict[str, Any], key: str) -> str | None:
        return Record(fields, self.ledger).text(key) if key in fields else None

    def _hear_of_mentioned(self, content: Content) -> None:
        for span in _text_of(content).spans:
            if span.person is not None:
                self._people.hear_of(span.person)


def origin_said(origin: str | None, saved: str | None) -> str | None:
    """Whose words a forwarded message has, and from where it was saved."""
    return f"{origin} (saved from {saved})" if origin and saved and origin != saved else origin or saved


def later_part(first: Message, content: Content, part: int) -> Message:
    """One more content of a message that has several; the first is part 1."""
    return Message(
        chat=first.chat,
        id=part_of_message(first.id, part),
        # Telegram counts whole seconds, so the milliseconds are free to keep the parts in order.
        time=first.time + part - 1,
        place=first.place,
        content=content,
        sender=first.sender,
        thread=first.thread,
        forward=first.forward,
        via=first.via,
        signature=first.signature,
        time_guessed=first.time_guessed,
    )


def _text_of(content: Content) -> Text:
    if isinstance(content, Written | Unsupported):
        return content.text
    if isinstance(content, Attachment | Poll | Location | Contact | Card):
        return content.caption
    return _NO_TEXT
