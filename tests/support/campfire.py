"""A chat network in memory, with logins that connect to it: as honest as its outermost edge needs to be.

It keeps a log of what happened, from which every login hears what it has not heard; it knows which utterances it has
had already; it refuses, waits, and loses answers when it is told to. In chats with numbers of accounts, each login sees
the log's numbers moved by an offset of its own, so that one number is another message for everybody.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as replace_struct
from typing import ClassVar

from msgspec.structs import replace

from bridge.errors import LoginLost, NetworkRefused
from bridge.model.amendment import Deletion, ReactionChange, Revision
from bridge.model.chat import Chat, ChatKind, Continuation, Numbering
from bridge.model.content import Written
from bridge.model.cross_references import renamed
from bridge.model.event import Rank
from bridge.model.fleeting import ReadUpTo, Typing
from bridge.model.ids import ChatId, MediaId, MessageId, Network, PersonId
from bridge.model.message import Content, Message, Reaction, Reactor
from bridge.model.person import Person
from bridge.model.text import Text
from bridge.sources.connector import (
    Account,
    Ask,
    Attendee,
    Connector,
    Deliver,
    Details,
    Gate,
    Heard,
    Listing,
    LoginProcess,
    Memory,
    Spoken,
    Utterance,
)

NETWORK = Network("campfire")
BEGINNING = 1_790_000_000_000
PASSWORD = "sesame"
AMENDMENTS = (Revision, Deletion, ReactionChange)
PIECE = 4
"""Bytes of a file that come at once."""


@dataclass
class Campfire:
    """The network itself. ``before_say`` and ``after_say`` may raise, as a network or a connection would."""

    chats: dict[str, Chat] = field(default_factory=dict)
    members: dict[str, set[PersonId]] = field(default_factory=dict)
    log: list[Message] = field(default_factory=list)
    said: dict[str, Spoken] = field(default_factory=dict)
    files: dict[MediaId, bytes] = field(default_factory=dict)
    revoked: set[PersonId] = field(default_factory=set)
    typing: list[tuple[PersonId, bool]] = field(default_factory=list)
    read: list[tuple[PersonId, MessageId]] = field(default_factory=list)
    moments: list[Typing | ReadUpTo] = field(default_factory=list)
    continued: dict[ChatId, ChatId] = field(default_factory=dict)
    """Chats that go on as others."""
    leaders: set[PersonId] = field(default_factory=set)
    offsets: dict[PersonId, int] = field(default_factory=dict)
    """By how much a login's numbers are higher than the log's, where accounts number for themselves."""
    guises: dict[PersonId, PersonId] = field(default_factory=dict)
    """In whose name the network has what these people say: the chat's own."""
    longest: int = 1_000
    """Letters of the longest message; what is longer becomes several."""
    before_say: Callable[[Utterance], None] = lambda _: None
    after_say: Callable[[Utterance], None] = lambda _: None
    before_page: Callable[[], None] = lambda: None
    before_piece: Callable[[MediaId, int], None] = lambda _reference, _offset: None
    happened: asyncio.Condition = field(default_factory=asyncio.Condition)

    def add_chat(self, name: str = "crew", *people: str, numbering: Numbering = Numbering.NETWORK) -> ChatId:
        chat = ChatId(name)
        self.chats[chat] = Chat(network=NETWORK, id=chat, kind=ChatKind.GROUP, title=name.title(), numbering=numbering)
        self.members[chat] = {PersonId(one) for one in people}
        return chat

    async def say(self, chat: str, sender: str, content: Content | str, **more: object) -> MessageId:
        number = len(self.log) + 1
        said = Written(Text(content)) if isinstance(content, str) else content
        message = Message(
            chat=ChatId(chat),
            id=MessageId(str(number)),
            time=BEGINNING + number // 3 * 1000,
            place=number,
            sender=PersonId(sender),
            content=said,
            **more,  # type: ignore[arg-type]
        )
        await self._happen(message)
        return message.id

    async def go_on_as(self, chat: ChatId, by: ChatId) -> None:
        """The chat ends, and goes on as one whose messages are numbered for everybody."""
        self.add_chat(by, *self.members[chat])
        self.chats[by] = replace(self.chats[by], title=self.chats[chat].title)
        self.continued[chat] = by
        async with self.happened:
            self.members[chat] = set()
            self.happened.notify_all()

    async def _happen(self, *messages: Message) -> None:
        async with self.happened:
            self.log += messages
            self.happened.notify_all()

    async def pass_by(self, moment: Typing | ReadUpTo) -> None:
        """Something is true for a moment; who listens hears of it."""
        async with self.happened:
            self.moments.append(moment)
            self.happened.notify_all()

    def standing(self, chat: str) -> list[Message]:
        """The chat's messages as they are now: edited, and without what was deleted; amendments are none."""
        found: dict[MessageId, Message] = {}
        for message in self.log:
            content = message.content
            if message.chat != chat:
                continue
            if isinstance(content, Revision) and content.message in found:
                found[content.message] = replace(found[content.message], content=content.content, edited=message.time)
            elif isinstance(content, Deletion):
                for one in content.messages:
                    found.pop(one, None)
            elif not isinstance(content, AMENDMENTS):
                found[message.id] = message
        return list(found.values())

    def offset(self, person: PersonId, chat: ChatId) -> int:
        """What is added to the log's numbers for this person in this chat."""
        numbered = self.chats[chat].numbering is Numbering.ACCOUNT
        return self.offsets.get(person, 0) if numbered else 0

    def texts(self, chat: str) -> list[tuple[str, str]]:
        """Who said what, as it stands now."""
        standing: dict[MessageId, tuple[str, str]] = {}
        for message in self.log:
            content = message.content
            if message.chat != chat:
                continue
            if isinstance(content, Written):
                standing[message.id] = (message.sender or "", content.text.plain)
            elif isinstance(content, Revision) and isinstance(content.content, Written):
                standing[content.message] = (message.sender or "", content.content.text.plain)
            elif isinstance(content, Deletion):
                for one in content.messages:
                    standing.pop(one, None)
        return list(standing.values())


