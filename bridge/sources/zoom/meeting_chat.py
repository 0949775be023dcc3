"""The reader of a meeting's chat as a client saves it, and as a cloud recording has it: a text of times of day.

What the format is, and how each part of it is carried over: ``docs/sources/zoom.md``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from msgspec import structs

from bridge.errors import ArchiveError, Undecided
from bridge.model.chat import Chat, ChatKind, Numbering
from bridge.model.codec import Item
from bridge.model.content import Unsupported, Written
from bridge.model.event import Notice
from bridge.model.ids import ChatId, MessageId, Network, PersonId
from bridge.model.message import Content, Message, Reply
from bridge.model.text import Text
from bridge.model.unreadable import Unreadable
from bridge.sources.archive import Archive
from bridge.sources.hints import Hints
from bridge.sources.interfaces import Guide, Reader
from bridge.sources.local_text import first_lines, local_lines
from bridge.sources.loose_values import identifier
from bridge.sources.named_people import NamedPeople
from bridge.sources.wall_clock import NO_ZONE, WallClock
from bridge.sources.zoom.meeting_lines import Odd, Said, begins_entry, read
from bridge.sources.zoom.meeting_name import Meeting, meeting_of
from bridge.sources.zoom.meeting_replies import Window, reaction_in, reply_in
from bridge.sources.zoom.people import ZOOM

_MOST_LOOKED_AT = 20
_SECOND = 1000
_HALF_A_DAY = dt.timedelta(hours=12)
_DAY = dt.timedelta(days=1)
_WHO_IS_ME = "the one who saved this chat stands in it as “Me”: say their name with --own-name"
_SELF = frozenset({"me", "you", "ich", "mir", "mich", "moi", "yo", "mí", "eu", "mim", "me stesso", "mij", "я", "我"})


class ZoomMeetingChat(Reader):
    """A meeting's chat, saved."""

    name: ClassVar[str] = "zoom-meeting-chat"
    network: ClassVar[Network] = ZOOM
    title: ClassVar[str] = "Zoom meeting chat (meeting_saved_chat.txt)"
    guide: ClassVar[Guide | None] = Guide(
        network="Zoom meetings",
        export="in the meeting: Chat → … → Save chat; or the chat file of a cloud recording",
        kept="messages with names and times, answers, reactions, private messages as chats of their own",
        lost="ids, files, the date (it is in the folder's name), the time zone",
    )

    def identify(self, archive: Archive) -> bool:
        """Is there a text file whose first line is a time of day, and who wrote?"""
        return bool(_files(archive, _MOST_LOOKED_AT))

    def read(self, archive: Archive, hints: Hints) -> Iterator[Item]:
        """Every meeting that was saved, each as a chat."""
        files = _files(archive)
        if not files:
            raise ArchiveError(f"{archive.path}: there is no saved chat of a Zoom meeting in it.")
        people = NamedPeople(ZOOM)
        chats: set[ChatId] = set()
        for name in files:
            yield from _Meeting(archive, name, hints, people, chats).items()


def _files(archive: Archive, most: int | None = None) -> list[str]:
    return [name for name in archive.find("*.txt")[:most] if _is_chat(archive, name)]


def _is_chat(archive: Archive, name: str) -> bool:
    lines = [line for line in first_lines(archive, name, 5) if line.strip()]
    return bool(lines) and begins_entry(lines[0])


@dataclass
class _Room:
    """What everyone read, or what two people wrote to each other."""

    chat: Chat
    window: Window = field(default_factory=Window)


