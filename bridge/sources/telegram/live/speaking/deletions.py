"""Messages are deleted for everyone."""

from __future__ import annotations

from collections.abc import Sequence

from telethon.tl import functions

from bridge.model.amendment import Deletion
from bridge.model.ids import MessageId
from bridge.sources.connector import Spoken
from bridge.sources.telegram.live.speaking.errand import Errand, message_number
from bridge.sources.telegram.live.speaking.finding import by_number, in_chat
from bridge.sources.telegram.live.speaking.refusals import ask

_AT_ONCE = 100
_GONE = frozenset({"MESSAGE_ID_INVALID", "MSG_ID_INVALID"})


async def delete(errand: Errand, content: Deletion) -> Spoken:
    """Delete them; what is gone already is fine."""
    await delete_all(errand, content.messages)
    return Spoken()


async def delete_all(errand: Errand, messages: Sequence[MessageId]) -> None:
    """Delete these messages of the chat, if there are any."""
    numbers = sorted({message_number(message) for message in messages})
    for start in range(0, len(numbers), _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        if errand.in_channel:
            await ask(errand.line, functions.channels.DeleteMessagesRequest(errand.channel, some), _GONE)
        elif here := await _here(errand, some):
            await ask(errand.line, functions.messages.DeleteMessagesRequest(here, revoke=True), _GONE)


async def _here(errand: Errand, numbers: list[int]) -> list[int]:
    """Those that are in this chat. Outside channels a number alone decides what is deleted, whatever chat it lies in."""
    found = (await ask(errand.line, by_number(errand, numbers))).messages
    return [message.id for message in found if in_chat(message, errand)]
