"""What the commands need done, as small interfaces that know no network; the live bridge implements them.

All that is refused is raised as one of ``bridge.errors``, whose message tells people what to do next.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from bridge.matrix.events import ContentUri, EventId, RoomId, UserId
from bridge.model.chat import ChatKind
from bridge.model.ids import ChatId, Network
from bridge.sources.connector import LoginProcess


@dataclass(frozen=True)
class Offer:
    """A network whose accounts can be linked. ``title`` is what people call it."""

    network: Network
    title: str


class LoginState(StrEnum):
    """How a linked account is doing."""

    CONNECTED = "connected"
    DISCONNECTED = "disconnected"
    """Not reached at the moment; it is tried again."""
    WAITING = "waiting"
    """The network wants a pause, until ``Login.until``."""
    LOST = "lost"
    """The network no longer knows it; it must be linked again."""


@dataclass(frozen=True, kw_only=True)
class Login:
    """An account that a person has linked. ``until``: ms since 1970, UTC; ``why``: words for people."""

    id: int
    network: Network
    title: str
    """What people call the network."""
    name: str
    handle: str | None = None
    is_bot: bool = False
    state: LoginState = LoginState.CONNECTED
    until: int | None = None
    why: str = ""


class Logins(Protocol):
    """Accounts, and whose they are."""

    def offers(self) -> Sequence[Offer]:
        """The networks whose accounts can be linked here; none where none is configured."""
        ...

    async def of(self, user: UserId) -> list[Login]:
        """What this person has linked, also what was lost."""
        ...

    async def link(self, user: UserId, network: Network) -> LoginProcess:
        """Begin to link a further account; ``begin`` has not been called yet."""
        ...

    async def linked(self, user: UserId, process: LoginProcess) -> Login:
        """Keep a process that has succeeded, and connect. Raises NetworkRefused when another person has this account."""
        ...

    async def log_out(self, login: Login) -> None:
        """End it on the network, forget all secrets; what it bridged stops."""
        ...


class Stage(StrEnum):
    """How far a chat has come."""

    ELSEWHERE = "elsewhere"
    """On the network only."""
    MOVING = "moving"
    """Its history is on its way."""
    HERE = "here"
    """History is here, and nothing new arrives: it was imported, or stopped."""
    BRIDGED = "bridged"
    """What is said on either side is said on the other."""


@dataclass(frozen=True, kw_only=True)
class ChatEntry:
    """A chat that one of a person's logins is in. ``last`` is when something was said there, ms since 1970, UTC.

    ``yours``: it is not here yet, or goes through a login of this person; only they, and administrators, may stop it.
    """

    login: int
    network: Network
    chat: ChatId
    kind: ChatKind
    title: str
    members: int | None = None
    last: int | None = None
    can_speak: bool = True
    stage: Stage = Stage.ELSEWHERE
    room: RoomId | None = None
    yours: bool = True


class Chats(Protocol):
    """What there is to move."""

    async def of(self, user: UserId) -> list[ChatEntry]:
        """The chats of all of a person's logins, the latest first, each once; asked of the network, or fresh enough.

        Raises NetworkError when not a single login answers, and NetworkRefused when nothing is linked.
        """
        ...


class Step(StrEnum):
    """What is being done for a chat."""

    QUEUED = "queued"
    """Waits for its turn."""
    FETCHING = "fetching"
    """History is read from the network, or from an export."""
    SENDING = "sending"
    """It is said in the room."""
    CHECKING = "checking"
    """The room is read back and compared."""
    WAITING = "waiting"
    """The network wants a pause, until ``Progress.until``."""


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far it is: ``done`` of ``total`` messages (None: nobody knows). ``until`` in ms since 1970, UTC."""

    step: Step
    done: int = 0
    total: int | None = None
    until: int | None = None
    why: str = ""
    """Of a wait: what for, in a few words for people."""


