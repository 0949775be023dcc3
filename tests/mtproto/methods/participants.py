"""Who belongs to a chat, and who may do what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from telethon import functions, types

from tests.mtproto import chats, moderation, peers, views
from tests.mtproto.calls import Call, Methods
from tests.mtproto.errors import Refusal
from tests.mtproto.model import Account, Channel, Member

MOST = 200

methods = Methods()

FILTERS: dict[Any, Callable[[Channel, Any], list[Member]]] = {
    types.ChannelParticipantsRecent: lambda channel, _: list(channel.members.values()),
    types.ChannelParticipantsAdmins: lambda channel, _: [each for each in channel.members.values() if each.admin],
    types.ChannelParticipantsBots: lambda channel, _: [each for each in channel.members.values() if each.account.bot],
    types.ChannelParticipantsSearch: lambda channel, asked: [
        each for each in channel.members.values() if asked.q.lower() in each.account.name.lower()
    ],
    types.ChannelParticipantsKicked: lambda channel, _: list(channel.banned.values()),
    types.ChannelParticipantsBanned: lambda channel, _: [each for each in channel.members.values() if each.restricted],
}


@methods.on(functions.channels.GetParticipantsRequest)
def get_participants(call: Call, request: Any) -> Any:
    channel = peers.channel(call, request.channel)
    member = channel.members.get(call.me.id)
    fits = FILTERS.get(type(request.filter))
    if fits is None:
        raise Refusal("FILTER_NOT_SUPPORTED")
    hidden = channel.broadcast or isinstance(request.filter, types.ChannelParticipantsKicked)
    if hidden and not (member and member.admin):
        raise Refusal("CHAT_ADMIN_REQUIRED")
    found = fits(channel, request.filter)
    page = found[request.offset : request.offset + min(max(request.limit, 0), MOST)]
    participants = [views.participant(each, call.me) for each in page]
    people = call.people_in(*participants, types.UpdateChannel(channel.id))
    return types.channels.ChannelParticipants(len(found), participants, people["chats"], people["users"])


@methods.on(functions.channels.GetParticipantRequest)
def get_participant(call: Call, request: Any) -> Any:
    channel = peers.channel(call, request.channel)
    account = _account(call, request.participant)
    member = channel.members.get(account.id) or channel.banned.get(account.id)
    if member is None:
        raise Refusal("USER_NOT_PARTICIPANT")
    participant = views.participant(member, call.me)
    people = call.people_in(participant, types.UpdateChannel(channel.id))
    return types.channels.ChannelParticipant(participant, people["chats"], people["users"])


def _account(call: Call, given: Any) -> Account:
    found = peers.account(call, given)
    if found.deleted:
        raise Refusal("PARTICIPANT_ID_INVALID")
    return found


@methods.on(functions.channels.JoinChannelRequest, bots=False)
def join_channel(call: Call, request: Any) -> Any:
    channel = peers.channel(call, request.channel)
    if call.me.id in channel.members:
        raise Refusal("USER_ALREADY_PARTICIPANT")
    chats.join(call.world, channel, call.me, call.me)
    return call.answer()


@methods.on(functions.channels.LeaveChannelRequest)
def leave_channel(call: Call, request: Any) -> Any:
    channel = peers.channel(call, request.channel)
    if peers.membership(call, channel).role == "creator":
        raise Refusal("USER_CREATOR")
    chats.leave(call.world, channel, call.me, call.me)
    return call.answer()


@methods.on(functions.channels.InviteToChannelRequest)
def invite_to_channel(call: Call, request: Any) -> Any:
    channel = peers.channel(call, request.channel)
    peers.require(call, channel, "invite_users")
    for given in request.users:
        account = peers.account(call, given)
        if account.id in channel.banned:
            raise Refusal("USER_KICKED")
        chats.join(call.world, channel, account, call.me)
    return types.messages.InvitedUsers(call.answer(), [])


@methods.on(functions.channels.EditBannedRequest)
def edit_banned(call: Call, request: Any) -> Any:
    channel = peers.channel(call, request.channel)
    account = peers.account(call, request.participant)
    peers.require(call, channel, "ban_users")
    member = channel.members.get(account.id)
    if account is call.me:
        raise Refusal("USER_ID_INVALID")
    if member and member.admin and not (peers.membership(call, channel).role == "creator"):
        raise Refusal("USER_ADMIN_INVALID")
    rights = request.banned_rights
    if rights.view_messages:
        moderation.ban(call.world, channel, account, call.me)
    elif member is None:
        if channel.banned.pop(account.id, None) is None:
            raise Refusal("USER_NOT_PARTICIPANT")
    else:
        none = not any(value for name, value in vars(rights).items() if name != "until_date")
        moderation.restrict(call.world, channel, account, call.me, None if none else rights)
    return call.answer()


@methods.on(functions.channels.EditAdminRequest)
def edit_admin(call: Call, request: Any) -> Any:
    channel = peers.channel(call, request.channel)
    account = peers.account(call, request.user_id)
    peers.require(call, channel, "add_admins")
    if account.id not in channel.members:
        chats.join(call.world, channel, account, call.me)
    if channel.members[account.id].role == "creator":
        raise Refusal("USER_CREATOR")
    if any(vars(request.admin_rights).values()):
        moderation.promote(call.world, channel, account, request.admin_rights, rank=request.rank)
    else:
        moderation.demote(call.world, channel, account)
    return call.answer()


@methods.on(functions.messages.AddChatUserRequest, bots=False)
def add_chat_user(call: Call, request: Any) -> Any:
    group = peers.group(call, request.chat_id)
    peers.require(call, group, "invite_users")
    account = peers.account(call, request.user_id)
    if account.id in group.members:
        raise Refusal("USER_ALREADY_PARTICIPANT")
    chats.join(call.world, group, account, call.me)
    return types.messages.InvitedUsers(call.answer(), [])


@methods.on(functions.messages.DeleteChatUserRequest)
def delete_chat_user(call: Call, request: Any) -> Any:
    group = peers.group(call, request.chat_id)
    account = peers.account(call, request.user_id)
    if account.id not in group.members:
        raise Refusal("USER_NOT_PARTICIPANT")
    inviter = group.members[account.id].inviter
    if account is not call.me and inviter != call.me.id:
        peers.require(call, group, "ban_users")
    chats.leave(call.world, group, account, call.me)
    return call.answer()


@methods.on(functions.messages.EditChatAdminRequest, bots=False)
def edit_chat_admin(call: Call, request: Any) -> Any:
    group = peers.group(call, request.chat_id)
    if group.members.get(call.me.id) is None or group.members[call.me.id].role != "creator":
        raise Refusal("CHAT_ADMIN_REQUIRED")
    account = peers.account(call, request.user_id)
    if account.id not in group.members:
        raise Refusal("USER_NOT_PARTICIPANT")
    if request.is_admin:
        moderation.promote(call.world, group, account, None)
    else:
        moderation.demote(call.world, group, account)
    return True
