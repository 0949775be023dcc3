"""What a contributor must know to add a live network: one login, which hears and speaks.

A connector knows its network and the neutral model, and nothing of Matrix or of the store. Its errors are those of
``bridge.errors`` that begin with ``Network``, and ``LoginLost``; each says in words for people what to do.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

from bridge.model.chat import Chat, Continuation
from bridge.model.event import Rank
from bridge.model.fleeting import ReadUpTo, Typing
from bridge.model.ids import ChatId, MediaId, MessageId, Network, PersonId
from bridge.model.media import Media
from bridge.model.message import Message
from bridge.model.person import Person

Heard = Chat | Continuation | Person | Message | Typing | ReadUpTo
"""What a connector delivers: a person before the first message that names them; ``Chat`` when title, picture or
description are known to be others now; ``Continuation`` after the last message of a chat that goes on as another. ``Message`` may also be what happened to one (``Revision``, ``Deletion`` …)."""

Deliver = Callable[[Sequence[Heard]], Awaitable[None]]
"""What was heard, in the order in which it happened. It is safe once this returns; if it raises, it must come again.
The same thing may be delivered more than once: it has the same id every time."""


class Memory(Protocol):
    """What a login remembers between runs: keys and bytes, encrypted where they are stored.

    Keys begin with a word for their kind, and a slash: ``session/``, ``peer/user17``, ``position/channel3``.
    """

    async def recall(self, prefix: str) -> dict[str, bytes]:
        """Everything whose key begins with this, by key."""
        ...

    async def remember(self, entries: Mapping[str, bytes | None]) -> None:
        """Write these down in one commit, before it returns; None forgets."""
        ...


@dataclass(frozen=True)
class Account:
    """Who a login is on the network. ``handle`` is how people call it there (``@anna``)."""

    person: PersonId
    name: str
    handle: str | None = None
    is_bot: bool = False


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A chat that a login is in. ``members`` and ``messages`` are None where the network does not say.

    ``last`` is when something was said there last, ms since 1970, UTC. ``can_speak``: may this login write there?
    """

    chat: Chat
    members: int | None = None
    messages: int | None = None
    last: int | None = None
    can_speak: bool = True


@dataclass(frozen=True, kw_only=True)
class Attendee:
    """Somebody in a chat today."""

    person: Person
    rank: Rank = Rank.MEMBER


@dataclass(frozen=True, kw_only=True)
class Details:
    """A chat as it is today. ``complete``: are these all who are in it, or does the network show some only?"""

    chat: Chat
    attendees: tuple[Attendee, ...]
    complete: bool
    pinned: tuple[MessageId, ...] = ()


class File(Protocol):
    """A file that is to be sent: ``chunks`` gives it from its beginning, as often as it is called; ``size`` in bytes."""

    @property
    def size(self) -> int: ...

    def chunks(self) -> AsyncIterator[bytes]: ...


@dataclass(frozen=True, kw_only=True)
class Utterance:
    """Something to be said on the network by this login.

    ``key`` names it for ever, so that it is said once however often it is tried. ``repeated``: an earlier try may have
    arrived, so the network is asked first. In ``item``, ``chat`` and all ids of other messages are the network's;
    ``id`` and ``sender`` mean nothing. ``item.content`` may be ``Revision``, ``Deletion``, ``ReactionChange`` (what
    *this login* gives now), ``Vote``, ``Pin``, ``TitleChange``, ``Membership`` and so on: then that is done. ``files``
    has the bytes of every media reference in it.

    ``also``: of a ``Revision``, the further messages that the same thing became, in order. ``after``: the newest message
    that this login is known to have said in the chat before this one; what an earlier try has said lies behind it.
    """

    key: str
    item: Message
    files: Mapping[MediaId, File] = field(default_factory=dict)
    repeated: bool = False
    also: tuple[MessageId, ...] = ()
    after: MessageId | None = None


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """What an utterance became. ``messages`` are the network's ids, in order: none for what is no message, several
    for what did not fit into one; of a ``Revision``, all that the thing consists of now; of what happens to a chat, the
    network's own notes of it. ``losses`` say what the network could not take, as stable codes. ``time`` of the
    first message, ms since 1970, UTC, as the network has it.
    """

    messages: tuple[MessageId, ...] = ()
    time: int | None = None
    losses: tuple[str, ...] = ()


