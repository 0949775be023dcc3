"""Reads the demonstration network's export: a text file that people can write by hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from bridge.errors import ArchiveError
from bridge.model.chat import Chat, ChatKind
from bridge.model.codec import Item
from bridge.model.content import Attachment, Written
from bridge.model.ids import ChatId, MediaId, MessageId, Network, PersonId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.message import Message, Reply
from bridge.model.person import Person
from bridge.model.text import Text
from bridge.model.unreadable import Unreadable
from bridge.sources.archive import Archive, Found
from bridge.sources.hints import Hints
from bridge.sources.interfaces import Reader
from bridge.sources.lines import text_lines

_CHAT = re.compile(r"demo chat (?P<id>\w+): (?P<title>.+)")
_MESSAGE = re.compile(
    r"(?P<id>[0-9]{1,18}) (?P<time>\S+Z) (?P<sender>\w+)"
    r"( to (?P<reply>[0-9]{1,18}))?( with (?P<photo>\S+))?: (?P<text>.*)"
)

Find = Callable[[str], Found | None]
"""Finds a file that the chat refers to."""


class DemoReader(Reader):
    """The first line names the chat; each line after it is a message, or broken."""

    name = "demo"
    network = Network("demo")
    title = "demonstration chat (*.demo)"

    def identify(self, archive: Archive) -> bool:
        return any(_begins_well(archive, name) for name in archive.find("*.demo"))

    def read(self, archive: Archive, hints: Hints) -> Iterator[Item]:  # noqa: ARG002 - all its times are in UTC
        for name in archive.find("*.demo"):
            lines = text_lines(archive, name)
            begin = _CHAT.fullmatch(next(lines, ""))
            if not begin:
                raise ArchiveError(f"{name} does not begin with `demo chat <id>: <title>`.")
            chat = ChatId(begin["id"])
            yield Chat(network=self.network, id=chat, kind=ChatKind.GROUP, title=begin["title"])
            yield from _items(lines, chat, partial(archive.resolve, beside=name))


def _begins_well(archive: Archive, name: str) -> bool:
    with archive.open_file(name) as stream:
        return stream.read(10) == b"demo chat "


def _items(lines: Iterator[str], chat: ChatId, find: Find) -> Iterator[Item]:
    introduced: set[PersonId] = set()
    time, place = 0, 0
    for number, line in enumerate(lines, start=2):
        said = _said(line, chat, find)
        if said is None:
            broken = f"line {number} is no message"
            yield Unreadable(chat=chat, id=MessageId(f"line {number}"), time=time, place=place, reason=broken)
            continue
        person, message = said
        if person.id not in introduced:
            introduced.add(person.id)
            yield person
        time, place = message.time, message.place
        yield message


def _said(line: str, chat: ChatId, find: Find) -> tuple[Person, Message] | None:
    found = _MESSAGE.fullmatch(line)
    time = found and _milliseconds(found["time"])
    if not found or not time:
        return None
    person = Person(id=PersonId(found["sender"]), name=found["sender"])
    content = _photo(found["photo"], found["text"], find) if found["photo"] else Written(Text(found["text"]))
    reply = Reply(message=MessageId(found["reply"])) if found["reply"] else None
    place = int(found["id"])
    return person, Message(
        chat=chat, id=MessageId(found["id"]), time=time, place=place, sender=person.id, content=content, reply=reply
    )


def _photo(name: str, caption: str, find: Find) -> Attachment:
    found = find(name)
    if found is None:
        lost = Media(kind=MediaKind.IMAGE, state=MediaState.LOST, file_name=name, reason="not in the export")
        return Attachment(media=lost, caption=Text(caption))
    state = MediaState.RENAMED if found.renamed else MediaState.PRESENT
    media = Media(kind=MediaKind.IMAGE, state=state, reference=MediaId(found.name), file_name=name)
    return Attachment(media=media, caption=Text(caption))


def _milliseconds(time: str) -> int | None:
    try:
        milliseconds = int(datetime.fromisoformat(time).timestamp() * 1000)
    except ValueError:  # looks like a time and is none: 31 February
        return None
    return milliseconds if milliseconds > 0 else None