class CampfireGate(Gate):
    network: ClassVar[Network] = NETWORK
    title: ClassVar[str] = "Campfire"

    def __init__(self, campfire: Campfire) -> None:
        self._campfire = campfire

    def link(self, memory: Memory) -> LoginProcess:
        return CampfireLogin(memory)

    async def connect(self, memory: Memory) -> Connector:
        kept = await memory.recall("session/")
        return CampfireConnector(self._campfire, memory, PersonId(kept["session/person"].decode()))


class CampfireLogin(LoginProcess):
    """Asks for a name, then for the password that all share."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._name: str | None = None

    async def begin(self, *, by_phone: bool = False, as_bot: bool = False) -> Ask:
        return Ask("phone", "Your name?")

    async def answer(self, words: str) -> Ask | None:
        if self._name is None:
            self._name = words
            return Ask("password", "The password?")
        if words != PASSWORD:
            return Ask("password", "That is not the password. Again?")
        self.account = Account(PersonId(self._name), self._name.title())
        await self._memory.remember({"session/person": self._name.encode()})
        return None

    async def scanned(self) -> Ask | None:
        raise AssertionError("nothing is scanned here")

    async def cancel(self) -> None:
        self._name = None


class CampfireConnector(Connector):
    network: ClassVar[Network] = NETWORK

    def __init__(self, campfire: Campfire, memory: Memory, person: PersonId) -> None:
        self._campfire = campfire
        self._memory = memory
        self._passed = len(campfire.moments)
        self._told: set[ChatId] = set()
        self.account = Account(person, person.title())

    async def listen(self, chats: Callable[[], Collection[ChatId]], deliver: Deliver) -> None:
        kept = await self._memory.recall("position/")
        position = int(kept.get("position/log", b"0"))
        while True:
            async with self._campfire.happened:
                while not self._is_news(position):
                    await self._campfire.happened.wait()
            if self._is_revoked:
                raise LoginLost
            new = self._campfire.log[position:]
            heard: list[Heard] = [self._person(one.sender) for one in new if one.sender is not None]
            passing, self._passed = self._campfire.moments[self._passed :], len(self._campfire.moments)
            messages = [self._seen(one) for one in new if one.chat in chats()]
            ended = [one for one in self._campfire.continued if one in chats()]
            goes_on = [Continuation(chat=one, by=self._campfire.continued[one]) for one in ended]
            await deliver([*heard, *messages, *(one for one in passing if one.chat in chats()), *goes_on])
            self._told = set(self._campfire.continued)
            position += len(new)
            await self._memory.remember({"position/log": str(position).encode()})

    def _is_news(self, position: int) -> bool:
        there = self._campfire
        moved = self._told != there.continued.keys()
        return len(there.log) > position or len(there.moments) > self._passed or self._is_revoked or moved

    @property
    def _is_revoked(self) -> bool:
        return self.account.person in self._campfire.revoked

    async def follow(self, chat: ChatId) -> MessageId | None:
        self._must_be_in(chat)
        said = self._campfire.standing(chat)
        return self._own_number(chat, said[-1].id) if said else None

    async def chats(self) -> AsyncIterator[Listing]:
        for chat in self._campfire.chats.values():
            if self.account.person in self._campfire.members[chat.id]:
                yield Listing(chat=chat, members=len(self._campfire.members[chat.id]))

    async def details(self, chat: ChatId) -> Details:
        self._must_be_in(chat)
        people = sorted(self._campfire.members[chat])
        return Details(
            chat=self._campfire.chats[chat],
            attendees=tuple(Attendee(person=self._person(one), rank=self._rank(one)) for one in people),
            complete=True,
        )

    async def history(
        self, chat: ChatId, after: MessageId | None = None, until: MessageId | None = None
    ) -> AsyncIterator[Sequence[Heard]]:
        self._must_be_in(chat)
        offset = self._campfire.offset(self.account.person, chat)
        first = int(after) - offset if after is not None else 0
        last = int(until) - offset if until is not None else len(self._campfire.log)
        page = [one for one in self._campfire.standing(chat) if first < int(one.id) <= last]
        for start in range(0, len(page), 3):
            self._campfire.before_page()
            messages = [self._seen(one) for one in page[start : start + 3]]
            yield [*(self._person(one.sender) for one in messages if one.sender is not None), *messages]

    async def before_last(self, chat: ChatId, count: int) -> MessageId | None:
        said = [self._own_number(chat, one.id) for one in self._campfire.standing(chat)]
        return said[-count - 1] if len(said) > count else None

    async def open(self, reference: MediaId, offset: int = 0) -> AsyncIterator[bytes]:
        if reference not in self._campfire.files:
            raise NetworkRefused("It is gone.", code="GONE")
        content = self._campfire.files[reference]
        for start in range(offset, len(content), PIECE):
            self._campfire.before_piece(reference, start)
            yield content[start : start + PIECE]

    async def say(self, utterance: Utterance) -> Spoken:
        self._campfire.before_say(utterance)
        if utterance.key not in self._campfire.said:
            self._campfire.said[utterance.key] = await self._all_done(utterance)
        self._campfire.after_say(utterance)
        return self._campfire.said[utterance.key]

    async def _all_done(self, utterance: Utterance) -> Spoken:
        """In as many messages as it takes; an edit lets go of those that it no longer needs."""
        content, said = utterance.item.content, list[MessageId]()
        pieces = _pieces(content, self._campfire.longest)
        standing = [content.message, *utterance.also] if isinstance(content, Revision) else []
        spoken = Spoken()
        for number, piece in enumerate(pieces):
            known = standing[number] if number < len(standing) else None
            done = piece if known is None else Revision(message=known, content=piece)  # type: ignore[arg-type]  # pieces are of text
            spoken = await self._done(replace_item(utterance, done))
            said += spoken.messages if known is None else [known]
        if standing[len(pieces) :]:
            await self._done(replace_item(utterance, Deletion(messages=tuple(standing[len(pieces) :]))))
        return replace_struct(spoken, messages=tuple(said))

    async def _done(self, utterance: Utterance) -> Spoken:
        self._must_be_in(utterance.item.chat)
        item, person = self._as_logged(utterance.item), self.account.person
        number = len(self._campfire.log) + 1
        is_amendment = isinstance(item.content, AMENDMENTS)
        content = item.content
        if isinstance(content, ReactionChange):
            content = replace(
                content,
                reactions=tuple(
                    Reaction(emoji=one.emoji, count=1, by=(Reactor(person=person),)) for one in content.reactions
                ),
            )
        for reference, file in utterance.files.items():
            self._campfire.files[reference] = b"".join([chunk async for chunk in file.chunks()])
        done = replace(
            item,
            id=MessageId(f"{number}~a" if is_amendment else str(number)),
            sender=self._campfire.guises.get(person, person),
            time=BEGINNING + number // 3 * 1000,
            place=number,
            content=content,
        )
        await self._campfire._happen(done)
        return Spoken(messages=() if is_amendment else (self._own_number(done.chat, done.id),), time=done.time)

    async def show_typing(self, chat: ChatId, *, active: bool) -> None:
        self._campfire.typing.append((self.account.person, active))

    async def mark_read(self, chat: ChatId, message: MessageId) -> None:
        self._campfire.read.append((self.account.person, message))

    async def close(self) -> None:
        return None

    async def log_out(self) -> None:
        self._campfire.revoked.add(self.account.person)

    def _must_be_in(self, chat: ChatId) -> None:
        if self.account.person not in self._campfire.members.get(chat, ()):
            raise NetworkRefused("You are not in this chat.", code="NOT_IN")

    def _rank(self, person: PersonId) -> Rank:
        return Rank.OWNER if person in self._campfire.leaders else Rank.MEMBER

    def _own_number(self, chat: ChatId, message: MessageId) -> MessageId:
        return _moved(message, self._campfire.offset(self.account.person, chat))

    def _seen(self, message: Message) -> Message:
        """With the numbers of this login."""
        offset = self._campfire.offset(self.account.person, message.chat)
        moved = replace(message, id=_moved(message.id, offset), place=message.place + offset)
        return renamed(moved, lambda one: _moved(one, offset))

    def _as_logged(self, message: Message) -> Message:
        offset = self._campfire.offset(self.account.person, message.chat)
        return renamed(message, lambda one: _moved(one, -offset))

    def _person(self, person: PersonId) -> Person:
        return Person(id=person, name=person.title())


def _pieces(content: Content, longest: int) -> list[Content]:
    """What of a text fits into one message each; anything else is whole."""
    said = content.content if isinstance(content, Revision) else content
    if not isinstance(said, Written):
        return [said]
    words = said.text.plain
    return [Written(Text(words[start : start + longest])) for start in range(0, len(words) or 1, longest)]


def replace_item(utterance: Utterance, content: Content) -> Utterance:
    return replace_struct(utterance, item=replace(utterance.item, content=content))


def _moved(message: MessageId, offset: int) -> MessageId:
    number, amendment, rest = message.partition("~")
    return MessageId(f"{int(number) + offset}{amendment}{rest}")
