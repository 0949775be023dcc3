"""What Telegram remembers: accounts, chats, messages, files, and the logs its differences are cut from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

RIGHTS_OF_AN_ADMIN = {
    "change_info": True,
    "delete_messages": True,
    "ban_users": True,
    "invite_users": True,
    "pin_messages": True,
    "manage_topics": True,
    "other": True,
}


@dataclass(eq=False, repr=False)
class Event:
    """A change with its place in a sequence of ``pts``; who looks decides how it reads."""

    pts: int
    count: int
    date: int
    build: Callable[[Account, int], Any]
    post: Post | None = None
    """The message, where the change is a new one."""

    def update(self, viewer: Account) -> Any:
        return self.build(viewer, self.pts)


@dataclass(eq=False, repr=False)
class Account:
    """A user or bot, with the box of messages that private chats and basic groups are numbered in."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    phone: str | None = None
    bot: bool = False
    bot_token: str | None = None
    premium: bool = False
    dc: int = 2
    password: Any = None
    about: str | None = None
    photo: File | None = None
    deleted: bool = False
    limited: bool = False
    """Reported for spam: may not write to supergroups."""
    takeout_confirmed: bool = False
    takeouts: set[int] = field(default_factory=set)
    contacts: set[int] = field(default_factory=set)
    blocked: set[int] = field(default_factory=set)
    pts: int = 1
    last_id: int = 0
    box: dict[int, Post] = field(default_factory=dict)
    histories: dict[Chat, list[int]] = field(default_factory=dict)
    log: list[Event] = field(default_factory=list)
    aside: list[tuple[int, Any]] = field(default_factory=list)
    """Updates outside the sequence that are worth telling who comes back later, with their dates."""
    read_inbox: dict[Chat, int] = field(default_factory=dict)
    read_outbox: dict[Chat, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return " ".join(filter(None, (self.first_name, self.last_name)))


@dataclass(eq=False, repr=False)
class Member:
    account: Account
    date: int
    inviter: int
    role: str = "member"
    """``creator``, ``admin`` or ``member``."""
    rights: Any = None
    rank: str | None = None
    promoted_by: int = 0
    restricted: Any = None

    @property
    def admin(self) -> bool:
        return self.role != "member"

    def may(self, right: str) -> bool:
        return self.role == "creator" or bool(self.rights and getattr(self.rights, right))


@dataclass(eq=False, repr=False)
class Private:
    """A conversation of two, or of one with himself."""

    one: Account
    other: Account
    pinned: list[Post] = field(default_factory=list)
    ttl: int = 0

    @property
    def people(self) -> list[Account]:
        return [self.one] if self.one is self.other else [self.one, self.other]

    def partner(self, viewer: Account) -> Account:
        return self.other if viewer is self.one else self.one


@dataclass(eq=False, repr=False)
class Group:
    """A basic group: every member has its messages in his own box, under his own numbers."""

    id: int
    title: str
    date: int
    members: dict[int, Member] = field(default_factory=dict)
    former: dict[int, Account] = field(default_factory=dict)
    about: str = ""
    photo: File | None = None
    default_banned: Any = None
    version: int = 1
    migrated_to: Channel | None = None
    pinned: list[Post] = field(default_factory=list)
    ttl: int = 0
    available_reactions: set[str] | None = None

    @property
    def people(self) -> list[Account]:
        return [member.account for member in self.members.values()]


@dataclass(eq=False, repr=False)
class Topic:
    """A thread of a forum; its number is that of the message that opened it (1 for General)."""

    id: int
    title: str
    date: int
    creator: Account
    icon_color: int = 0x6FB9F0
    icon_emoji: int | None = None
    closed: bool = False
    hidden: bool = False
    pinned: bool = False
    deleted: bool = False


@dataclass(eq=False, repr=False)
class Channel:
    """A supergroup, forum or broadcast channel: one sequence of numbers for all."""

    id: int
    title: str
    date: int
    broadcast: bool = False
    forum: bool = False
    username: str | None = None
    members: dict[int, Member] = field(default_factory=dict)
    banned: dict[int, Member] = field(default_factory=dict)
    about: str = ""
    photo: File | None = None
    default_banned: Any = None
    slow_mode: int = 0
    last_sent: dict[int, int] = field(default_factory=dict)
    signatures: bool = False
    noforwards: bool = False
    migrated_from: Group | None = None
    pinned: list[Post] = field(default_factory=list)
    ttl: int = 0
    available_reactions: set[str] | None = None
    pts: int = 1
    last_id: int = 0
    posts: dict[int, Post] = field(default_factory=dict)
    order: list[int] = field(default_factory=list)
    log: list[Event] = field(default_factory=list)
    topics: dict[int, Topic] = field(default_factory=dict)
    deleted: bool = False

    @property
    def people(self) -> list[Account]:
        return [member.account for member in self.members.values()]


Chat = Private | Group | Channel
Sender = Account | Channel


@dataclass(eq=False, repr=False)
class Reply:
    """What a message answers: another of the same chat, or of another one."""

    to: Post | None
    top: Post | None = None
    topic: int | None = None
    quote: str | None = None
    quote_entities: list[Any] | None = None
    quote_offset: int | None = None


@dataclass(eq=False, repr=False)
class Post:
    """A message as it is, before somebody's box gives it a number and a direction."""

    chat: Chat
    sender: Sender
    date: int
    text: str = ""
    entities: list[Any] = field(default_factory=list)
    media: Any = None
    reply: Reply | None = None
    forward: Any = None
    action: Any = None
    id: int = 0
    """Its number in a channel."""
    ids: dict[int, int] = field(default_factory=dict)
    """Its number in the box of each account."""
    edit_date: int | None = None
    edit_hide: bool = False
    pinned: bool = False
    grouped_id: int | None = None
    silent: bool = False
    ttl: int | None = None
    via_bot: int | None = None
    author: str | None = None
    rank: str | None = None
    views: int | None = None
    markup: Any = None
    invert_media: bool = False
    reactions: dict[int, list[tuple[Any, int]]] = field(default_factory=dict)
    """By whom, in the order in which people came; each reaction with its date."""
    only_for: Account | None = None
    """In the box of this account alone."""

    def id_for(self, viewer: Account) -> int:
        return self.id or self.ids.get(viewer.id, 0)


@dataclass(eq=False, repr=False)
class File:
    """A photo or document, stored in one data centre."""

    id: int
    data: bytes
    photo: bool
    date: int
    dc: int
    mime: str = "application/octet-stream"
    attributes: list[Any] = field(default_factory=list)
    width: int = 0
    height: int = 0
    thumb: bytes | None = None


@dataclass(eq=False, repr=False)
class FileMedia:
    """A file within a message."""

    file: File
    spoiler: bool = False
    ttl: int | None = None


@dataclass(eq=False, repr=False)
class PollMedia:
    """A poll within a message, its votes by account."""

    poll: Any
    correct: list[bytes] = field(default_factory=list)
    solution: str | None = None
    solution_entities: list[Any] = field(default_factory=list)
    votes: dict[int, tuple[list[bytes], int]] = field(default_factory=dict)


@dataclass
class Rules:
    """Where Telegram's behaviour is a matter of size or of circumstances."""

    short_sent: bool = True
    """Plain texts of private chats and basic groups are confirmed by ``updateShortSentMessage``."""
    short_pushes: bool = True
    """… and told to others by ``updateShortMessage`` and ``updateShortChatMessage``."""
    push_reactions: bool = True
    """Off in large groups, where clients have to ask."""
    reactions_as_edits: bool = False
    """A reaction also marks the message as edited (``edit_hide``), with a pts of its own."""
    difference_slice: int = 100
    channel_gap: int | None = None
    """Beyond so many changes a channel's difference is too long; the request's own limit, as documented, if unset."""
    edit_seconds: int = 48 * 3600
    text_length: int = 4096
    caption_length: int = 1024
    detect_entities: bool = True
    reaction_limit: int = 1
    reaction_limit_premium: int = 3
    read_after_sending: bool = True
    """Whoever writes to a channel has read it: ``updateReadChannelInbox`` beside his message."""
