"""Is it there already? This account's own newest messages in a chat are looked through.

A message that was carried out may have lost its answer. Telegram then refuses the same ``random_id``, without saying
which message it was.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from telethon.tl import functions, types

from bridge.model.ids import MessageId
from bridge.sources.telegram.live.peers import name_of
from bridge.sources.telegram.live.speaking.answers import Said, milliseconds
from bridge.sources.telegram.live.speaking.cleaning import essence
from bridge.sources.telegram.live.speaking.errand import Errand, numbered
from bridge.sources.telegram.live.speaking.parts import Part
from bridge.sources.telegram.live.speaking.refusals import ask

_PAGE = 100
_PAGES = 20
_CLOCKS_DIFFER = 120_000
"""By how many ms the clock of whoever wrote an utterance may be ahead of Telegram's."""


async def find(errand: Errand, part: Part, behind: MessageId | None) -> Said | None:
    """The message that says this part, among those that lie behind another, the one that was said last before."""
    forms = tuple(part.forms())
    found = [
        message
        async for message in _own(errand, numbered(behind) if behind else None)
        if any(_says(message, form) for form in forms)
    ]
    if not found:
        return None
    # What lies behind a known message is in order; otherwise the newest is the likeliest.
    chosen = min(found, key=_number) if behind else max(found, key=_number)
    return Said(chosen.id, milliseconds(chosen.date))


def _says(message: Any, part: Part) -> bool:
    return part.resembles(message.media) and essence(message.message or "") == essence(part.wording.text)


def _number(message: Any) -> int:
    return int(message.id)


async def _own(errand: Errand, behind: int | None) -> AsyncIterator[Any]:
    to_myself = str(errand.item.chat) == errand.line.account.person
    pages = _forward(errand, behind) if errand.line.account.is_bot else _backward(errand, behind)
    async for page in pages:
        for message in page:
            if isinstance(message, types.Message) and (message.out or to_myself) and not message.fwd_from:
                yield message


async def _backward(errand: Errand, behind: int | None) -> AsyncIterator[list[Any]]:
    """Pages of the chat, the newest first, as far back as the message may lie."""
    offset = 0
    for _ in range(_PAGES):
        request = functions.messages.GetHistoryRequest(
            peer=errand.peer, offset_id=offset, offset_date=None, add_offset=0, limit=_PAGE, max_id=0, min_id=0, hash=0
        )
        page = (await ask(errand.line, request)).messages
        yield [message for message in page if _may_be(message, errand, behind)]
        if not page or not _may_be(page[-1], errand, behind):
            return
        offset = page[-1].id


async def _forward(errand: Errand, behind: int | None) -> AsyncIterator[list[Any]]:
    """The same for bots, which may not read back, but may ask for messages by their number."""
    if behind is None:
        return
    for start in range(behind + 1, behind + 1 + _PAGE * _PAGES, _PAGE):
        page = (await ask(errand.line, by_number(errand, list(range(start, start + _PAGE))))).messages
        there = [message for message in page if not isinstance(message, types.MessageEmpty)]
        yield [message for message in there if in_chat(message, errand)]
        if not there:
            return


def by_number(errand: Errand, numbers: list[int]) -> Any:
    """The request for messages with these numbers."""
    wanted = [types.InputMessageID(number) for number in numbers]
    if errand.in_channel:
        return functions.channels.GetMessagesRequest(errand.channel, wanted)
    return functions.messages.GetMessagesRequest(wanted)


def _may_be(message: Any, errand: Errand, behind: int | None) -> bool:
    if behind is not None:
        return bool(message.id > behind)
    written, time = errand.item.time, milliseconds(message.date)
    return time is None or time >= written - _CLOCKS_DIFFER


def in_chat(message: Any, errand: Errand) -> bool:
    """Does the message lie in the errand's chat?"""
    # Everything outside channels is numbered together, so other chats lie between.
    return name_of(message.peer_id) == errand.item.chat
