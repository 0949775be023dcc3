"""A bot to talk to in memory: the homeserver's calls that it needs, the services that commands need, and a person."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bridge.commands.door import Door
from bridge.commands.services import (
    ChatEntry,
    ChatStatus,
    Inspection,
    Login,
    Moved,
    Offer,
    PlannedChat,
    Progress,
    Services,
    SharedFile,
    Step,
    Tell,
)
from bridge.errors import Refused
from bridge.matrix.events import ContentUri, EventId, RoomId, UserId
from bridge.matrix.pages import Page, Reservation
from bridge.model.chat import ChatKind
from bridge.model.ids import ChatId, Network, PersonId
from bridge.people.permissions import Permissions
from bridge.sources.connector import Account, Ask, LoginProcess

BOT = UserId("@beringia_bot:example.org")
ANNA, BORA = UserId("@anna:example.org"), UserId("@bora:example.org")
ROOM = RoomId("!direct:example.org")
NETWORK = Network("tea")


class FakeLive:
    """Calls for rooms with people in them."""

    def __init__(self, server: FakeServer) -> None:
        self._server = server
        self.failing: list[Exception] = []

    async def redact(self, room: RoomId, _sender: UserId, event: EventId, transaction: str) -> EventId:
        if self.failing:
            raise self.failing.pop()
        if event in self._server.protected:
            raise Refused("You don't have permission", status=403, code="M_FORBIDDEN")
        self._server.redacted.append(event)
        for found in self._server.timeline:
            if found["event_id"] == event:
                found["content"] = {}
        return EventId(f"$redaction-{transaction}")

    async def join(self, room: RoomId) -> None:
        if self._server.closed:
            raise Refused("Not invited", status=403, code="M_FORBIDDEN")
        self._server.members[room].add(BOT)

    async def leave(self, room: RoomId, reason: str | None = None) -> None:
        self._server.members[room].discard(BOT)
        self._server.left.append((room, reason))


@dataclass
class FakeServer:
    """One homeserver, as far as the bot sees it. ``members`` by room; ``said`` is everything of the bot, in order."""

    bot: UserId = BOT
    members: dict[str, set[UserId]] = field(default_factory=lambda: {ROOM: {BOT, ANNA}})
    timeline: list[dict[str, Any]] = field(default_factory=list)
    redacted: list[EventId] = field(default_factory=list)
    protected: set[EventId] = field(default_factory=set)
    left: list[tuple[RoomId, str | None]] = field(default_factory=list)
    pictures: list[bytes] = field(default_factory=list)
    failing: list[Exception] = field(default_factory=list)
    """Raised instead of sending, one for each try."""
    closed: bool = False
    _transactions: dict[str, EventId] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.live = FakeLive(self)

    async def send(
        self, room: RoomId, sender: UserId, kind: str, transaction: str, content: Mapping[str, Any]
    ) -> EventId:
        if self.failing:
            raise self.failing.pop()
        if transaction not in self._transactions:
            self._transactions[transaction] = self.add(room, sender, kind, dict(content))
        return self._transactions[transaction]

    def add(self, room: str, sender: str, kind: str, content: dict[str, Any], **more: Any) -> EventId:
        event = EventId(f"${len(self.timeline)}")
        self.timeline.append(
            {"event_id": event, "room_id": room, "sender": sender, "type": kind, "content": content, **more}
        )
        return event

    async def state(self, room: RoomId) -> list[dict[str, Any]]:
        if BOT not in self.members.get(room, ()):
            raise Refused("Not in the room", status=403, code="M_FORBIDDEN")
        return [
            {"type": "m.room.member", "state_key": user, "content": {"membership": "join"}}
            for user in self.members[room]
        ]

    async def messages(self, room: RoomId, _direction: str, *, limit: int) -> Page:
        found = [event for event in reversed(self.timeline) if event["room_id"] == room]
        return Page(tuple(found[:limit]), None)

    async def create_media(self) -> Reservation:
        return Reservation(ContentUri(f"mxc://example.org/{len(self.pictures)}"), None)

    async def upload(self, _uri: ContentUri, chunks: Any, size: int, mime: str, filename: str | None = None) -> None:
        self.pictures.append(b"".join([chunk async for chunk in chunks()]))

    @property
    def of_bot(self) -> list[dict[str, Any]]:
        return [event for event in self.timeline if event["sender"] == BOT]

    @property
    def said(self) -> list[str]:
        """What the bot said, in order, changes included."""
        contents = (event["content"] for event in self.of_bot)
        return [content.get("m.new_content", content).get("body", "") for content in contents]


class Script(LoginProcess):
    """A login that asks what it is told to ask, and notes what it was answered. An exception in it is raised."""

    def __init__(self, *asks: Ask | Exception | None) -> None:
        self._asks = list(asks)
        self.answers: list[str] = []
        self.begun: list[str] = []
        self.scan = asyncio.Event()
        self.cancelled = 0
        self.before: Callable[[], None] = lambda: None

    async def begin(self, *, by_phone: bool = False, as_bot: bool = False) -> Ask:
        self.begun.append("phone" if by_phone else "bot" if as_bot else "qr")
        first = self._next()
        assert first is not None
        return first

    async def answer(self, words: str) -> Ask | None:
        self.before()
        self.answers.append(words)
        return self._next()

    async def scanned(self) -> Ask | None:
        await self.scan.wait()
        self.scan.clear()
        return self._next()

    async def cancel(self) -> None:
        self.cancelled += 1

    def _next(self) -> Ask | None:
        ask = self._asks.pop(0)
        if isinstance(ask, Exception):
            raise ask
        if ask is None:
            self.account = Account(PersonId("user1"), "Anna", "@anna")
        return ask


def ask(what: str = "code", words: str = "Type the code.", **more: Any) -> Ask:
    return Ask(what, words, **more)


def scan(code: str = "tea://login?token=abcdefgh") -> Ask:
    return Ask("scan", "Scan this.", secret=False, code=code)


def login_entry(**more: Any) -> Login:
    given: dict[str, Any] = {"id": 1, "network": NETWORK, "title": "Tea", "name": "Anna", "handle": "@anna"}
    return Login(**given | more)


def chat(title: str = "Tea round", **more: Any) -> ChatEntry:
    given: dict[str, Any] = {"login": 1, "network": NETWORK, "chat": ChatId(title), "kind": ChatKind.GROUP}
    return ChatEntry(title=title, **given | more)


def moved(title: str = "Tea round", **more: Any) -> Moved:
    given: dict[str, Any] = {"room": RoomId("!tea:example.org"), "messages": 1234, "live": True}
    return Moved(title=title, **given | more)


def planned(title: str = "Tea round", **more: Any) -> PlannedChat:
    given: dict[str, Any] = {"kind": ChatKind.GROUP, "messages": 1234, "people": 3, "size": 2048}
    return PlannedChat(title=title, **given | more)


def inspection(*chats: PlannedChat, **more: Any) -> Inspection:
    given: dict[str, Any] = {"plan": "p1", "format": "Tea export", "seconds": 90.0}
    return Inspection(chats=chats or (planned(),), **given | more)


@dataclass
class FakeServices:
    """All services; ``did`` lists what was asked of them. What ``failure`` holds is raised once."""

    entries: list[ChatEntry] = field(default_factory=lambda: [chat()])
    linked_accounts: list[Login] = field(default_factory=list)
    networks: list[Offer] = field(default_factory=lambda: [Offer(NETWORK, "Tea")])
    scripts: list[Script] = field(default_factory=list)
    begun: list[Script] = field(default_factory=list)
    statuses: list[ChatStatus] = field(default_factory=list)
    portals: set[str] = field(default_factory=set)
    found: Inspection = field(default_factory=inspection)
    did: list[tuple[Any, ...]] = field(default_factory=list)
    forgotten: list[EventId] = field(default_factory=list)
    failure: list[Exception] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    """Long work waits for it."""
    steps: list[Progress] = field(default_factory=lambda: [Progress(step=Step.FETCHING, done=10, total=40)])

    def __post_init__(self) -> None:
        self.gate.set()

    @property
    def all(self) -> Services:
        return Services(
            logins=self, chats=FakeChats(self), moves=FakeMoves(self), exports=FakeExports(self), rooms=self
        )

    def offers(self) -> list[Offer]:
        return self.networks

    async def of(self, _user: UserId) -> list[Login]:
        return self.linked_accounts

    async def link(self, user: UserId, network: Network) -> LoginProcess:
        self.note("link", user, network)
        self.begun.append(self.scripts.pop(0))
        return self.begun[-1]

    async def linked(self, user: UserId, process: LoginProcess) -> Login:
        self.note("linked", user)
        assert process.account is not None
        return login_entry(name=process.account.name, is_bot=process.account.is_bot)

    async def log_out(self, login: Login) -> None:
        self.note("log_out", login.id)

    async def is_portal(self, room: RoomId) -> bool:
        return room in self.portals

    async def forget(self, event: EventId) -> None:
        self.forgotten.append(event)

    def note(self, *what: Any) -> None:
        if self.failure:
            raise self.failure.pop()
        self.did.append(what)

    async def long(self, tell: Tell) -> None:
        for step in self.steps:
            await tell(step)
        await self.gate.wait()


@dataclass
class FakeChats:
    services: FakeServices

    async def of(self, _user: UserId) -> list[ChatEntry]:
        if self.services.failure:
            raise self.services.failure.pop()
        return self.services.entries


@dataclass
class FakeMoves:
    services: FakeServices

    async def migrate(self, user: UserId, entry: ChatEntry, tell: Tell) -> Moved:
        self.services.note("migrate", user, entry.chat)
        await self.services.long(tell)
        return moved(entry.title)

    async def bridge(self, user: UserId, entry: ChatEntry, last: int | None, tell: Tell) -> Moved:
        self.services.note("bridge", user, entry.chat, last)
        return moved(entry.title, messages=last or 0)

    async def stop(self, user: UserId, entry: ChatEntry) -> None:
        self.services.note("stop", user, entry.chat)

    async def sync(self, user: UserId, entry: ChatEntry, tell: Tell) -> Moved:
        self.services.note("sync", user, entry.chat)
        return moved(entry.title)

    async def status(self, _user: UserId) -> list[ChatStatus]:
        return self.services.statuses


@dataclass
class FakeExports:
    services: FakeServices

    async def take(self, user: UserId, file: SharedFile, tell: Tell) -> Inspection:
        self.services.note("take", user, file)
        await self.services.long(tell)
        return self.services.found

    async def carry_out(self, user: UserId, found: Inspection, tell: Tell) -> list[Moved]:
        self.services.note("carry_out", user, found.plan)
        return [moved(entry.title) for entry in found.chats]

    async def drop(self, user: UserId, found: Inspection) -> None:
        self.services.note("drop", user, found.plan)


class Time:
    """A clock that stands still until it is moved, and sleeps that end when it is moved far enough."""

    def __init__(self) -> None:
        self.now = 1_700_000_000_000
        self._sleepers: list[tuple[int, asyncio.Event]] = []

    def clock(self) -> int:
        return self.now

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.Event()
        self._sleepers.append((self.now + int(seconds * 1000), woken))
        await woken.wait()

    async def pass_by(self, seconds: float) -> None:
        """Let this time pass, and whatever it sets going."""
        self.now += int(seconds * 1000)
        for due, woken in self._sleepers:
            if due <= self.now:
                woken.set()
        await settle()


async def settle() -> None:
    """Let everything run that can; nothing here waits for a real clock."""
    for _ in range(50):
        await asyncio.sleep(0)


@dataclass
class Direct:
    """A direct chat of a person with the bot."""

    server: FakeServer
    services: FakeServices
    time: Time
    door: Door
    person: UserId = ANNA
    room: RoomId = ROOM
    _numbers: Any = field(default_factory=itertools.count)

    async def send(self, kind: str, content: dict[str, Any], **more: Any) -> EventId:
        """Something happens in the room, and the door hears of it."""
        event = self.server.add(self.room, more.pop("sender", self.person), kind, content, **more)
        await self.door.handle(dict(next(found for found in self.server.timeline if found["event_id"] == event)))
        await settle()
        return event

    async def type(self, text: str, **more: Any) -> str:
        """Type something; all that the bot says to it, in the order in which it says it."""
        before = len(self.server.said)
        await self.send("m.room.message", {"msgtype": "m.text", "body": text, **more})
        return "\n".join(self.server.said[before:])

    async def share(self, name: str = "export.zip", **more: Any) -> str:
        before = len(self.server.said)
        content = {"msgtype": "m.file", "body": name, "url": "mxc://example.org/file", "info": {"size": 7}, **more}
        await self.send("m.room.message", {key: value for key, value in content.items() if value is not None})
        return "\n".join(self.server.said[before:])

    @property
    def last(self) -> str:
        return self.server.said[-1]


def direct(*scripts: Script, levels: Mapping[str, str] | None = None, person: UserId = ANNA, **services: Any) -> Direct:
    """A person, alone with the bot in a room; keywords are fields of the services."""
    server, time, found = FakeServer(), Time(), FakeServices(scripts=list(scripts), **services)
    server.members = {ROOM: {BOT, person}}
    permissions = Permissions.configured("example.org", levels or {"*": "user", BORA: "admin"})
    door = Door(server, found.all, permissions, time.clock, time.sleep)  # type: ignore[arg-type]  # a small fake of it
    return Direct(server, found, time, door, person)
