"""Where chats begin that are followed for the first time: no hole, and no message lost, between history and today."""

from __future__ import annotations

from typing import Any

from telethon import utils
from telethon.tl import functions

from bridge.errors import NetworkRefused
from bridge.sources.telegram.live.line import Line
from bridge.sources.telegram.live.updates.comparing import newest_message
from bridge.sources.telegram.live.updates.differences import present_state
from bridge.sources.telegram.live.updates.positions import Positions


async def begin(line: Line, positions: Positions, chat: str, *, anew: bool) -> int | None:
    """Remember the present position of a chat, then find its newest message (None: there is none).

    In this order: whatever comes between the two is in both. ``anew``: a position of some earlier time does not count.
    """
    if chat.startswith("channel"):
        if anew or positions.channel(chat) is None:
            await positions.write(channels={chat: await present_pts(line, chat)})
    elif positions.account is None:
        await positions.write(account=await present_state(line))
    newest = await newest_message(line, chat)
    await positions.write(newest={chat: newest or 0})
    return newest


async def present_pts(line: Line, chat: str) -> int:
    """Where a channel's sequence is now."""
    answer = await line.ask(functions.channels.GetFullChannelRequest(await input_channel(line, chat)))
    pts = getattr(answer.full_chat, "pts", None)
    if not isinstance(pts, int):
        raise NetworkRefused("Telegram does not say where that channel's updates are.", code="CHANNEL_INVALID")
    return pts


async def input_channel(line: Line, chat: str) -> Any:
    """A channel as the methods of channels want it."""
    return utils.get_input_channel(await line.peer(chat))
