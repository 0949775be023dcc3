"""Chats that were written down as a text: who said what, line after line, without any ids and often without files.

A format turns its file into entries, twice: once to see who speaks, and once to tell all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from msgspec import structs

from bridge.errors import ArchiveError
from bridge.model.chat import Chat, ChatKind, Numbering
from bridge.model.codec import Item
from bridge.model.content import Attachment, Written
from bridge.model.event import Change, Member, Membership
from bridge.model.ids import ChatId, MessageId, Network, PersonId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.message import Content, Message
from bridge.model.text import Text
from bridge.model.unreadable import Unreadable
from bridge.sources.hints import Hints
from bridge.sources.named_people import NamedPeople, phone_digits, phone_id, plain_name
from bridge.sources.wall_clock import NO_ZONE, WallClock

_MOST_SPEAKERS = 10_000
NO_FILES = "this kind of export holds no files"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a transcript. Without a sender, something happened; without a time, it is no entry at all."""

    local: datetime | None
    sender: str | None
    text: str
    phone: str | None = None
    """The sender's number, where the format has one."""


Meet = Callable[[str], Member]
"""Makes a member of a name."""


Understand = Callable[[Entry, Meet], tuple[str | None, Content]]
"""What an entry says, and who did it where it has no sender."""


@dataclass(frozen=True)
class Format:
    """What is the same for all files of one format."""

    network: Network
    network_title: str | None
    precision: int
    """In ms: to what its times are exact."""
    understand: Understand


@dataclass
class Cast:
    """Who speaks in a chat, and whether people come and go in it as they do in groups."""

    speakers: dict[str, str | None] = field(default_factory=dict)
    """Names, each with a phone number where there is one."""
    grouped: bool = False
    first: datetime | None = None

    def note(self, entry: Entry, chosen: Format) -> None:
        """One more entry."""
        self.first = self.first or entry.local
        if entry.sender is not None:
            if len(self.speakers) < _MOST_SPEAKERS:
                self.speakers.setdefault(plain_name(entry.sender), entry.phone)
        elif entry.local is not None and not self.grouped:
            content = chosen.understand(entry, _nobody)[1]
            self.grouped = isinstance(content, Membership) and content.change in {Change.JOINED, Change.INVITED}

    def kind(self, title: str | None) -> ChatKind:
        """A direct chat bears the name of one of the two who speak in it."""
        named = title is None or title in self.speakers
        if self.grouped or len(self.speakers) > 2 or (len(self.speakers) == 2 and not named):
            return ChatKind.GROUP
        return ChatKind.DIRECT


def transcribed(
    chosen: Format,
    entries: Callable[[], Iterator[Entry]],
    people: NamedPeople,
    hints: Hints,
    *,
    title: str | None,
    group: bool | None = None,
    warnings: Sequence[str] = (),
    taken: set[ChatId] | None = None,
) -> Iterator[Item]:
    """A chat with its people and messages. ``group``: whether it is one, when the format says.

    ``taken`` holds the ids of the archive's other chats.
    """
    cast = Cast()
    for entry in entries():
        cast.note(entry, chosen)
    title = plain_name(title) or None if title else None
    kind = cast.kind(title) if group is None else ChatKind.GROUP if group else ChatKind.DIRECT
    chat = Chat(
        network=chosen.network,
        network_title=chosen.network_title,
        id=_free(_chat_id(chosen.network, kind, title, cast, hints.own_name), set() if taken is None else taken),
        kind=kind,
        title=title,
        numbering=Numbering.NONE,
        precision=chosen.precision,
        warnings=(*warnings, *(() if hints.timezone else (NO_ZONE,))),
    )
    yield from _Telling(chat, chosen, people, WallClock(hints.timezone), cast.first).items(entries())


