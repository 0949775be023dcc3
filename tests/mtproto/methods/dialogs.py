"""The list of chats, and chats by reference."""

from __future__ import annotations

from typing import Any

from telethon import functions, types

from tests.mtproto import peers, views
from tests.mtproto.calls import Call, Methods
from tests.mtproto.model import Channel, Chat, Group
from tests.mtproto.moments import seconds
from tests.mtproto.presence import history, lookup, unread

MOST = 100

methods = Methods()


def dialog(call: Call, chat: Chat) -> Any:
    numbers = history(chat, call.me)
    return types.Dialog(
        peer=views.peer(chat, call.me),
        top_message=numbers[-1] if numbers else 0,
        read_inbox_max_id=call.me.read_inbox.get(chat, 0),
        read_outbox_max_id=call.me.read_outbox.get(chat, 0),
        unread_count=unread(chat, call.me),
        unread_mentions_count=0,
        unread_reactions_count=0,
        unread_poll_votes_count=0,
        notify_settings=types.PeerNotifySettings(),
        pts=chat.pts if isinstance(chat, Channel) else None,
        ttl_period=chat.ttl or None,
    )


def _latest(call: Call, chat: Chat) -> tuple[int, int]:
    """The date and number of the last message: the order of the list."""
    numbers = history(chat, call.me)
    return (lookup(chat, call.me, numbers[-1]).date, numbers[-1]) if numbers else (0, 0)


def _page(call: Call, chosen: list[Chat]) -> dict[str, list[Any]]:
    found = [dialog(call, chat) for chat in chosen]
    messages = [
        views.message(call.world, lookup(chat, call.me, each.top_message), call.me)
        for chat, each in zip(chosen, found, strict=True)
        if each.top_message
    ]
    return {"dialogs": found, "messages": messages, **call.people_in(*found, *messages)}


@methods.on(functions.messages.GetDialogsRequest, bots=False)
def get_dialogs(call: Call, request: Any) -> Any:
    known = [chat for chat in call.world.known_to(call.me) if history(chat, call.me)]
    chats = sorted(known, key=lambda chat: _latest(call, chat), reverse=True) if not request.folder_id else []
    start = _start(call, request, chats)
    chosen = chats[start : start + min(request.limit or MOST, MOST)]
    page = _page(call, chosen)
    if len(chosen) == len(chats):
        return types.messages.Dialogs(**page)
    return types.messages.DialogsSlice(len(chats), **page)


def _start(call: Call, request: Any, chats: list[Chat]) -> int:
    """Behind the dialog the client names as the last it has seen."""
    if not isinstance(request.offset_peer, types.InputPeerEmpty):
        last = peers.chat(call, request.offset_peer)
        if last in chats:
            return chats.index(last) + 1
    date = seconds(request.offset_date)
    if not date:
        return 0
    return next((place for place, chat in enumerate(chats) if _latest(call, chat)[0] < date), len(chats))


@methods.on(functions.messages.GetPinnedDialogsRequest, bots=False)
def get_pinned_dialogs(call: Call, request: Any) -> Any:
    state = types.updates.State(call.me.pts, 0, call.world.now(), 1, 0)
    return types.messages.PeerDialogs(**_page(call, []), state=state)


@methods.on(functions.messages.GetPeerDialogsRequest, bots=False)
def get_peer_dialogs(call: Call, request: Any) -> Any:
    chosen = [peers.chat(call, each.peer) for each in request.peers if isinstance(each, types.InputDialogPeer)]
    state = types.updates.State(call.me.pts, 0, call.world.now(), 1, 0)
    return types.messages.PeerDialogs(**_page(call, chosen), state=state)


@methods.on(functions.messages.GetChatsRequest)
def get_chats(call: Call, request: Any) -> Any:
    chats = [peers.group(call, number) for number in request.id]
    return types.messages.Chats([views.group(call.world, chat, call.me) for chat in chats])


@methods.on(functions.channels.GetChannelsRequest)
def get_channels(call: Call, request: Any) -> Any:
    chats = [peers.channel(call, each) for each in request.id]
    return types.messages.Chats([views.channel(call.world, chat, call.me) for chat in chats])


def _photo(call: Call, chat: Group | Channel) -> Any:
    from tests.mtproto.filing import photo_view  # noqa: PLC0415

    return photo_view(call.world, chat.photo, call.me) if chat.photo else types.PhotoEmpty(0)


@methods.on(functions.messages.GetFullChatRequest)
def get_full_chat(call: Call, request: Any) -> Any:
    group = peers.group(call, request.chat_id)
    participants = views.group_participants(group, call.me)
    full = types.ChatFull(
        group.id,
        group.about,
        participants,
        types.PeerNotifySettings(),
        chat_photo=_photo(call, group),
        pinned_msg_id=group.pinned[-1].id_for(call.me) if group.pinned else None,
        ttl_period=group.ttl or None,
        available_reactions=_reactions(group),
    )
    return types.messages.ChatFull(full, **_both(call, participants, types.PeerChat(group.id), group))


@methods.on(functions.channels.GetFullChannelRequest)
def get_full_channel(call: Call, request: Any) -> Any:
    channel = peers.channel(call, request.channel)
    origin = channel.migrated_from
    member = channel.members.get(call.me.id)
    full = types.ChannelFull(
        channel.id,
        channel.about,
        call.me.read_inbox.get(channel, 0),
        call.me.read_outbox.get(channel, 0),
        unread(channel, call.me),
        _photo(call, channel),
        types.PeerNotifySettings(),
        [types.BotInfo(user_id=each.id) for each in channel.people if each.bot],
        channel.pts,
        can_view_participants=not channel.broadcast or bool(member and member.admin),
        participants_count=len(channel.members),
        admins_count=sum(each.admin for each in channel.members.values()),
        kicked_count=len(channel.banned),
        banned_count=0,
        migrated_from_chat_id=origin.id if origin else None,
        migrated_from_max_id=max(call.me.histories.get(origin, [0])) if origin else None,
        pinned_msg_id=channel.pinned[-1].id if channel.pinned else None,
        slowmode_seconds=channel.slow_mode or None,
        ttl_period=channel.ttl or None,
        available_reactions=_reactions(channel),
    )
    return types.messages.ChatFull(full, **_both(call, full, types.PeerChannel(channel.id), origin))


def _both(call: Call, content: Any, peer: Any, also: Group | Channel | None) -> dict[str, list[Any]]:
    people = call.people_in(content, types.UpdateShort(peer, 0))
    if isinstance(also, Group) and not any(each.id == also.id for each in people["chats"]):
        people["chats"].append(views.group(call.world, also, call.me))
    return {"chats": people["chats"], "users": people["users"]}


def _reactions(chat: Group | Channel) -> Any:
    if chat.available_reactions is None:
        return types.ChatReactionsAll()
    if not chat.available_reactions:
        return types.ChatReactionsNone()
    return types.ChatReactionsSome([types.ReactionEmoji(each) for each in sorted(chat.available_reactions)])
