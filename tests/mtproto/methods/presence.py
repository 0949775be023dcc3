"""Typing and reading, and the takeout: what a client does beside the conversation."""

from __future__ import annotations

import os
from typing import Any

from telethon import functions, types

from tests.mtproto import peers, presence
from tests.mtproto.calls import Call, Methods
from tests.mtproto.errors import Refusal
from tests.mtproto.methods.sending import may_write
from tests.mtproto.model import Channel

TAKEOUT_DELAY = 24 * 3600

methods = Methods()


@methods.on(functions.messages.SetTypingRequest)
def set_typing(call: Call, request: Any) -> Any:
    chat = peers.chat(call, request.peer)
    may_write(call, chat)
    topic = chat.topics.get(request.top_msg_id) if isinstance(chat, Channel) else None
    presence.typing(call.world, chat, call.me, request.action, topic)
    return True


@methods.on(functions.messages.ReadHistoryRequest, bots=False)
def read_history(call: Call, request: Any) -> Any:
    chat = peers.chat(call, request.peer)
    if isinstance(chat, Channel):
        raise Refusal("PEER_ID_INVALID")
    count = presence.read(call.world, chat, call.me, request.max_id)
    return types.messages.AffectedMessages(call.me.pts, count)


@methods.on(functions.channels.ReadHistoryRequest, bots=False)
def read_channel_history(call: Call, request: Any) -> Any:
    channel = peers.channel(call, request.channel)
    presence.read(call.world, channel, call.me, request.max_id)
    return True


@methods.on(functions.messages.ReadMentionsRequest, functions.messages.ReadReactionsRequest, bots=False)
def read_mentions(call: Call, request: Any) -> Any:
    peers.chat(call, request.peer)
    return types.messages.AffectedHistory(call.me.pts, 0, 0)


@methods.on(functions.account.UpdateStatusRequest, bots=False)
def update_status(call: Call, request: Any) -> Any:
    return True


@methods.on(functions.account.InitTakeoutSessionRequest, bots=False)
def init_takeout_session(call: Call, request: Any) -> Any:
    """The owner has to allow it first, or to wait for a day."""
    if not call.me.takeout_confirmed:
        raise Refusal(f"TAKEOUT_INIT_DELAY_{TAKEOUT_DELAY}", 420)
    number = int.from_bytes(os.urandom(7), "little")
    call.me.takeouts.add(number)
    return types.account.Takeout(number)


@methods.on(functions.account.FinishTakeoutSessionRequest, bots=False)
def finish_takeout_session(call: Call, request: Any) -> Any:
    if call.takeout is None:
        raise Refusal("TAKEOUT_REQUIRED", 403)
    call.me.takeouts.discard(call.takeout)
    return True
