"""How things look to a viewer: everything that differs from account to account is decided here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from telethon import types

from tests.mtproto.filing import media_view
from tests.mtproto.model import Account, Channel, Chat, File, FileMedia, Group, Member, PollMedia, Post, Private, Sender
from tests.mtproto.tallies import poll_view, reactions_view

if TYPE_CHECKING:
    from tests.mtproto.world import World


def peer(chat: Chat | Account, viewer: Account) -> Any:
    if isinstance(chat, Private):
        return types.PeerUser(chat.partner(viewer).id)
    if isinstance(chat, Group):
        return types.PeerChat(chat.id)
    return types.PeerChannel(chat.id) if isinstance(chat, Channel) else types.PeerUser(chat.id)


def sender_peer(sender: Sender) -> Any:
    return types.PeerChannel(sender.id) if isinstance(sender, Channel) else types.PeerUser(sender.id)


def user(world: World, account: Account, viewer: Account) -> Any:
    world.delivery.know(viewer, account.id)
    if account.deleted:
        return types.User(account.id, deleted=True, access_hash=world.access_hash(viewer, account))
    own = account is viewer
    return types.User(
        id=account.id,
        is_self=own,
        contact=account.id in viewer.contacts,
        mutual_contact=account.id in viewer.contacts and viewer.id in account.contacts,
        bot=account.bot,
        bot_chat_history=account.bot,
        bot_info_version=1 if account.bot else None,
        premium=account.premium,
        access_hash=world.access_hash(viewer, account),
        first_name=account.first_name,
        last_name=account.last_name,
        username=account.username,
        phone=account.phone if own or account.id in viewer.contacts else None,
        photo=types.UserProfilePhoto(account.photo.id, account.photo.dc) if account.photo else None,
        status=None if account.bot else types.UserStatusRecently(),
    )


def chat(world: World, seen: Group | Channel, viewer: Account) -> Any:
    return group(world, seen, viewer) if isinstance(seen, Group) else channel(world, seen, viewer)


def chat_photo(photo: File | None) -> Any:
    return types.ChatPhoto(photo.id, photo.dc) if photo else types.ChatPhotoEmpty()


def group(world: World, seen: Group, viewer: Account) -> Any:
    member = seen.members.get(viewer.id)
    if member is None and not seen.migrated_to and viewer.id not in seen.former:
        return types.ChatForbidden(seen.id, seen.title)
    successor = seen.migrated_to
    return types.Chat(
        id=seen.id,
        title=seen.title,
        photo=chat_photo(seen.photo),
        participants_count=len(seen.members),
        date=seen.date,
        version=seen.version,
        creator=bool(member and member.role == "creator"),
        left=member is None,
        deactivated=successor is not None,
        migrated_to=types.InputChannel(successor.id, world.access_hash(viewer, successor)) if successor else None,
        admin_rights=member.rights if member and member.admin else None,
        default_banned_rights=seen.default_banned or types.ChatBannedRights(until_date=None),
    )


def channel(world: World, seen: Channel, viewer: Account) -> Any:
    member = seen.members.get(viewer.id)
    access_hash = world.access_hash(viewer, seen)
    kind = {"broadcast": seen.broadcast, "megagroup": not seen.broadcast}
    if seen.deleted or viewer.id in seen.banned or (member is None and not seen.username):
        return types.ChannelForbidden(seen.id, access_hash, seen.title, **kind)
    return types.Channel(
        id=seen.id,
        title=seen.title,
        photo=chat_photo(seen.photo),
        date=member.date if member else seen.date,
        **kind,
        creator=bool(member and member.role == "creator"),
        left=member is None,
        signatures=seen.signatures,
        slowmode_enabled=seen.slow_mode > 0,
        noforwards=seen.noforwards,
        forum=seen.forum,
        access_hash=access_hash,
        username=seen.username,
        admin_rights=member.rights if member and member.admin else None,
        banned_rights=member.restricted if member else None,
        default_banned_rights=None
        if seen.broadcast
        else seen.default_banned or types.ChatBannedRights(until_date=None),
        participants_count=len(seen.members),
    )


def message(world: World, post: Post, viewer: Account) -> Any:
    """The message as it stands in the viewer's box, or in the channel."""
    out = post.sender is viewer
    broadcast = isinstance(post.chat, Channel) and post.chat.broadcast
    own_notes = isinstance(post.chat, Private) and post.chat.one is post.chat.other
    shared: dict[str, Any] = {
        "id": post.id_for(viewer),
        "peer_id": peer(post.chat, viewer),
        "date": post.date,
        "out": out and not own_notes,
        "post": broadcast,
        "silent": post.silent,
        "from_id": None if broadcast or (isinstance(post.chat, Private) and not out) else sender_peer(post.sender),
        "reply_to": reply_header(post, viewer),
        "mentioned": not out and _mentions(post, viewer),
        "ttl_period": post.ttl,
    }
    if post.action is not None:
        reactable = reactions_view(post, viewer)
        return types.MessageService(
            action=_action(world, post, viewer), reactions=reactable, reactions_are_possible=True, **shared
        )
    return types.Message(
        **shared,
        message=post.text,
        entities=post.entities or None,
        media=media(world, post, viewer),
        fwd_from=post.forward,
        via_bot_id=post.via_bot,
        views=post.views,
        forwards=0 if post.views is not None else None,
        edit_date=post.edit_date,
        edit_hide=post.edit_hide,
        pinned=post.pinned,
        grouped_id=post.grouped_id,
        post_author=post.author,
        from_rank=post.rank,
        reply_markup=post.markup,
        invert_media=post.invert_media,
        noforwards=isinstance(post.chat, Channel) and post.chat.noforwards,
        reactions=reactions_view(post, viewer),
    )


