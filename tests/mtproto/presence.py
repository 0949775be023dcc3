"""What passes: typing, reading, and changes of people themselves."""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING, Any

from telethon import types

from tests.mtproto import views
from tests.mtproto.model import Account, Channel, Chat, Group, Post, Private, Topic

if TYPE_CHECKING:
    from tests.mtproto.world import World


def typing(world: World, chat: Chat, account: Account, action: Any = None, topic: Topic | None = None) -> None:
    action = action or types.SendMessageTypingAction()
    for each in chat.people:
        if each is not account:
            world.delivery.tell(each, _typing(chat, account, action, topic), bare=isinstance(chat, Private))


def _typing(chat: Chat, account: Account, action: Any, topic: Topic | None) -> Any:
    who = types.PeerUser(account.id)
    if isinstance(chat, Private):
        return types.UpdateUserTyping(account.id, action)
    if isinstance(chat, Group):
        return types.UpdateChatUserTyping(chat.id, who, action)
    return types.UpdateChannelUserTyping(chat.id, who, action, top_msg_id=topic.id if topic else None)


def history(chat: Chat, viewer: Account) -> list[int]:
    """The numbers of a chat's messages as the viewer knows them, ascending."""
    return chat.order if isinstance(chat, Channel) else viewer.histories.get(chat, [])


def lookup(chat: Chat, viewer: Account, number: int) -> Post:
    return chat.posts[number] if isinstance(chat, Channel) else viewer.box[number]


def unread(chat: Chat, viewer: Account) -> int:
    numbers = history(chat, viewer)
    later = numbers[bisect.bisect_right(numbers, viewer.read_inbox.get(chat, 0)) :]
    return sum(lookup(chat, viewer, number).sender is not viewer for number in later)


def read(world: World, chat: Chat, account: Account, number: int) -> int:
    """Everything up to this number has been read; how many events that was for the reader."""
    before = account.read_inbox.get(chat, 0)
    numbers = history(chat, account)
    number = min(number, numbers[-1]) if number and numbers else (numbers[-1] if numbers else 0)
    if number <= before:
        return 0
    account.read_inbox[chat] = number
    seen = [lookup(chat, account, each) for each in numbers if before < each <= number]
    left = unread(chat, account)
    if isinstance(chat, Channel):
        world.delivery.tell(account, types.UpdateReadChannelInbox(chat.id, number, left, chat.pts))
    else:
        world.delivery.boxed(
            account,
            lambda who, pts: types.UpdateReadHistoryInbox(views.peer(chat, who), number, left, pts, 1),
        )
    _tell_writers(world, chat, account, seen)
    return 1


def _tell_writers(world: World, chat: Chat, reader: Account, seen: list[Post]) -> None:
    latest = {post.sender: post for post in seen if isinstance(post.sender, Account) and post.sender is not reader}
    for writer, post in latest.items():
        number = post.id_for(writer)
        if not number or number <= writer.read_outbox.get(chat, 0):
            continue
        writer.read_outbox[chat] = number
        if isinstance(chat, Channel):
            world.delivery.tell(writer, types.UpdateReadChannelOutbox(chat.id, number))
        else:
            world.delivery.boxed(writer, _read_by_other(chat, number))


def _read_by_other(chat: Chat, number: int) -> Any:
    return lambda who, pts: types.UpdateReadHistoryOutbox(views.peer(chat, who), number, pts, 1)


def rename(world: World, account: Account, first_name: str, last_name: str | None) -> None:
    account.first_name, account.last_name = first_name, last_name
    for each in acquaintances(world, account):
        world.delivery.aside(each, types.UpdateUserName(account.id, first_name, last_name or "", []))


def announce(world: World, account: Account) -> None:
    """Something about a person has changed."""
    for each in acquaintances(world, account):
        world.delivery.aside(each, types.UpdateUser(account.id))


def acquaintances(world: World, account: Account) -> list[Account]:
    """Those who are told of an account's changes: itself, and whom it has private chats with."""
    partners = [chat.partner(account) for chat in account.histories if isinstance(chat, Private)]
    friends = [world.accounts[who] for who in account.contacts]
    return list(dict.fromkeys([account, *partners, *friends]))
