"""Where a chat's newest messages begin."""

from __future__ import annotations

from telethon.tl import functions

from bridge.model.ids import ChatId, MessageId
from bridge.sources.telegram.live.line import Line


async def before_last(line: Line, chat: ChatId, count: int) -> MessageId | None:
    """The message after which the last ``count`` come; None: there are no more than those, or a bot asks, which may not
    know.
    """
    if line.account.is_bot:
        return None
    answer = await line.ask(
        functions.messages.GetHistoryRequest(
            peer=await line.peer(chat),
            offset_id=0,
            offset_date=None,
            add_offset=count,
            limit=1,
            max_id=0,
            min_id=0,
            hash=0,
        )
    )
    return MessageId(str(answer.messages[0].id)) if answer.messages else None
