"""One document of the collection of messages becomes messages of the model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bridge.model.codec import Item
from bridge.model.content import Card, Location, Unsupported
from bridge.model.event import Notice, Pin
from bridge.model.ids import MessageId, PersonId
from bridge.model.message import Content, Message, Reaction, Reactor, Reply
from bridge.model.text import Style, Text
from bridge.sources.beside import Beside
from bridge.sources.chat_history import ChatHistory
from bridge.sources.loose_values import Fields, first_words, record, records, rows, words
from bridge.sources.rocketchat.attachments import contents_of
from bridge.sources.rocketchat.directory import Directory
from bridge.sources.rocketchat.documents import key_of, time_of
from bridge.sources.rocketchat.events import happened
from bridge.sources.rocketchat.quotes import Quote, quoted
from bridge.sources.rocketchat.rich_text import text_of, typed
from bridge.sources.shortcodes import emoji_of
from bridge.sources.text_writer import lines_of, styled

_AFTER = 999
"""ms from a message to the pin that it bears, at least."""
_ENCRYPTED = frozenset({"e2e", "otr"})


@dataclass
class Room:
    """A room on its way."""

    history: ChatHistory
    pins: dict[MessageId, Message] = field(default_factory=dict)
    """Marked messages; what is pinned is few."""
    told: set[MessageId] = field(default_factory=set)
    """Messages of whose pin the room itself tells."""
    encrypted: int = 0
    hidden: int = 0

    def closing(self) -> list[Item]:
        """Pins of which nothing was said, and what an importer should know."""
        if self.encrypted:
            self.history.warn(f"end-to-end encrypted messages, which the server itself cannot read: {self.encrypted:,}")
        if self.hidden:
            self.history.warn(f"earlier or deleted versions of messages, which were left out: {self.hidden:,}")
        pins = [pin for target, pin in self.pins.items() if target not in self.told]
        return [*pins, *self.history.closing()]


@dataclass(frozen=True)
class Desk:
    """What reading any message needs."""

    directory: Directory
    find: Beside

    def items(self, fields: Fields, room: Room) -> Iterator[Item]:
        """The message, and whoever is met in it for the first time."""
        number, time = key_of(fields.get("_id")), time_of(fields.get("ts"))
        if fields.get("_hidden") is True:
            room.hidden += 1
        elif number is None or time is None:
            yield room.history.broken(
                f"the message has no {'id' if number is None else 'time'}", message=number, time=time
            )
        else:
            message, contents = self._message(MessageId(number), time, fields, room)
            admitted = room.history.admitted(message, contents)
            yield from self.directory.people.introductions()
            yield from admitted

    def _message(self, number: MessageId, time: int, fields: Fields, room: Room) -> tuple[Message, list[Content]]:
        alias = first_words(fields, "alias")
        sender = self.directory.meet(fields.get("u"), alias, visitor=words(fields.get("token")) is not None)
        quotes = list(quoted(fields)) if fields.get("t") != "message_pinned" else []
        contents = self._contents(fields, quotes, sender, room)
        thread = key_of(fields.get("tmid"))
        message = Message(
            chat=room.history.chat.id,
            id=number,
            time=time,
            place=room.history.place(None, time),
            content=contents[0],
            sender=sender,
            reply=self._reply(quotes, room, number),
            thread=MessageId(thread) if thread and thread != number else None,
            edited=time_of(fields.get("editedAt")),
            reactions=self._reactions(fields),
        )
        self._note_pin(message, fields, room)
        return message, contents[1:]

    def _contents(self, fields: Fields, quotes: list[Quote], sender: PersonId | None, room: Room) -> list[Content]:
        kind = first_words(fields, "t")
        if kind in _ENCRYPTED or (kind is None and record(fields.get("content")).get("ciphertext")):
            room.encrypted += 1
            return [Unsupported(what="an end-to-end encrypted message")]
        if kind:
            return [happened(kind, fields, self.directory, sender), *self._attached(fields, Text())]
        text = lines_of(*(_words_of(quote) for quote in quotes if self._is_extra(quote, quotes)), self._text(fields))
        place = _location(fields, text)
        contents: list[Content] = [place, *self._attached(fields, Text())] if place else self._attached(fields, text)
        contents += _blocks(fields)
        if contents:
            return contents
        return [Notice("quoted a message", action="quote") if quotes else Unsupported(what="an empty message")]

    def _attached(self, fields: Fields, text: Text) -> list[Content]:
        return contents_of(fields, text, lambda said: typed(said, self.directory), self.find)

    def _text(self, fields: Fields) -> Text:
        return text_of(fields, self.directory)

    def _is_extra(self, quote: Quote, quotes: list[Quote]) -> bool:
        """A message can answer one other; the words of further ones are shown."""
        return quote.message is None or quote is not next(one for one in quotes if one.message)

    def _reply(self, quotes: list[Quote], room: Room, number: MessageId) -> Reply | None:
        quote = next((quote for quote in quotes if quote.message and quote.message != number), None)
        if quote is None or quote.message is None:
            return None
        other = self.directory.by_path.get(quote.room or "")
        return Reply(message=quote.message, chat=other if other != room.history.chat.id else None)

    def _reactions(self, fields: Fields) -> tuple[Reaction, ...]:
        reactions = []
        for name, given in record(fields.get("reactions")).items():
            usernames = dict.fromkeys(one for one in rows(record(given).get("usernames")) if words(one))
            people = dict.fromkeys(self.directory.by_username(username) for username in usernames)
            if people and name.strip(":"):
                by = tuple(Reactor(person=person) for person in people)
                reactions.append(Reaction(emoji=emoji_of(name.strip(":")), count=len(by), by=by))
        return tuple(reactions)

    def _note_pin(self, message: Message, fields: Fields, room: Room) -> None:
        if isinstance(message.content, Pin) and message.content.message:
            room.told.add(message.content.message)
        elif fields.get("pinned") is True and message.id not in room.pins:
            said = time_of(fields.get("pinnedAt"))
            # Not before the last of the message's own parts.
            time = said if said and said > message.time + _AFTER else message.time + _AFTER
            room.pins[message.id] = Message(
                chat=message.chat,
                id=MessageId(f"{message.id}/pin"),
                time=time,
                place=message.place,
                content=Pin(message.id),
                sender=self.directory.meet(fields.get("pinnedBy")),
                time_guessed=said is None,
            )


def _words_of(quote: Quote) -> Text:
    said = f"{quote.author}: {quote.text}" if quote.author and quote.text else quote.text
    return styled(said, Style.QUOTE)


def _location(fields: Fields, text: Text) -> Location | None:
    point = record(fields.get("location"))
    degrees = [one for one in rows(point.get("coordinates")) if type(one) in (int, float) and abs(one) <= 180]
    if point.get("type") != "Point" or len(degrees) != 2:
        return None
    longitude, latitude = (f"{one:.9f}".rstrip("0").rstrip(".") for one in degrees)
    return Location(latitude=latitude, longitude=longitude, caption=text)


def _blocks(fields: Fields) -> list[Content]:
    """What apps build of blocks: all their words, line by line."""
    lines = tuple(line for block in records(fields.get("blocks")) for line in _words_in(block))
    return [Card(label="Message of an app", lines=lines)] if lines else []


def _words_in(block: Fields) -> Iterator[str]:
    text = block.get("text")
    said = words(text) or first_words(record(text), "text") or first_words(block, "title", "altText")
    if said:
        yield said
    for key in ("fields", "elements"):
        for inner in records(block.get(key)):
            more = words(inner.get("text")) or first_words(record(inner.get("text")), "text")
            if more:
                yield more
    accessory = record(record(block.get("accessory")).get("text"))
    if said := first_words(accessory, "text"):
        yield said