Tell = Callable[[Progress], Awaitable[None]]
"""Call it as often as you like, it is quick and never fails; people see the newest every few seconds."""


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A chat that is here. ``messages`` are in the room; ``losses`` in words for people, with their numbers."""

    title: str
    room: RoomId
    messages: int
    losses: Mapping[str, int] = field(default_factory=dict)
    live: bool = False
    """Does what is said from now on go over, too?"""


@dataclass(frozen=True, kw_only=True)
class ChatStatus:
    """A chat that is here or on its way. ``unsent``: said here, and not there yet; ``failed``: will never be there."""

    chat: ChatEntry
    progress: Progress | None = None
    messages: int = 0
    unsent: int = 0
    failed: int = 0


class Moves(Protocol):
    """Moving chats. What was begun goes on after a restart, by itself, whether somebody watches or not.

    Repeating is harmless: it joins what is under way, and returns when that is done. Cancelling the call stops watching
    only. The person is invited to the room.
    """

    async def migrate(self, user: UserId, chat: ChatEntry, tell: Tell) -> Moved:
        """The whole history, in order, then what is said from now on. Returns when the history is here."""
        ...

    async def bridge(self, user: UserId, chat: ChatEntry, last: int | None, tell: Tell) -> Moved:
        """What is said from now on, after the last so many messages (None: none of them)."""
        ...

    async def stop(self, user: UserId, chat: ChatEntry) -> None:
        """Nothing goes over any more. The room stays as it is."""
        ...

    async def sync(self, user: UserId, chat: ChatEntry, tell: Tell) -> Moved:
        """Ask the network for what may have been missed, for title and members."""
        ...

    async def status(self, user: UserId) -> list[ChatStatus]:
        """All chats that this person is moving or has moved, what is under way first."""
        ...


@dataclass(frozen=True, kw_only=True)
class SharedFile:
    """A file that a person sent to the bot. ``size`` in bytes, as their client says; None: it does not."""

    uri: ContentUri
    name: str
    size: int | None = None


@dataclass(frozen=True, kw_only=True)
class PlannedChat:
    """What an import would bring. ``first`` and ``last`` in ms since 1970, UTC; ``size`` of its files in bytes."""

    title: str
    kind: ChatKind
    messages: int
    """To be said; what is here already does not count."""
    people: int
    size: int = 0
    first: int | None = None
    last: int | None = None
    why_not: str = ""
    """Why it is left out; empty: it is not."""
    losses: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Inspection:
    """What a file holds, staged and planned. ``plan`` names it; ``seconds``: how long it will take, None: not known."""

    plan: str
    format: str
    """What people call it: ``Telegram Desktop (JSON)``."""
    chats: tuple[PlannedChat, ...]
    seconds: float | None = None


class ExportFiles(Protocol):
    """Exports that administrators send to the bot. They may hold anything: see ``commands.exports.NEEDED``."""

    async def take(self, user: UserId, file: SharedFile, tell: Tell) -> Inspection:
        """Fetch it, look into it, stage and plan it. Raises ArchiveError when it is no export, or too large."""
        ...

    async def carry_out(self, user: UserId, inspection: Inspection, tell: Tell) -> list[Moved]:
        """Import what was planned, and let the person into the rooms."""
        ...

    async def drop(self, user: UserId, inspection: Inspection) -> None:
        """Forget it; the file is removed from this machine."""
        ...


class Rooms(Protocol):
    """What the door must know of the rooms that somebody writes in."""

    async def is_portal(self, room: RoomId) -> bool:
        """Is it the room of a chat? Then it is none for commands."""
        ...

    async def forget(self, event: EventId) -> None:
        """Drop what this incoming event said from wherever we keep it: it was a secret. Its id stays known."""
        ...


@dataclass(frozen=True, kw_only=True)
class Services:
    """All of them."""

    logins: Logins
    chats: Chats
    moves: Moves
    exports: ExportFiles
    rooms: Rooms
