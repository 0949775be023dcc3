"""When Telegram does not tell what was missed: reading the history of a chat instead.

New messages are found all of them. Edits, reactions and deletions are found in the recent stretch only.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

from telethon.tl import functions, types

from bridge.sources.telegram.live.line import Line
from bridge.sources.telegram.live.peers import parts
from bridge.sources.telegram.live.updates.differences import as_edited, as_new
from bridge.sources.telegram.live.updates.sorting import Step, cast_of, seconds

PAGE = 100
STRETCH = 100
"""Messages that are read again, for what has happened to them."""
MOST_ABSENT = 5_000
"""Numbers in that stretch. In private chats and basic groups most of them are other chats'."""


async def newest_message(line: Line, chat: str) -> int | None:
    """The newest message of a chat; None: there is none. Bots cannot ask."""
    if line.account.is_bot:
        return None
    answer = await page_of(line, chat, offset=0, add=0, limit=1)
    return max((message.id for message in answer.messages), default=None)


async def compared(line: Line, chat: str, newest: int, since: int) -> AsyncIterator[list[Step]]:
    """What must have happened in a chat since then (seconds since 1970, UTC): to messages up to ``newest``, then the
    messages after it, page by page, oldest first.
    """
    if line.account.is_bot:
        return
    if newest:
        again = await page_of(line, chat, offset=newest + 1, add=0, limit=STRETCH)
        yield list(_changes(again, chat, newest, since))
    while True:
        answer = await page_of(line, chat, offset=newest + 1, add=-PAGE, limit=PAGE)
        fresh = sorted((found for found in answer.messages if found.id > newest), key=lambda found: int(found.id))
        if not fresh:
            return
        cast = cast_of(answer, seconds(getattr(fresh[-1], "date", None)))
        yield [Step(as_new(message), cast) for message in fresh]
        newest = fresh[-1].id


async def page_of(line: Line, chat: str, *, offset: int, add: int, limit: int) -> Any:
    """Some of a chat's messages, the newest first, around a number (see Telegram's ``messages.getHistory``)."""
    return await line.ask(
        functions.messages.GetHistoryRequest(
            peer=await line.peer(chat),
            offset_id=offset,
            offset_date=None,
            add_offset=add,
            limit=limit,
            max_id=0,
            min_id=0,
            hash=0,
        )
    )


def _changes(answer: Any, chat: str, newest: int, since: int) -> Iterator[Step]:
    """Edits, reactions and deletions among messages that were delivered before."""
    messages = [message for message in answer.messages if message.id <= newest]
    cast = cast_of(answer, max((seconds(_changed_at(message)) for message in messages), default=since))
    for message in sorted(messages, key=lambda message: int(message.id)):
        if seconds(getattr(message, "edit_date", None)) >= since:
            yield Step(as_edited(message), cast)
        if (reactions := getattr(message, "reactions", None)) is not None:
            yield Step(types.UpdateMessageReactions(message.peer_id, message.id, reactions), cast)
    if absent := _absent({message.id for message in messages}, newest):
        yield Step(_deleted(chat, absent), cast)


def _changed_at(message: Any) -> Any:
    return getattr(message, "edit_date", None) or getattr(message, "date", None)


def _absent(present: set[int], newest: int) -> list[int]:
    """The numbers that are missing from the stretch: deleted, or never this chat's."""
    if not present or newest - min(present) > MOST_ABSENT:
        return []
    return [number for number in range(min(present), newest + 1) if number not in present]


def _deleted(chat: str, numbers: list[int]) -> Any:
    """As Telegram tells it of a channel; elsewhere it does not say where, so that we do."""
    if chat.startswith("channel"):
        return types.UpdateDeleteChannelMessages(int(chat.removeprefix("channel")), numbers, pts=0, pts_count=0)
    kind, number = parts(chat)
    return DeletedIn(types.PeerUser(number) if kind == "user" else types.PeerChat(number), tuple(numbers))


@dataclass(frozen=True)
class DeletedIn:
    """Messages of a private chat or basic group that were deleted, with the chat (a Peer)."""

    peer: Any
    messages: tuple[int, ...]