def empty(viewer: Account, chat_: Chat | None, number: int) -> Any:
    return types.MessageEmpty(number, peer(chat_, viewer) if chat_ else None)


def reply_header(post: Post, viewer: Account) -> Any:
    reply = post.reply
    if reply is None:
        return None
    elsewhere = reply.to is not None and reply.to.chat is not post.chat
    to = reply.to.id_for(viewer) if reply.to else reply.topic
    top = reply.top.id_for(viewer) if reply.top else (reply.topic if reply.to else None)
    return types.MessageReplyHeader(
        forum_topic=reply.topic is not None,
        quote=reply.quote is not None,
        reply_to_msg_id=to or None,
        reply_to_peer_id=peer(reply.to.chat, viewer) if reply.to and elsewhere else None,
        reply_to_top_id=top if top != to else None,
        quote_text=reply.quote,
        quote_entities=reply.quote_entities,
        quote_offset=reply.quote_offset,
    )


def media(world: World, post: Post, viewer: Account) -> Any:
    if isinstance(post.media, FileMedia):
        return media_view(world, post.media, viewer)
    if isinstance(post.media, PollMedia):
        return poll_view(post.media, viewer)
    return post.media


def _action(world: World, post: Post, viewer: Account) -> Any:
    return post.action(viewer) if callable(post.action) else post.action


def _mentions(post: Post, viewer: Account) -> bool:
    if post.reply and post.reply.to and post.reply.to.sender is viewer:
        return True
    if viewer.username and f"@{viewer.username}" in post.text:
        return True
    return any(getattr(entity, "user_id", None) == viewer.id for entity in post.entities)


def participant(member: Member, viewer: Account) -> Any:
    """A member of a channel or supergroup."""
    account = member.account
    if member.role == "creator":
        return types.ChannelParticipantCreator(account.id, member.rights, rank=member.rank)
    if member.role == "admin":
        return types.ChannelParticipantAdmin(
            account.id,
            member.promoted_by,
            member.date,
            member.rights,
            can_edit=member.promoted_by == viewer.id,
            is_self=account is viewer,
            inviter_id=member.inviter if account is viewer else None,
            rank=member.rank,
        )
    if member.restricted:
        who = types.PeerUser(account.id)
        return types.ChannelParticipantBanned(who, member.promoted_by, member.date, member.restricted)
    if account is viewer:
        return types.ChannelParticipantSelf(account.id, member.inviter, member.date)
    return types.ChannelParticipant(account.id, member.date)


def group_participants(seen: Group, viewer: Account) -> Any:
    if viewer.id not in seen.members:
        return types.ChatParticipantsForbidden(seen.id)
    kinds = {
        "creator": lambda member: types.ChatParticipantCreator(member.account.id),
        "admin": lambda member: types.ChatParticipantAdmin(member.account.id, member.inviter, member.date),
        "member": lambda member: types.ChatParticipant(member.account.id, member.inviter, member.date),
    }
    people = [kinds[member.role](member) for member in seen.members.values()]
    return types.ChatParticipants(seen.id, people, seen.version)
