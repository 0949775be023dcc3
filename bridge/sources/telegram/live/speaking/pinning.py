"""Messages are pinned, and pinned no longer."""

from __future__ import annotations

from telethon.tl import functions

from bridge.errors import NetworkRefused
from bridge.model.event import Pin
from bridge.sources.connector import Spoken
from bridge.sources.telegram.live.speaking.answers import notes, time_of_notes
from bridge.sources.telegram.live.speaking.errand import Errand, message_number
from bridge.sources.telegram.live.speaking.refusals import ask

_SO_ALREADY = frozenset({"CHAT_NOT_MODIFIED", "MESSAGE_NOT_MODIFIED"})


async def pin(errand: Errand, content: Pin) -> Spoken:
    """Pin a message without alarming everybody, or pin it no longer; without a message: nothing is pinned any longer."""
    if content.message is None:
        return await _unpin_all(errand, removed=content.removed)
    request = functions.messages.UpdatePinnedMessageRequest(
        peer=errand.peer, id=message_number(content.message), silent=True, unpin=content.removed or None
    )
    answer = await ask(errand.line, request, _SO_ALREADY)
    return Spoken(messages=notes(answer), time=time_of_notes(answer))


async def _unpin_all(errand: Errand, *, removed: bool) -> Spoken:
    if not removed:
        raise NetworkRefused("It is not known which message is to be pinned.")
    await ask(errand.line, functions.messages.UnpinAllMessagesRequest(peer=errand.peer))
    return Spoken()
