"""One post of a bulk export, with its replies, becomes messages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec

from bridge.model.codec import Item
from bridge.model.content import Attachment, Unsupported, Written
from bridge.model.event import Notice, Pin
from bridge.model.ids import MessageId, PersonId
from bridge.model.media import Media
from bridge.model.message import Content, Message, Reaction, Reactor
from bridge.model.text import Style, Text
from bridge.sources.beside import Beside
from bridge.sources.chat_history import ChatHistory
from bridge.sources.loose_values import (
    Fields,
    digest,
    first_words,
    identifier,
    milliseconds,
    record,
    records,
    rows,
)
from bridge.sources.markdown import Names, read
from bridge.sources.mattermost.cards import cards
from bridge.sources.mattermost.directory import Attached, Directory, file_at, handle
from bridge.sources.mattermost.events import happened, is_event
from bridge.sources.shortcodes import emoji_of
from bridge.sources.sightings import Sighting, Sightings
from bridge.sources.text_writer import styled

_AFTER = 999
"""ms from a message to the pin that it bears: behind all of its parts."""


@dataclass
class Room:
    """A chat on its way."""

    history: ChatHistory
    seen: Sightings = field(default_factory=Sightings)

    def name(self, time: int, sender: str, says: str) -> MessageId:
        """The export has no ids. When and by whom is the same in every export; two at once are told by their words."""
        number = f"{time}-{sender}"
        if self.seen.meet(number, says.encode("utf-8", "surrogatepass")) is Sighting.CLASH:
            number = f"{number}-{digest(says)[:8]}"
        return MessageId(number)


@dataclass(frozen=True)
class Desk:
    """What reading any post needs."""

    directory: Directory
    find: Beside
    files_left_out: bool

    def items(self, post: Fields, room: Room, thread: MessageId | None = None) -> Iterator[Item]:
        """A post, then its replies."""
        message, contents = self._message(post, room, thread)
        if message is None:
            yield room.history.broken("the post does not say when it was written")
        else:
            admitted = room.history.admitted(message, contents)
            yield from self.directory.people.introductions()
            yield from admitted
            if admitted and post.get("is_pinned") is True:
                yield _pin(message)
        root = thread or (message.id if message else None)
        for reply in rows(post.get("replies")) if thread is None else ():
            if isinstance(reply, dict):
                yield from self.items(reply, room, root or MessageId("missing"))
            else:
                yield room.history.broken("a reply is no object")

    def _message(self, post: Fields, room: Room, thread: MessageId | None) -> tuple[Message | None, list[Content]]:
        time = milliseconds(post.get("create_at"))
        if time is None:
            return None, []
        props = record(post.get("props"))
        sender = self.directory.meet(post.get("user"), _override(props))
        contents = self._contents(post, props, sender)
        message = Message(
            chat=room.history.chat.id,
            id=room.name(time, handle(post.get("user")) or "nobody", _says(post)),
            time=time,
            place=room.history.place(None, time),
            content=contents[0],
            sender=sender,
            thread=thread,
            edited=milliseconds(post.get("edit_at")),
            reactions=self._reactions(post),
        )
        return message, contents[1:]

    def _contents(self, post: Fields, props: Fields, sender: PersonId | None) -> list[Content]:
        kind, said = first_words(post, "type") or "", first_words(post, "message") or ""
        if milliseconds(post.get("delete_at")):
            return [Notice("deleted this message", action="deleted")]
        if is_event(kind):
            return [happened(kind, said, props, self.directory, sender)]
        text = self._text(said, kind)
        files = [self._file(entry) for entry in rows(post.get("attachments"))]
        contents: list[Content] = [
            Attachment(media=file, caption=Text() if n else text) for n, file in enumerate(files)
        ]
        contents = contents or ([Written(text)] if text.plain else [])
        contents += cards(props)
        return contents or [Unsupported(what=kind or "an empty post")]

    def _text(self, said: str, kind: str) -> Text:
        if kind == "me":
            return styled(said.strip("*"), Style.ITALIC)
        return read(said, Names(user=self.directory.known, picture=self.directory.pictures.get))

    def _file(self, entry: object) -> Media:
        path = (entry if isinstance(entry, str) else first_words(record(entry), "path")) or ""
        return Attached(path, file_at(path, self.find)).media(files_left_out=self.files_left_out)

    def _reactions(self, post: Fields) -> tuple[Reaction, ...]:
        given: dict[str, dict[PersonId, Reactor]] = {}
        for entry in records(post.get("reactions")):
            name, person = identifier(entry.get("emoji_name")), self.directory.meet(entry.get("user"))
            if name and person:
                reactor = Reactor(person=person, time=milliseconds(entry.get("create_at")))
                given.setdefault(name, {}).setdefault(person, reactor)
        pictures = self.directory.pictures
        return tuple(
            Reaction(
                emoji=f":{name}:" if name in pictures else emoji_of(name),
                count=len(by),
                by=tuple(by.values()),
                media=pictures.get(name),
            )
            for name, by in given.items()
        )


def _override(props: Fields) -> str | None:
    """Webhooks speak under names of their own, in the name of whoever set them up."""
    return first_words(props, "override_username", "webhook_display_name")


def _says(post: Fields) -> str:
    """All that tells one post from another that the same person wrote in the same millisecond."""
    more = msgspec.json.encode([post.get("attachments"), post.get("props")], order="deterministic").decode()
    return "\0".join([*(first_words(post, key) or "" for key in ("type", "message")), more])


def _pin(message: Message) -> Message:
    """The export says that it is pinned, and not by whom or when."""
    return Message(
        chat=message.chat,
        id=MessageId(f"{message.id}/pin"),
        time=message.time + _AFTER,
        place=message.place,
        content=Pin(message.id),
        time_guessed=True,
    )
