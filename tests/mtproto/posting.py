"""Writing, changing, deleting and pinning messages: what a request and a test may both set off."""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING, Any

from telethon import types

from tests.mtproto import views
from tests.mtproto.model import Account, Channel, Chat, Event, Group, Post, Reply, Sender
from tests.mtproto.tallies import reactions_view

if TYPE_CHECKING:
    from tests.mtproto.world import World


def post(world: World, chat: Chat, sender: Sender, text: str = "", **details: Any) -> Post:
    """A new message, numbered and told to everybody concerned."""
    new = Post(chat, sender, world.now(), text, ttl=chat.ttl or None, **details)
    if isinstance(chat, Channel):
        _into_channel(world, chat, new)
    else:
        for account in [new.only_for] if new.only_for else chat.people:
            into_box(world, account, new)
    return new


def into_box(world: World, account: Account, new: Post) -> None:
    """Gives a message the next number of an account."""
    account.last_id += 1
    number = new.ids[account.id] = account.last_id
    account.box[number] = new
    account.histories.setdefault(new.chat, []).append(number)
    if new.sender is account:
        account.read_inbox[new.chat] = number
    world.delivery.boxed(
        account, lambda who, pts: types.UpdateNewMessage(views.message(world, new, who), pts, 1), post=new
    )


def _into_channel(world: World, channel: Channel, new: Post) -> None:
    channel.last_id += 1
    new.id = channel.last_id
    if channel.broadcast and new.action is None:
        new.views = 1
    channel.posts[new.id] = new
    channel.order.append(new.id)
    if isinstance(new.sender, Account):
        _read_by_writing(world, channel, new)
    world.delivery.in_channel(
        channel, lambda who, pts: types.UpdateNewChannelMessage(views.message(world, new, who), pts, 1), post=new
    )


def _read_by_writing(world: World, channel: Channel, new: Post) -> None:
    account = new.sender
    assert isinstance(account, Account)
    account.read_inbox[channel] = new.id
    current = world.delivery.current
    if world.rules.read_after_sending and not account.bot and current and current.account is account:
        world.delivery.tell(account, types.UpdateReadChannelInbox(channel.id, new.id, 0, channel.pts + 1))


def edited(world: World, changed: Post) -> None:
    """Tells everybody concerned that a message is not what it was."""
    if isinstance(changed.chat, Channel):
        world.delivery.in_channel(
            changed.chat, lambda who, pts: types.UpdateEditChannelMessage(views.message(world, changed, who), pts, 1)
        )
        return
    for account in owners(world, changed):
        world.delivery.boxed(
            account, lambda who, pts: types.UpdateEditMessage(views.message(world, changed, who), pts, 1)
        )


def owners(world: World, kept: Post) -> list[Account]:
    """Who has the message in his box."""
    return [world.accounts[who] for who, number in kept.ids.items() if number in world.accounts[who].box]


def delete_in_channel(world: World, channel: Channel, numbers: list[int]) -> None:
    gone = [number for number in numbers if channel.posts.pop(number, None)]
    if not gone:
        return
    for number in gone:
        _drop(channel.order, number)
    channel.pinned = [kept for kept in channel.pinned if kept.id in channel.posts]
    world.delivery.in_channel(
        channel,
        lambda _, pts: types.UpdateDeleteChannelMessages(channel.id, list(gone), pts, len(gone)),
        count=len(gone),
    )


def delete_from_box(world: World, account: Account, posts: list[Post]) -> int:
    """Takes messages out of one box; how many were there."""
    gone = [number for each in posts if (number := each.ids.get(account.id, 0)) in account.box]
    for number in gone:
        removed = account.box.pop(number)
        _drop(account.histories[removed.chat], number)
        if not owners(world, removed) and removed in removed.chat.pinned:
            removed.chat.pinned.remove(removed)
    if gone:
        world.delivery.boxed(
            account, lambda _, pts: types.UpdateDeleteMessages(list(gone), pts, len(gone)), count=len(gone)
        )
    return len(gone)


def _drop(order: list[int], number: int) -> None:
    position = bisect.bisect_left(order, number)
    if position < len(order) and order[position] == number:
        del order[position]


def pin(world: World, subject: Post, actor: Account, *, unpin: bool = False, announce: bool = True) -> None:
    """Pins or unpins; a pin is announced by a service message that answers the pinned one."""
    chat = subject.chat
    subject.pinned = not unpin
    chat.pinned = [each for each in chat.pinned if each is not subject] + ([] if unpin else [subject])
    if isinstance(chat, Channel):
        world.delivery.in_channel(
            chat,
            lambda _, pts: types.UpdatePinnedChannelMessages(chat.id, [subject.id], pts, 1, pinned=not unpin),
        )
    else:
        for account in owners(world, subject):
            world.delivery.boxed(account, _pinned_in_box(subject, unpin=unpin))
    if announce and not unpin:
        post(world, chat, actor, action=types.MessageActionPinMessage(), reply=Reply(subject))


def _pinned_in_box(subject: Post, *, unpin: bool) -> Any:
    return lambda who, pts: types.UpdatePinnedMessages(
        views.peer(subject.chat, who), [subject.ids[who.id]], pts, 1, pinned=not unpin
    )


def reacted(world: World, subject: Post) -> None:
    """Tells that the reactions of a message have changed."""
    if world.rules.reactions_as_edits:
        subject.edit_hide = subject.edit_date is None or subject.edit_hide
        subject.edit_date = subject.edit_date or world.now()
        edited(world, subject)
        return
    people = subject.chat.people if isinstance(subject.chat, Channel) else owners(world, subject)
    for account in people:
        current = world.delivery.current
        if world.rules.push_reactions or (current and current.account is account):
            world.delivery.tell(account, reactions_update(subject, account))


def reactions_update(subject: Post, viewer: Account) -> Any:
    reactions = reactions_view(subject, viewer) or types.MessageReactions([])
    return types.UpdateMessageReactions(
        views.peer(subject.chat, viewer),
        subject.id_for(viewer),
        reactions,
        top_msg_id=subject.reply.topic if subject.reply else None,
    )


def service(world: World, chat: Group | Channel, actor: Sender, action: Any, **details: Any) -> Post:
    """A message that tells what has happened to the chat."""
    return post(world, chat, actor, action=action, **details)


def events_since(log: list[Event], pts: int) -> list[Event]:
    """The tail of a log after this pts."""
    return log[bisect.bisect_right(log, pts, key=lambda event: event.pts) :]
