"""How changes reach people: into the logs that differences are cut from, and to the sessions that are listening."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from telethon import types
from telethon.tl.tlobject import TLObject

from tests.mtproto import views
from tests.mtproto.model import Account, Channel, Event, Group, Post
from tests.mtproto.session import Session

if TYPE_CHECKING:
    from tests.mtproto.calls import Call
    from tests.mtproto.faults import Faults
    from tests.mtproto.world import World

USERS = {"user_id", "inviter_id", "promoted_by", "kicked_by", "via_bot_id", "actor_id"}
Build = Callable[[Account, int], Any]


class Delivery:
    """The post office. What happens on behalf of a request is given to it, and pushed to everyone else."""

    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults
        self.sessions_of: Callable[[Account], list[Session]] = lambda _: []
        self.current: Call | None = None

    def know(self, viewer: Account, user_id: int) -> None:
        """The session being served now has been shown this user."""
        if self.current and self.current.account is viewer:
            self.current.session.known.add(user_id)

    def boxed(self, account: Account, build: Build, *, count: int = 1, post: Post | None = None) -> Any:
        """A change in the sequence of an account."""
        account.pts += count
        event = Event(account.pts, count, self._world.now(), build, post)
        account.log.append(event)
        return self.tell(account, event.update(account))

    def in_channel(self, channel: Channel, build: Build, *, count: int = 1, post: Post | None = None) -> None:
        """A change in the sequence of a channel, told to all its members."""
        channel.pts += count
        event = Event(channel.pts, count, self._world.now(), build, post)
        channel.log.append(event)
        for account in channel.people:
            if self._listening(account):
                self.tell(account, event.update(account))

    def aside(self, account: Account, update: Any) -> None:
        """A change outside every sequence, which those who are away are told when they return."""
        account.aside.append((self._world.now(), update))
        self.tell(account, update)

    def tell(self, account: Account, update: Any, *, bare: bool = False) -> Any:
        """Tells the sessions of an account, in order; ``bare`` for what is over in a moment."""
        sessions = self.sessions_of(account)
        if self.current and self.current.account is account:
            self.current.updates.append(update)
            sessions = [session for session in sessions if session is not self.current.session]
        if sessions and not self._faults.swallows(account):
            for session in sessions:
                session.push(self._parcel(session, account, update, bare=bare))
        return update

    def gather(self, viewer: Account, things: Iterable[Any]) -> tuple[list[Any], list[Any]]:
        """The users and chats that these objects speak of, as the viewer may see them."""
        world = self._world
        named = sorted({found for thing in things for found in references(thing)})
        found_users = [world.accounts[number] for kind, number in named if kind == "user" and number in world.accounts]
        found_chats = [world.chats[number] for kind, number in named if kind == "chat" and number in world.chats]
        found_chats += [chat.migrated_to for chat in found_chats if isinstance(chat, Group) and chat.migrated_to]
        return (
            [views.user(world, account, viewer) for account in found_users],
            [views.chat(world, chat, viewer) for chat in dict.fromkeys(found_chats)],
        )

    def wrap(self, viewer: Account, updates: list[Any]) -> Any:
        users, chats = self.gather(viewer, updates)
        return types.Updates(updates, users, chats, self._world.now(), 0)

    def _listening(self, account: Account) -> bool:
        return bool(self.sessions_of(account)) or (self.current is not None and self.current.account is account)

    def _parcel(self, session: Session, account: Account, update: Any, *, bare: bool) -> Any:
        mentioned = {number for kind, number in references(update) if kind == "user"}
        if bare:
            return types.UpdateShort(update, self._world.now())
        if self._world.rules.short_pushes and mentioned <= session.known and (short := shortened(update)):
            return short
        session.known |= mentioned
        return self.wrap(account, [update])


def shortened(update: Any) -> Any:
    """The short form of a plain text in a private chat or basic group."""
    message = getattr(update, "message", None)
    if not isinstance(update, types.UpdateNewMessage) or not isinstance(message, types.Message) or message.media:
        return None
    shared = {
        "id": message.id,
        "message": message.message,
        "pts": update.pts,
        "pts_count": update.pts_count,
        "date": message.date,
        "out": message.out,
        "mentioned": message.mentioned,
        "silent": message.silent,
        "fwd_from": message.fwd_from,
        "via_bot_id": message.via_bot_id,
        "reply_to": message.reply_to,
        "entities": message.entities,
        "ttl_period": message.ttl_period,
    }
    if message.grouped_id or message.reply_markup:
        return None
    if isinstance(message.peer_id, types.PeerUser):
        return types.UpdateShortMessage(user_id=message.peer_id.user_id, **shared)
    return types.UpdateShortChatMessage(from_id=message.from_id.user_id, chat_id=message.peer_id.chat_id, **shared)


def references(thing: Any) -> Iterator[tuple[str, int]]:
    """The users, groups and channels an object names, wherever in it."""
    for name, value in vars(thing).items():
        if value is None or value is False:
            continue
        if isinstance(value, TLObject):
            yield from references(value)
        elif isinstance(value, list):
            yield from _listed(name, value)
        elif name in USERS:
            yield "user", value
        elif name in {"chat_id", "channel_id"}:
            yield "chat", value


def _listed(name: str, values: list[Any]) -> Iterator[tuple[str, int]]:
    for value in values:
        if isinstance(value, TLObject):
            yield from references(value)
        elif name == "users" and isinstance(value, int):
            yield "user", value
