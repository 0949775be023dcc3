"""What others see of this account's person besides their words: typing, and how far they have read."""

from __future__ import annotations

from telethon import utils
from telethon.tl import functions, types

from bridge.model.ids import ChatId, MessageId
from bridge.sources.telegram.live.line import Line
from bridge.sources.telegram.live.speaking.errand import allowed_peer, message_number
from bridge.sources.telegram.live.speaking.refusals import ask


async def show_typing(line: Line, chat: ChatId, *, active: bool) -> None:
    """Show that this account's person is typing, for six seconds, or no longer."""
    action = types.SendMessageTypingAction() if active else types.SendMessageCancelAction()
    await ask(line, functions.messages.SetTypingRequest(await allowed_peer(line, chat), action))


async def mark_read(line: Line, chat: ChatId, message: MessageId) -> None:
    """This account's person has read up to this message."""
    peer, number = await allowed_peer(line, chat), message_number(message)
    if chat.startswith("channel"):
        await ask(line, functions.channels.ReadHistoryRequest(utils.get_input_channel(peer), number))
    else:
        await ask(line, functions.messages.ReadHistoryRequest(peer, number))
