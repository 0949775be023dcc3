"""What people do to messages and to each other: reactions, votes, rights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from telethon import types

from tests.mtproto import chats, posting, views
from tests.mtproto.model import RIGHTS_OF_AN_ADMIN, Account, Channel, Group, Member, Post
from tests.mtproto.tallies import poll_results

if TYPE_CHECKING:
    from tests.mtproto.world import World


def react(world: World, subject: Post, account: Account, given: list[tuple[Any, int]]) -> None:
    subject.reactions.pop(account.id, None)
    if given:
        subject.reactions[account.id] = given
    posting.reacted(world, subject)


def vote(world: World, subject: Post, account: Account, options: list[bytes]) -> None:
    media = subject.media
    media.votes.pop(account.id, None)
    if options:
        media.votes[account.id] = (options, world.now())
    people = subject.chat.people if isinstance(subject.chat, Channel) else posting.owners(world, subject)
    for each in people:
        world.delivery.tell(
            each,
            types.UpdateMessagePoll(
                media.poll.id,
                poll_results(media, each),
                peer=views.peer(subject.chat, each),
                msg_id=subject.id_for(each),
            ),
        )


def ban(world: World, channel: Channel, account: Account, actor: Account) -> None:
    member = channel.members.get(account.id)
    rights = types.ChatBannedRights(until_date=None, view_messages=True, send_messages=True)
    channel.banned[account.id] = Member(account, world.now(), actor.id, restricted=rights, promoted_by=actor.id)
    if member:
        chats.leave(world, channel, account, actor)


def restrict(world: World, channel: Channel, account: Account, actor: Account, rights: Any) -> None:
    member = channel.members[account.id]
    member.restricted, member.promoted_by = rights, actor.id
    world.delivery.aside(account, types.UpdateChannel(channel.id))


def restrict_all(world: World, chat: Group | Channel, rights: Any) -> None:
    chat.default_banned = rights
    version = chat.version if isinstance(chat, Group) else 0
    for account in chat.people:
        update = types.UpdateChatDefaultBannedRights(views.peer(chat, account), rights, version)
        world.delivery.tell(account, update)


def promote(world: World, chat: Group | Channel, account: Account, rights: Any, *, rank: str | None = None) -> None:
    member = chat.members[account.id]
    posts = {"post_messages": True, "edit_messages": True} if isinstance(chat, Channel) and chat.broadcast else {}
    member.role = "admin"
    member.rights = rights or types.ChatAdminRights(**RIGHTS_OF_AN_ADMIN, **posts)
    member.rank = rank
    member.promoted_by = next((who for who, each in chat.members.items() if each.role == "creator"), 0)
    _rights_changed(world, chat, account)


def demote(world: World, chat: Group | Channel, account: Account) -> None:
    member = chat.members[account.id]
    member.role, member.rights, member.rank = "member", None, None
    _rights_changed(world, chat, account)


def _rights_changed(world: World, chat: Group | Channel, account: Account) -> None:
    if isinstance(chat, Group):
        chats.members_changed(world, chat)
    else:
        world.delivery.aside(account, types.UpdateChannel(chat.id))
