"""Chats come into being, change, and are joined and left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from telethon import types

from tests.mtproto import posting, views
from tests.mtproto.model import (
    RIGHTS_OF_AN_ADMIN,
    Account,
    Channel,
    Chat,
    File,
    Group,
    Member,
    PollMedia,
    Post,
    Private,
    Reply,
    Topic,
)

if TYPE_CHECKING:
    from tests.mtproto.world import World

GENERAL = 1


def new_group(world: World, title: str, members: list[Account], **details: Any) -> Group:
    creator = members[0]
    group = Group(world.next_id(), title, world.now(), **details)
    world.chats[group.id] = group
    group.members = {each.id: _member(world, each, creator) for each in members}
    action = types.MessageActionChatCreate(title, [each.id for each in members])
    posting.service(world, group, creator, action)
    return group


def new_channel(world: World, title: str, members: list[Account], **details: Any) -> Channel:
    creator = members[0]
    channel = Channel(world.next_id(), title, world.now(), **details)
    world.chats[channel.id] = channel
    channel.members = {each.id: _member(world, each, creator) for each in members}
    sender = channel if channel.broadcast else creator
    posting.service(world, channel, sender, types.MessageActionChannelCreate(title))
    if channel.forum:
        channel.topics[GENERAL] = Topic(GENERAL, "General", world.now(), creator)
    for each in members:
        world.delivery.aside(each, types.UpdateChannel(channel.id))
    if not channel.broadcast and len(members) > 1:
        invited = types.MessageActionChatAddUser([each.id for each in members[1:]])
        posting.service(world, channel, creator, invited)
    return channel


def _member(world: World, account: Account, creator: Account) -> Member:
    member = Member(account, world.now(), creator.id)
    if account is creator:
        rights = dict.fromkeys(("post_messages", "edit_messages", "add_admins", "manage_call"), True)
        member.role, member.rights = "creator", types.ChatAdminRights(**RIGHTS_OF_AN_ADMIN, **rights)
    return member


def join(world: World, chat: Group | Channel, account: Account, inviter: Account) -> None:
    if account.id in chat.members:
        return
    chat.members[account.id] = Member(account, world.now(), inviter.id)
    action = types.MessageActionChatAddUser([account.id])
    if isinstance(chat, Group):
        chat.former.pop(account.id, None)
        members_changed(world, chat)
        posting.service(world, chat, inviter, action)
        return
    chat.banned.pop(account.id, None)
    account.read_inbox.setdefault(chat, chat.last_id)
    world.delivery.aside(account, types.UpdateChannel(chat.id))
    if not chat.broadcast:
        posting.service(world, chat, inviter, action)


def leave(world: World, chat: Group | Channel, account: Account, actor: Account) -> None:
    """By himself, or removed by somebody else."""
    if account.id not in chat.members:
        return
    action = types.MessageActionChatDeleteUser(account.id)
    if isinstance(chat, Group):
        posting.service(world, chat, actor, action)
        chat.former[account.id] = chat.members.pop(account.id).account
        members_changed(world, chat, account)
        return
    del chat.members[account.id]
    world.delivery.aside(account, types.UpdateChannel(chat.id))
    if not chat.broadcast:
        posting.service(world, chat, actor, action)


def members_changed(world: World, group: Group, *also: Account) -> None:
    group.version += 1
    for account in [*group.people, *also]:
        world.delivery.tell(account, types.UpdateChatParticipants(views.group_participants(group, account)))


def changed(world: World, chat: Group | Channel) -> None:
    """Tells the members that there is something new about the chat itself."""
    is_group = isinstance(chat, Group)
    for account in chat.people:
        update = types.UpdateChat(chat.id) if is_group else types.UpdateChannel(chat.id)
        world.delivery.aside(account, update)


def set_title(world: World, chat: Group | Channel, title: str, actor: Account) -> None:
    chat.title = title
    changed(world, chat)
    posting.service(world, chat, _speaker(chat, actor), types.MessageActionChatEditTitle(title))


def set_photo(world: World, chat: Group | Channel, file: File | None, actor: Account) -> None:
    chat.photo = file
    changed(world, chat)

    def action(viewer: Account) -> Any:
        from tests.mtproto.filing import photo_view  # noqa: PLC0415

        return types.MessageActionChatEditPhoto(photo_view(world, file, viewer)) if file else None

    gone = types.MessageActionChatDeletePhoto()
    posting.service(world, chat, _speaker(chat, actor), action if file else gone)


def set_about(world: World, chat: Group | Channel, about: str) -> None:
    chat.about = about
    changed(world, chat)


def set_ttl(world: World, chat: Chat, seconds: int, actor: Account) -> None:
    """Messages from now on vanish after this time; 0 keeps them."""
    chat.ttl = seconds
    for account in chat.people:
        world.delivery.tell(account, types.UpdatePeerHistoryTTL(views.peer(chat, account), seconds or None))
    sender = actor if isinstance(chat, Private) else _speaker(chat, actor)
    posting.post(world, chat, sender, action=types.MessageActionSetMessagesTTL(seconds))


def _speaker(chat: Group | Channel, actor: Account) -> Account | Channel:
    return chat if isinstance(chat, Channel) and chat.broadcast else actor


def migrate(world: World, group: Group, actor: Account) -> Channel:
    """The old messages stay in the basic group; the supergroup begins with a word about it."""
    channel = Channel(world.next_id(), group.title, world.now(), about=group.about, photo=group.photo)
    channel.migrated_from = group
    world.chats[channel.id] = channel
    posting.service(world, group, actor, types.MessageActionChatMigrateTo(channel.id))
    channel.members = dict(group.members)
    group.migrated_to = channel
    group.former |= {each.id: each for each in group.people}
    group.members = {}
    for account in channel.people:
        world.delivery.aside(account, types.UpdateChannel(channel.id))
    posting.service(world, channel, channel, types.MessageActionChannelMigrateFrom(group.title, group.id))
    return channel


def new_topic(world: World, chat: Channel, title: str, creator: Account, **details: Any) -> Topic:
    topic = Topic(0, title, world.now(), creator, **details)
    action = types.MessageActionTopicCreate(title, topic.icon_color, icon_emoji_id=topic.icon_emoji)
    opening = posting.service(world, chat, creator, action)
    topic.id = opening.id
    chat.topics[topic.id] = topic
    return topic


def edit_topic(world: World, chat: Channel, topic: Topic, actor: Account, **changes: Any) -> Post:
    for name, value in changes.items():
        setattr(topic, name, value)
    told = {"icon_emoji_id" if name == "icon_emoji" else name: value for name, value in changes.items()}
    reply = Reply(None, topic=topic.id) if topic.id != GENERAL else None
    return posting.service(world, chat, actor, types.MessageActionTopicEdit(**told), reply=reply)


def new_poll(
    world: World,
    question: str,
    answers: tuple[str, ...],
    *,
    public: bool = False,
    multiple: bool = False,
    quiz: bool = False,
    correct: int = 0,
) -> PollMedia:
    options = [
        types.PollAnswer(types.TextWithEntities(answer, []), str(number).encode())
        for number, answer in enumerate(answers)
    ]
    poll = types.Poll(
        world.next_id(),
        types.TextWithEntities(question, []),
        options,
        0,
        public_voters=public,
        multiple_choice=multiple,
        quiz=quiz,
    )
    return PollMedia(poll, [str(correct).encode()] if quiz else [])
