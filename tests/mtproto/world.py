"""The state of this Telegram, and how a test sets things up and makes them happen."""

from __future__ import annotations

import hashlib
import itertools
import time
from collections.abc import Callable, Iterable
from typing import Any

from telethon import types
from telethon.extensions import html

from tests.mtproto import chats, filing, moderation, posting, presence
from tests.mtproto.delivery import Delivery
from tests.mtproto.faults import Faults
from tests.mtproto.model import (
    Account,
    Channel,
    Chat,
    File,
    FileMedia,
    Group,
    PollMedia,
    Post,
    Private,
    Reply,
    Rules,
    Sender,
    Topic,
)
from tests.mtproto.passwords import Password

Where = Chat | Account
"""A chat, or a person with whom somebody has a private one."""


class World:
    """Everything is done at once and told to whoever listens; nothing here waits."""

    def __init__(self, faults: Faults) -> None:
        self.rules = Rules()
        self.clock: Callable[[], float] = time.time
        self.accounts: dict[int, Account] = {}
        self.chats: dict[int, Group | Channel] = {}
        self.files: dict[int, File] = {}
        self.custom_emoji: dict[int, File] = {}
        self.web_pages: dict[str, Any] = {}
        """Previews by address, as ``WebPage`` objects."""
        self.file_dc = 2
        self.reference_epoch = 1
        self.random_ids: set[tuple[int, int]] = set()
        self.delivery = Delivery(self, faults)
        self.revoker: Callable[[Account], None] = lambda _: None
        self._privates: dict[frozenset[int], Private] = {}
        self._numbers = itertools.count(1001)

    def now(self) -> int:
        return int(self.clock())

    def next_id(self) -> int:
        return next(self._numbers)

    def access_hash(self, viewer: Account, what: Account | Channel | File) -> int:
        """What a viewer has to show to use an id; each has his own."""
        seed = f"{viewer.id}:{type(what).__name__}:{what.id}".encode()
        return int.from_bytes(hashlib.sha256(seed).digest()[:8], "little", signed=True)

    def add_user(self, name: str, phone: str | None = None, *, password: str | None = None, **details: Any) -> Account:
        """A person; ``Anna Berg`` has two names. With a phone number (no plus sign) he can sign in."""
        first, _, last = name.partition(" ")
        account = Account(self.next_id(), first, last or None, phone=phone, **details)
        account.password = Password(password) if password else None
        self.accounts[account.id] = account
        return account

    def add_bot(self, name: str, token: str | None = None, **details: Any) -> Account:
        bot = self.add_user(name, bot=True, **details)
        bot.bot_token = token or f"{bot.id}:secret"
        bot.username = bot.username or f"{name.lower()}_bot"
        return bot

    def add_group(self, title: str, members: list[Account], **details: Any) -> Group:
        """A basic group made by the first member."""
        return chats.new_group(self, title, members, **details)

    def add_supergroup(self, title: str, members: list[Account], **details: Any) -> Channel:
        """A supergroup made by the first member; ``forum=True`` gives it topics."""
        return chats.new_channel(self, title, members, **details)

    def add_channel(self, title: str, members: list[Account], **details: Any) -> Channel:
        """A broadcast channel made by the first member."""
        return chats.new_channel(self, title, members, broadcast=True, **details)

    def chat_between(self, one: Account, other: Account) -> Private:
        return self._privates.setdefault(frozenset({one.id, other.id}), Private(one, other))

    def known_to(self, account: Account) -> list[Chat]:
        """The chats an account has in its list."""
        channels = [c for c in self.chats.values() if isinstance(c, Channel) and account.id in c.members]
        return [*account.histories, *channels]

    def say(
        self, where: Where, sender: Sender, text: str = "", *, reply_to: Post | None = None, **details: Any
    ) -> Post:
        """A message; ``entities``, ``media``, ``quote``, ``topic``, ``grouped_id`` and more as in ``Post``."""
        chat = self._chat(where, sender)
        quote, topic = details.pop("quote", None), details.pop("topic", None)
        if reply_to or topic:
            details["reply"] = self.reply(reply_to, topic=topic.id if topic else None, quote=quote)
        if isinstance(chat, Channel) and chat.broadcast and isinstance(sender, Account):
            details.setdefault("author", sender.name if chat.signatures else None)
            sender = chat
        return posting.post(self, chat, sender, text, **details)

    def say_html(self, where: Where, sender: Sender, markup: str, **details: Any) -> Post:
        """A message written in Telethon's HTML."""
        text, entities = html.parse(markup)
        return self.say(where, sender, text, entities=entities, **details)

    def reply(self, to: Post | None, *, topic: int | None = None, quote: str | None = None) -> Reply:
        """An answer to a message, in its thread."""
        above = to.reply if to else None
        top = (above.top or above.to) if above and to and to.action is None else None
        topic = topic or (above.topic if above else None)
        start = len(to.text[: to.text.index(quote)].encode("utf-16-le")) // 2 if to and quote else None
        return Reply(to, top=None if topic else top, topic=topic, quote=quote, quote_offset=start)

    def edit(self, post: Post, text: str | None = None, **details: Any) -> None:
        """A new text, or other fields of ``Post``."""
        for name, value in {**details, **({"text": text} if text is not None else {})}.items():
            setattr(post, name, value)
        post.edit_date, post.edit_hide = self.now(), False
        posting.edited(self, post)

    def delete(self, *posts: Post, only_for: Account | None = None) -> None:
        """Deletes for everybody, or from one box only."""
        for chat in {post.chat for post in posts}:
            mine = [post for post in posts if post.chat is chat]
            if isinstance(chat, Channel):
                posting.delete_in_channel(self, chat, [post.id for post in mine])
                continue
            for account in [only_for] if only_for else {who for post in mine for who in posting.owners(self, post)}:
                posting.delete_from_box(self, account, mine)

    def react(self, post: Post, account: Account, *reactions: str | int) -> None:
        """Sets somebody's reactions: emoji, or numbers of custom emoji; none takes them back."""
        given: list[tuple[Any, int]] = [
            (types.ReactionCustomEmoji(r) if isinstance(r, int) else types.ReactionEmoji(r), self.now())
            for r in reactions
        ]
        moderation.react(self, post, account, given)

    def pin(self, post: Post, actor: Account) -> None:
        posting.pin(self, post, actor)

    def unpin(self, post: Post, actor: Account) -> None:
        posting.pin(self, post, actor, unpin=True)

    def vote(self, post: Post, account: Account, *options: bytes) -> None:
        """Casts a vote; none takes it back."""
        moderation.vote(self, post, account, list(options))

    def close_poll(self, post: Post) -> None:
        post.media.poll.closed = True
        self.edit(post)

    def messages(self, where: Where, viewer: Account | None = None) -> list[Post]:
        """What a chat contains, the oldest first; private chats and basic groups are somebody's view of them."""
        if isinstance(where, Channel):
            return [where.posts[number] for number in where.order]
        chat = self._chat(where, viewer)
        viewer = viewer or chat.people[0]
        return [viewer.box[number] for number in viewer.histories.get(chat, [])]

    def file(self, data: bytes, name: str | None = None, **details: Any) -> FileMedia:
        """A document as the ``media`` of a message."""
        return FileMedia(filing.store(self, data, name=name, **details))

    def photo(self, data: bytes, **details: Any) -> FileMedia:
        return FileMedia(filing.store(self, data, photo=True, **details))

    def poll(self, question: str, *answers: str, **details: Any) -> PollMedia:
        """A poll as the ``media`` of a message; its options are ``b"0"``, ``b"1"`` and so on."""
        return chats.new_poll(self, question, answers, **details)

    def add_custom_emoji(self, data: bytes, alt: str, mime: str = "image/webp") -> int:
        """A custom emoji; its number is what entities and reactions name."""
        attribute = types.DocumentAttributeCustomEmoji(alt, types.InputStickerSetEmpty(), free=True)
        file = filing.store(self, data, mime=mime, attributes=[attribute])
        self.custom_emoji[file.id] = file
        return file.id

    def expire_file_references(self) -> None:
        """Every file reference handed out so far is refused from now on."""
        self.reference_epoch += 1

    def join(self, chat: Group | Channel, *accounts: Account, inviter: Account | None = None) -> None:
        """They join by themselves, or are invited."""
        for account in accounts:
            chats.join(self, chat, account, inviter or account)

    def leave(self, chat: Group | Channel, account: Account) -> None:
        chats.leave(self, chat, account, account)

    def kick(self, chat: Group | Channel, account: Account, actor: Account) -> None:
        """Removed; may come back."""
        chats.leave(self, chat, account, actor)

    def ban(self, chat: Channel, account: Account, actor: Account) -> None:
        """Removed for good: the channel is forbidden to him now."""
        moderation.ban(self, chat, account, actor)

    def unban(self, chat: Channel, account: Account) -> None:
        chat.banned.pop(account.id, None)

    def restrict(self, chat: Channel, account: Account, actor: Account, rights: Any) -> None:
        """A member with ``ChatBannedRights`` of his own; ``None`` lifts them."""
        moderation.restrict(self, chat, account, actor, rights)

    def restrict_all(self, chat: Group | Channel, rights: Any) -> None:
        """What members that are no admins may not do."""
        moderation.restrict_all(self, chat, rights)

    def promote(self, chat: Group | Channel, account: Account, rights: Any = None, *, rank: str | None = None) -> None:
        """An admin with these rights, or all the usual ones."""
        moderation.promote(self, chat, account, rights, rank=rank)

    def demote(self, chat: Group | Channel, account: Account) -> None:
        moderation.demote(self, chat, account)

    def set_title(self, chat: Group | Channel, title: str, actor: Account) -> None:
        chats.set_title(self, chat, title, actor)

    def set_photo(self, chat: Group | Channel, data: bytes | None, actor: Account) -> None:
        """A new picture, or none."""
        file = filing.store(self, data, photo=True) if data else None
        chats.set_photo(self, chat, file, actor)

    def set_about(self, chat: Group | Channel, about: str) -> None:
        chats.set_about(self, chat, about)

    def set_ttl(self, where: Where, seconds: int, actor: Account) -> None:
        chats.set_ttl(self, self._chat(where, actor), seconds, actor)

    def migrate(self, group: Group, actor: Account) -> Channel:
        """The basic group becomes a supergroup."""
        return chats.migrate(self, group, actor)

    def topic(self, chat: Channel, title: str, creator: Account, **details: Any) -> Topic:
        return chats.new_topic(self, chat, title, creator, **details)

    def edit_topic(self, chat: Channel, topic: Topic, actor: Account, **changes: Any) -> None:
        """Changes ``title``, ``icon_emoji``, ``closed`` or ``hidden``."""
        chats.edit_topic(self, chat, topic, actor, **changes)

    def type(self, where: Where, account: Account, action: Any = None, *, topic: Topic | None = None) -> None:
        presence.typing(self, self._chat(where, account), account, action, topic)

    def read(self, where: Where, account: Account, until: Post | None = None) -> None:
        """Somebody has read a chat, up to a message or to its end."""
        chat = self._chat(where, account)
        last = until or self.messages(chat, account)[-1]
        presence.read(self, chat, account, last.id_for(account))

    def rename(self, account: Account, first_name: str, last_name: str | None = None) -> None:
        presence.rename(self, account, first_name, last_name)

    def set_user_photo(self, account: Account, data: bytes | None) -> None:
        account.photo = filing.store(self, data, photo=True) if data else None
        presence.announce(self, account)

    def delete_account(self, account: Account) -> None:
        account.deleted = True

    def confirm_takeout(self, account: Account) -> None:
        """The owner has allowed the export from another device."""
        account.takeout_confirmed = True

    def sign_out_everywhere(self, account: Account) -> None:
        """Every session of the account is revoked: AUTH_KEY_UNREGISTERED."""
        self.revoker(account)

    def befriend(self, *accounts: Account) -> None:
        """Everybody has everybody else among the contacts, and sees the phone numbers."""
        for one, other in itertools.permutations(accounts, 2):
            one.contacts.add(other.id)

    def find_username(self, name: str) -> Account | Channel | None:
        everyone: Iterable[Any] = itertools.chain(self.accounts.values(), self.chats.values())
        named = (each for each in everyone if (getattr(each, "username", None) or "").lower() == name.lower())
        return next(named, None)

    def _chat(self, where: Where, sender: Sender | None) -> Chat:
        if not isinstance(where, Account):
            return where
        assert isinstance(sender, Account)
        return self.chat_between(sender, where)