class _Meeting:
    """One file on its way."""

    def __init__(self, archive: Archive, name: str, hints: Hints, people: NamedPeople, chats: set[ChatId]) -> None:
        self._lines = local_lines(archive, name)
        self._name = name
        self._meeting = meeting_of(archive, name)
        self._hints = hints
        self._people = people
        self._clock = WallClock(hints.timezone)
        self._day = self._begins = self._meeting.day or hints.date
        self._before = dt.timedelta()
        self._time = 1
        self._rooms: dict[ChatId, _Room] = {}
        self._taken = chats
        self._own_name_missed = False

    def items(self) -> Iterator[Item]:
        for entry in read(self._lines):
            if isinstance(entry, Odd):
                yield from self._odd(entry)
            else:
                yield from self._said(entry)
        for room in self._rooms.values():
            yield from room.window.rest()
            if self._own_name_missed:
                yield structs.replace(room.chat, warnings=(*room.chat.warnings, _WHO_IS_ME))

    def _said(self, entry: Said) -> Iterator[Item]:
        time = self._when(entry)
        sender = self._person(entry.name)
        yield from self._introduced(entry, sender)
        room = self._room(entry)
        if room.chat.id not in self._taken:
            self._taken.add(room.chat.id)
            yield room.chat
        if time is None:
            reason = f"line {entry.line}: the time cannot be understood"
            yield Unreadable(
                chat=room.chat.id, id=MessageId(str(entry.line)), time=self._time, place=entry.line, reason=reason
            )
            return
        self._time = time
        yield from self._spoken(entry, time, sender, room)

    def _introduced(self, entry: Said, sender: PersonId | None) -> Iterator[Item]:
        if entry.to is not None and sender is not None:
            self._person(entry.to)
        yield from self._people.introductions()

    def _spoken(self, entry: Said, time: int, sender: PersonId | None, room: _Room) -> Iterator[Item]:
        reacted = reaction_in(entry.plain)
        if reacted and sender is not None and room.window.react(reacted, sender):
            return
        answered = reply_in(entry.plain)
        target = room.window.target(answered[0]) if answered else None
        text = answered[1] if answered and target else entry.plain
        message = Message(
            chat=room.chat.id,
            id=MessageId(str(entry.line)),
            time=time,
            place=entry.line,
            content=_content(text, reacted=reacted is not None),
            sender=sender,
            reply=Reply(message=target) if target else None,
        )
        yield from room.window.add(message, text)

    def _odd(self, odd: Odd) -> Iterator[Item]:
        room = self._room(None)
        if room.chat.id not in self._taken:
            self._taken.add(room.chat.id)
            yield room.chat
        reason = f"line {odd.line} belongs to no message"
        yield Unreadable(chat=room.chat.id, id=MessageId(str(odd.line)), time=self._time, place=odd.line, reason=reason)

    def _when(self, entry: Said) -> int | None:
        """In ms. A time of day that jumps back by half a day belongs to the next one."""
        if entry.counted and self._meeting.began is not None:
            return int((self._meeting.began + entry.time).timestamp() * _SECOND)
        day = _written(entry.date) or self._day
        if day is None:
            raise Undecided(
                f"{self._name} holds times of day only. Put it into a folder that is named as Zoom names it, such as "
                "`2026-11-24 10.30.15 Topic`, or say its day: --date 2026-11-24"
            )
        if entry.date is None and self._before - entry.time > _HALF_A_DAY:
            day = self._day = day + _DAY
        self._before = entry.time
        midnight = dt.datetime.combine(day, dt.time())
        return self._clock.milliseconds(midnight + entry.time)

    def _person(self, name: str) -> PersonId | None:
        return self._people.meet(self._called(name))

    def _called(self, name: str) -> str:
        """Whoever saved the chat may stand in it as "Me"."""
        if name.casefold() not in _SELF:
            return name
        self._own_name_missed = self._own_name_missed or self._hints.own_name is None
        return self._hints.own_name or name

    def _room(self, entry: Said | None) -> _Room:
        """The meeting's own chat, or that of two people: what they wrote was for nobody else."""
        private = entry is not None and entry.to is not None
        pair = tuple(sorted({self._called(entry.name), self._called(entry.to or "")})) if entry and private else ()
        own = _chat_id(self._meeting, self._begins)
        number = ChatId(f"{own}/{identifier(' / '.join(pair))}") if pair else own
        room = self._rooms.get(number)
        if room is None:
            room = self._rooms[number] = _Room(self._chat(number, pair))
        return room

    def _chat(self, number: ChatId, pair: tuple[str, ...]) -> Chat:
        local = self._meeting.began is None and self._hints.timezone is None
        topic = self._meeting.topic or "Zoom meeting"
        return Chat(
            network=ZOOM,
            id=number,
            kind=ChatKind.DIRECT if pair else ChatKind.GROUP,
            title=f"{topic}: {' and '.join(pair)}" if pair else topic,
            numbering=Numbering.NONE,
            precision=_SECOND,
            warnings=(NO_ZONE,) if local else (),
        )


def _chat_id(meeting: Meeting, day: dt.date | None) -> ChatId:
    """By the meeting's number and day, else by its topic and day."""
    called = f"meeting:{meeting.number}" if meeting.number else f"title:{identifier(meeting.topic) or 'Zoom meeting'}"
    return ChatId(f"{called} {day.isoformat()}" if day else called)


def _written(day: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(day) if day else None
    except ValueError:
        return None


def _content(text: str, *, reacted: bool) -> Content:
    if reacted:
        return Notice(f"{text[:1].lower()}{text[1:]}", action="reaction")
    return Written(Text(text)) if text else Unsupported(what="an empty message")
