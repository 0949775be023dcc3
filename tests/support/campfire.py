"""A chat network in memory, with logins that connect to it: as honest as its outermost edge needs to be.

It keeps a log of what happened, from which every login hears what it has not heard; it knows which utterances it has
had already; it refuses, waits, and loses answers when it is told to.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from msgspec.structs import replace

from bridge.errors import LoginLost, NetworkRefused
from bridge.model.amendment import Deletion, ReactionChange, Revision
from bridge.model.chat import Chat, ChatKind, Numbering
from bridge.model.content import Written
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


@dataclass
class Campfire:
    """The network itself. ``before_say`` and ``after_say`` may raise, as a network or a connection would."""

    chats: dict[ChatId, Chat] = field(default_factory=dict)
    members: dict[ChatId, set[PersonId]] = field(default_factory=dict)
    log: list[Message] = field(default_factory=list)
    said: dict[str, Spoken] = field(default_factory=dict)
    files: dict[MediaId, bytes] = field(default_factory=dict)
    revoked: set[PersonId] = field(default_factory=set)
    typing: list[tuple[PersonId, bool]] = field(default_factory=list)
    read: list[tuple[PersonId, MessageId]] = field(default_factory=list)
    before_say: Callable[[Utterance], None] = lambda _: None
    after_say: Callable[[Utterance], None] = lambda _: None
    happened: asyncio.Condition = field(default_factory=asyncio.Condition)

    def add_chat(self, name: str = "crew", *people: str, numbering: Numbering = Numbering.NETWORK) -> ChatId:
        chat = ChatId(name)
        self.chats[chat] = Chat(network=NETWORK, id=chat, kind=ChatKind.GROUP, title=name.title(), numbering=numbering)
        self.members[chat] = {PersonId(one) for one in people}
        return chat

    async def say(self, chat: ChatId, sender: str, content: Content | str, **more: object) -> MessageId:
        number = len(self.log) + 1
        said = Written(Text(content)) if isinstance(content, str) else content
        message = Message(
            chat=chat,
            id=MessageId(str(number)),
            time=BEGINNING + number // 3 * 1000,
            place=number,
            sender=PersonId(sender),
            content=said,
            **more,  # type: ignore[arg-type]
        )
        await self._happen(message)
        return message.id

    async def _happen(self, *messages: Message) -> None:
        async with self.happened:
            self.log += messages
            self.happened.notify_all()

    def texts(self, chat: ChatId) -> list[tuple[str, str]]:
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
        self.account = Account(person, person.title())

    async def listen(self, chats: Callable[[], Collection[ChatId]], deliver: Deliver) -> None:
        kept = await self._memory.recall("position/")
        position = int(kept.get("position/log", b"0"))
        while True:
            async with self._campfire.happened:
                while len(self._campfire.log) == position and not self._is_revoked:
                    await self._campfire.happened.wait()
            if self._is_revoked:
                raise LoginLost
            new = self._campfire.log[position:]
            heard: list[Heard] = [self._person(one.sender) for one in new if one.sender is not None]
            await deliver([*heard, *(one for one in new if one.chat in chats())])
            position += len(new)
            await self._memory.remember({"position/log": str(position).encode()})

    @property
    def _is_revoked(self) -> bool:
        return self.account.person in self._campfire.revoked

    async def follow(self, chat: ChatId) -> MessageId | None:
        said = [one for one in self._campfire.log if one.chat == chat]
        return said[-1].id if said else None

    async def chats(self) -> AsyncIterator[Listing]:
        for chat in self._campfire.chats.values():
            if self.account.person in self._campfire.members[chat.id]:
                yield Listing(chat=chat, members=len(self._campfire.members[chat.id]))

    async def details(self, chat: ChatId) -> Details:
        if self.account.person not in self._campfire.members.get(chat, ()):
            raise NetworkRefused("You are not in this chat.")
        people = sorted(self._campfire.members[chat])
        return Details(
            chat=self._campfire.chats[chat],
            attendees=tuple(Attendee(person=self._person(one)) for one in people),
            complete=True,
        )

    async def history(
        self, chat: ChatId, after: MessageId | None = None, until: MessageId | None = None
    ) -> AsyncIterator[Sequence[Heard]]:
        first, last = int(after or 0), int(until or 0)
        page = [one for one in self._campfire.log if one.chat == chat and first < int(one.id.split("~")[0]) <= last]
        for start in range(0, len(page), 3):
            messages = page[start : start + 3]
            yield [*(self._person(one.sender) for one in messages if one.sender is not None), *messages]

    async def before_last(self, chat: ChatId, count: int) -> MessageId | None:
        said = [one.id for one in self._campfire.log if one.chat == chat]
        return said[-count - 1] if len(said) > count else None

    async def open(self, reference: MediaId, offset: int = 0) -> AsyncIterator[bytes]:
        if reference not in self._campfire.files:
            raise NetworkRefused("It is gone.", code="GONE")
        yield self._campfire.files[reference][offset:]

    async def say(self, utterance: Utterance) -> Spoken:
        self._campfire.before_say(utterance)
        if utterance.key not in self._campfire.said:
            self._campfire.said[utterance.key] = await self._done(utterance)
        self._campfire.after_say(utterance)
        return self._campfire.said[utterance.key]

    async def _done(self, utterance: Utterance) -> Spoken:
        item, person = utterance.item, self.account.person
        number = len(self._campfire.log) + 1
        is_amendment = isinstance(item.content, Revision | Deletion | ReactionChange)
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
            sender=person,
            time=BEGINNING + number // 3 * 1000,
            place=number,
            content=content,
        )
        await self._campfire._happen(done)
        return Spoken(messages=() if is_amendment else (done.id,), time=done.time)

    async def show_typing(self, chat: ChatId, *, active: bool) -> None:
        self._campfire.typing.append((self.account.person, active))

    async def mark_read(self, chat: ChatId, message: MessageId) -> None:
        self._campfire.read.append((self.account.person, message))

    async def close(self) -> None:
        return None

    async def log_out(self) -> None:
        self._campfire.revoked.add(self.account.person)

    def _person(self, person: PersonId) -> Person:
        return Person(id=person, name=person.title())
