"""Users, by reference and by name."""

from __future__ import annotations

from typing import Any

from telethon import functions, types

from tests.mtproto import filing, peers, views
from tests.mtproto.calls import Call, Methods
from tests.mtproto.errors import Refusal
from tests.mtproto.model import Channel, Private

methods = Methods()


@methods.on(functions.users.GetUsersRequest)
def get_users(call: Call, request: Any) -> Any:
    found = []
    for given in request.id:
        try:
            found.append(views.user(call.world, peers.account(call, given), call.me))
        except Refusal:
            found.append(types.UserEmpty(getattr(given, "user_id", 0)))
    return found


@methods.on(functions.users.GetFullUserRequest)
def get_full_user(call: Call, request: Any) -> Any:
    account = peers.account(call, request.id)
    pinned = call.world.chat_between(call.me, account).pinned
    photo = filing.photo_view(call.world, account.photo, call.me) if account.photo else None
    full = types.UserFull(
        account.id,
        types.PeerSettings(),
        types.PeerNotifySettings(),
        0,
        about=account.about,
        profile_photo=photo,
        pinned_msg_id=pinned[-1].id_for(call.me) if pinned else None,
        bot_info=types.BotInfo(user_id=account.id) if account.bot else None,
    )
    return types.users.UserFull(full, [], [views.user(call.world, account, call.me)])


@methods.on(functions.contacts.ResolveUsernameRequest)
def resolve_username(call: Call, request: Any) -> Any:
    found = call.world.find_username(request.username.removeprefix("@"))
    if found is None:
        raise Refusal("USERNAME_NOT_OCCUPIED")
    peer = types.PeerChannel(found.id) if isinstance(found, Channel) else types.PeerUser(found.id)
    return types.contacts.ResolvedPeer(peer, **call.people_in(types.UpdateShort(peer, 0)))


@methods.on(functions.contacts.GetContactsRequest, bots=False)
def get_contacts(call: Call, request: Any) -> Any:
    accounts = [call.world.accounts[number] for number in sorted(call.me.contacts)]
    contacts = [types.Contact(each.id, call.me.id in each.contacts) for each in accounts]
    return types.contacts.Contacts(contacts, 0, [views.user(call.world, each, call.me) for each in accounts])


@methods.on(functions.messages.GetCommonChatsRequest, bots=False)
def get_common_chats(call: Call, request: Any) -> Any:
    other = peers.account(call, request.user_id)
    mine = [chat for chat in call.world.known_to(call.me) if not isinstance(chat, Private)]
    shared = [views.chat(call.world, chat, call.me) for chat in mine if other.id in chat.members]
    return types.messages.Chats(shared[: request.limit])


@methods.on(functions.photos.GetUserPhotosRequest)
def get_user_photos(call: Call, request: Any) -> Any:
    account = peers.account(call, request.user_id)
    photos = [filing.photo_view(call.world, account.photo, call.me)] if account.photo else []
    return types.photos.Photos(photos, [views.user(call.world, account, call.me)])