class _Telling:
    """Turns the entries of one chat into items."""

    def __init__(
        self, chat: Chat, chosen: Format, people: NamedPeople, clock: WallClock, first: datetime | None
    ) -> None:
        self._chat = chat
        self._understand = chosen.understand
        self._people = people
        self._clock = clock
        self._place = 0
        self._left_out = 0
        self._time = (WallClock(None).milliseconds(first) or 0) if first else 0

    def items(self, entries: Iterator[Entry]) -> Iterator[Item]:
        """All of it; at the end the chat again, when files were left out."""
        yield self._chat
        for entry in entries:
            self._place += 1
            yield from self._item(entry)
        if self._left_out:
            warning = f"{self._left_out:,} photos, stickers or other files are named in this export, and not in it"
            yield structs.replace(self._chat, warnings=(*self._chat.warnings, warning))

    def _item(self, entry: Entry) -> Iterator[Item]:
        time = self._clock.milliseconds(entry.local) if entry.local else None
        self._time = time if time is not None else self._time
        if time is None and entry.sender is None:
            yield self._unreadable("a line that belongs to no message")
            return
        sender = self._people.meet(entry.sender, entry.phone) if entry.sender is not None else None
        actor, content = self._understand(entry, self._member)
        if sender is None:
            sender = self._people.meet(actor) if actor else _only(content)
        self._left_out += isinstance(content, Attachment) and content.media.state is MediaState.NOT_EXPORTED
        yield from self._people.introductions()
        yield Message(
            chat=self._chat.id,
            id=MessageId(str(self._place)),
            time=self._time,
            place=self._place,
            sender=sender,
            content=content,
            time_guessed=time is None,
        )

    def _member(self, name: str) -> Member:
        return Member(name=plain_name(name), person=self._people.meet(name))

    def _unreadable(self, reason: str) -> Unreadable:
        place = self._place
        return Unreadable(chat=self._chat.id, id=MessageId(str(place)), time=self._time, place=place, reason=reason)


def assembled(
    lines: Iterator[str], parse: Callable[[str, Entry | None], Entry | bool], longest: int
) -> Iterator[Entry]:
    """Entries of several lines. ``parse`` makes an entry of a line, or says True: read, or False: it goes on.

    ``longest`` in characters. A line that goes on before anything was said becomes an entry without a time.
    """
    current: Entry | None = None
    more: list[str] = []
    size = 0
    for line in lines:
        parsed = parse(line, current)
        if parsed is False and (current is not None or line.strip()):
            current = current or Entry(None, None, "")
            more.append(line)
            size += len(line) + 1
            if size > longest:
                raise ArchiveError(f"a message is longer than {longest:,} characters (limit `string`).")
        elif isinstance(parsed, Entry):
            yield from _whole(current, more)
            current, more, size = parsed, [], len(parsed.text)
    yield from _whole(current, more)


def _whole(entry: Entry | None, more: list[str]) -> Iterator[Entry]:
    if entry is not None:
        text = "\n".join([entry.text, *more]).rstrip("\n") if more else entry.text
        yield Entry(entry.local, entry.sender, text, entry.phone)


def left_out(kind: MediaKind, file_name: str | None = None) -> Attachment:
    """A file of which the export only says that there was one."""
    return Attachment(
        media=Media(kind=kind, state=MediaState.NOT_EXPORTED, file_name=file_name or None, reason=NO_FILES)
    )


def written(text: str) -> Written:
    """Somebody's own words."""
    return Written(Text(text))


def _nobody(name: str) -> Member:
    return Member(name=name)


def _only(content: Content) -> PersonId | None:
    """Whoever came or went alone did it themselves."""
    if not isinstance(content, Membership) or content.change not in {Change.JOINED, Change.LEFT}:
        return None
    return content.members[0].person if len(content.members) == 1 else None


def _free(chat: ChatId, taken: set[ChatId]) -> ChatId:
    count, free = 1, chat
    while free in taken:
        count += 1
        free = ChatId(f"{chat} ({count})")
    taken.add(free)
    return free


def _chat_id(network: Network, kind: ChatKind, title: str | None, cast: Cast, own_name: str | None) -> ChatId:
    """A direct chat is called otherwise by each of the two: both names together are the same for them."""
    if kind is ChatKind.GROUP and title:
        return ChatId(f"title:{title}")
    named = dict(cast.speakers)
    for name in (title, own_name):
        if name and len(named) < 2:
            named.setdefault(name, None)
    names = sorted(_without_number(network, name, phone) for name, phone in named.items())
    return ChatId("title:" + " + ".join(names[:20]))


def _without_number(network: Network, name: str, phone: str | None) -> str:
    digits = (
        phone_digits(phone or (name if name.lstrip("+").replace(" ", "").isdigit() else "")) if phone or name else None
    )
    return phone_id(network, digits) if digits else name