class Connector(ABC):
    """One login on one live network, connected until it is closed. Made by the network's ``Gate``."""

    network: ClassVar[Network]
    account: Account

    @abstractmethod
    async def listen(self, chats: Callable[[], Collection[ChatId]], deliver: Deliver) -> None:
        """Deliver what happens in these chats until cancelled; first what happened since the last run, whatever it was
        (messages, edits, deletions), without gaps.

        ``chats`` may give others each time; what happens elsewhere is passed over unread. Where a chat is followed for
        the first time, it begins now. Raises LoginLost; connection losses are its own business.
        """

    @abstractmethod
    async def follow(self, chat: ChatId) -> MessageId | None:
        """From now on this chat is listened to; the newest message that is there already (None: there is none).

        Everything newer will be delivered, everything up to it is history.
        """

    @abstractmethod
    def chats(self) -> AsyncIterator[Listing]:
        """The chats this login is in, the latest first; those that must never be read are left out."""

    @abstractmethod
    async def details(self, chat: ChatId) -> Details:
        """A chat as it is today. Raises NetworkRefused when this login is not in it."""

    @abstractmethod
    def history(
        self, chat: ChatId, after: MessageId | None = None, until: MessageId | None = None
    ) -> AsyncIterator[Sequence[Heard]]:
        """Pages of a chat's messages, oldest first, from the one after ``after`` to ``until`` (inclusive).

        Each person comes before the first message that names them. Paced as the network wants it; waits that the
        network asks for are told to ``on_wait`` of the gate and obeyed, also over a restart.
        """

    @abstractmethod
    async def before_last(self, chat: ChatId, count: int) -> MessageId | None:
        """The message after which the chat's last ``count`` messages come; None: it has no more than those."""

    @abstractmethod
    def open(self, reference: MediaId, offset: int = 0) -> AsyncIterator[bytes]:
        """A file's bytes from ``offset`` on. Raises NetworkRefused when the network no longer has it."""

    @abstractmethod
    async def say(self, utterance: Utterance) -> Spoken:
        """Say it. Raises NetworkRefused for what will never go, NetworkWait and NetworkUnavailable for what may later."""

    @abstractmethod
    async def show_typing(self, chat: ChatId, *, active: bool) -> None:
        """Show that this login's person is typing."""

    @abstractmethod
    async def mark_read(self, chat: ChatId, message: MessageId) -> None:
        """This login's person has read up to this message."""

    @abstractmethod
    async def close(self) -> None:
        """Let go of the connection; the login stays."""

    @abstractmethod
    async def log_out(self) -> None:
        """End the login on the network for good, and close."""


@dataclass(frozen=True)
class Ask:
    """What a login needs from the person next. ``secret``: whatever they type is redacted at once."""

    what: str
    """``phone``, ``code``, ``password``, ``token`` or ``scan``."""
    words: str
    """The question, for people."""
    secret: bool = True
    code: str | None = None
    """Of ``scan``: what the picture holds that is to be scanned; it is valid until ``expires``."""
    expires: int | None = None
    """ms since 1970, UTC."""


class LoginProcess(ABC):
    """Linking one account, step by step. Nothing is stored before ``account`` is there."""

    account: Account | None = None
    """Set when the login has succeeded; everything is in the memory then."""

    @abstractmethod
    async def begin(self, *, by_phone: bool = False, as_bot: bool = False) -> Ask:
        """The first question."""

    @abstractmethod
    async def answer(self, words: str) -> Ask | None:
        """The next question, or the same again with what was wrong; None: it is done.

        Raises NetworkRefused when it cannot succeed any more, NetworkWait when the network wants a pause.
        """

    @abstractmethod
    async def scanned(self) -> Ask | None:
        """Wait until the picture of the last ``scan`` was scanned, or has run out.

        None: it is done; another ``scan``: the first has run out; ``password``: that is needed too.
        """

    @abstractmethod
    async def cancel(self) -> None:
        """Let go of everything."""


class Gate(ABC):
    """The way into one live network: how accounts are linked and connected. One for each network."""

    network: ClassVar[Network]
    title: ClassVar[str]
    """What people call the network."""

    @abstractmethod
    def link(self, memory: Memory) -> LoginProcess:
        """Link a new account; what it needs to connect later goes into this memory, and only if it succeeds."""

    @abstractmethod
    async def connect(self, memory: Memory) -> Connector:
        """Connect a linked account. Raises LoginLost, NetworkUnavailable."""


OnWait = Callable[[str, int], Awaitable[None]]
"""Told when a network makes us wait: what for, in a few words for people, and until when (ms since 1970, UTC)."""

__all__ = [
    "Account",
    "Ask",
    "Attendee",
    "Connector",
    "Deliver",
    "Details",
    "File",
    "Gate",
    "Heard",
    "Listing",
    "LoginProcess",
    "Media",
    "Memory",
    "OnWait",
    "Spoken",
    "Utterance",
]
