"""Beringia's own neutral format, written and read: how any program in any language can feed us.

One header line, then one item of the model for each line: ``docs/neutral-format.md``.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

import msgspec
from msgspec import Struct

from bridge.errors import ArchiveError, ModelError
from bridge.model.chat import Chat
from bridge.model.codec import Item, decode, encode
from bridge.model.ids import ChatId, MessageId, Network, PersonId
from bridge.model.message import Message
from bridge.model.parts import parts
from bridge.model.person import Person, PersonKind
from bridge.model.unreadable import Unreadable
from bridge.sources.archive import Archive
from bridge.sources.hints import Hints
from bridge.sources.interfaces import Reader
from bridge.sources.lines import byte_lines
from bridge.sources.neutral import LATEST, fault, has_media, people_in, with_media_of

VERSION = 1
_LONGEST_HEADER = 4096


class Header(Struct, frozen=True, kw_only=True):
    """The first line. Other keys may stand in it, and mean nothing."""

    format: str
    version: int


HEADER = Header(format="beringia", version=VERSION)


def write(items: Iterable[Item], stream: BinaryIO) -> int:
    """Writes a whole file of the neutral format; says how many items went into it."""
    stream.write(msgspec.json.encode(HEADER) + b"\n")
    count = 0
    for count, item in enumerate(items, start=1):  # noqa: B007 - counted for the caller
        stream.write(encode(item) + b"\n")
    return count


class JsonlReader(Reader):
    """Reads what :func:`write`, or a program of somebody else, has written.

    Each chat tells its own network; the reader's is a name for those who ask before reading.
    """

    name = "jsonl"
    network = Network("neutral")
    title = "Beringia's neutral format (*.jsonl)"

    def identify(self, archive: Archive) -> bool:
        return bool(_files(archive))

    def read(self, archive: Archive, hints: Hints) -> Iterator[Item]:  # noqa: ARG002 - all its times are in UTC
        for name in _files(archive):
            yield from _Reading(archive, name).items()


def _files(archive: Archive) -> list[str]:
    return [name for name in archive.find("*.jsonl") if _header(_first_line(archive, name))]


def _first_line(archive: Archive, name: str) -> bytes:
    with archive.open_file(name) as stream:
        return stream.readline(_LONGEST_HEADER).removeprefix(BOM_UTF8)


def _header(line: bytes) -> Header | None:
    try:
        header = msgspec.json.decode(line, type=Header)
    except (msgspec.MsgspecError, UnicodeDecodeError):  # some other program's lines
        return None
    return header if header.format == HEADER.format else None


class _Trace(Struct):
    """What can be told of a line that is no item: whose it is, and where it belongs."""

    chat: object = None
    id: object = None
    time: object = None
    place: object = None


@dataclass
class _Reading:
    """One file, and what its lines so far have introduced."""

    archive: Archive
    name: str
    people: set[PersonId] = field(default_factory=set)
    places: dict[ChatId, tuple[int, int]] = field(default_factory=dict)
    """Time and place of each chat's latest item, for neighbours that have none."""

    def items(self) -> Iterator[Item]:
        lines = byte_lines(self.archive, self.name)
        self._check_version(_header(next(lines)))
        for number, line in enumerate(lines, start=2):
            if line:
                yield from self._of_line(line, number)

    def _check_version(self, header: Header | None) -> None:
        if header is None or header.version != VERSION:
            found = header.version if header else "none"
            raise ArchiveError(f"{self.name} is of version {found} of the neutral format; version {VERSION} is read.")

    def _of_line(self, line: bytes, number: int) -> Iterator[Item]:
        item = self._item(line, number)
        made_of = tuple(parts(item))
        if why := fault(made_of):
            item, made_of = self._unreadable(line, number, why), ()
        if isinstance(item, Message | Unreadable) and item.chat not in self.places:
            raise self._error(number, f"no line before it introduces the chat {item.chat!r}")
        self._remember(item)
        yield from self._strangers(made_of)
        yield with_media_of(self.archive, self.name, item) if has_media(made_of) else item

    def _item(self, line: bytes, number: int) -> Item:
        try:
            return decode(line)
        except ModelError as error:
            return self._unreadable(line, number, error.detail)

    def _remember(self, item: Item) -> None:
        match item:
            case Chat(id=chat):
                self.places.setdefault(chat, (0, 0))
            case Person(id=person):
                self.people.add(person)
            case Message(chat=chat, time=time, place=place) | Unreadable(chat=chat, time=time, place=place):
                self.places[chat] = (time, place)

    def _strangers(self, made_of: Iterable[Struct]) -> Iterator[Person]:
        for person in people_in(made_of):
            if person not in self.people:
                self.people.add(person)
                yield Person(id=person, kind=PersonKind.UNKNOWN)

    def _unreadable(self, line: bytes, number: int, why: str) -> Unreadable:
        """The line as an item that counts, where its chat can be told; else the file as a whole is not to be trusted."""
        try:
            trace = msgspec.json.decode(line, type=_Trace)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise self._error(number, why) from error
        if not isinstance(trace.chat, str) or trace.chat not in self.places:
            raise self._error(number, why)
        chat = ChatId(trace.chat)
        time, place = self.places[chat]
        own_id = trace.id if isinstance(trace.id, str) else f"line {number}"
        return Unreadable(
            chat=chat,
            id=MessageId(own_id),
            time=_within(trace.time, 0, LATEST, time),
            place=_within(trace.place, -(2**63), 2**63 - 1, place),
            reason=f"line {number}: {why}",
        )

    def _error(self, number: int, why: str) -> ArchiveError:
        return ArchiveError(f"{self.name}, line {number}: {why}.")


def _within(value: object, least: int, most: int, otherwise: int) -> int:
    return value if type(value) is int and least <= value <= most else otherwise
