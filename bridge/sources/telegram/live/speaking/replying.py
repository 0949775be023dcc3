"""What a message answers, and the topic it goes to."""

from __future__ import annotations

from typing import Any

from telethon.tl import types

from bridge.errors import NetworkRefused
from bridge.model.ids import ChatId
from bridge.sources.telegram.live.speaking.errand import Errand, allowed_peer, message_number, numbered

REFUSED = frozenset({"REPLY_MESSAGE_ID_INVALID", "REPLY_TO_INVALID", "REPLY_TO_USER_INVALID", "MSG_ID_INVALID"})
"""What Telegram says when it does not have what is answered."""

_GENERAL = 1
"""The topic of all that belongs to no other."""


async def answered(errand: Errand) -> tuple[Any | None, tuple[str, ...]]:
    """What an utterance answers (an InputReplyToMessage), and what of that is lost."""
    losses = () if not errand.item.thread or numbered(errand.item.thread) else ("topic",)
    try:
        return await _answer(errand), losses
    except NetworkRefused:
        return in_topic(errand), ("answer", *losses)


def in_topic(errand: Errand) -> Any | None:
    """Into its topic, if there is one, as an answer to nobody."""
    topic = _topic(errand)
    return types.InputReplyToMessage(reply_to_msg_id=topic) if topic else None


def following(errand: Errand, number: int) -> Any:
    """As an answer to a message of the same utterance."""
    return types.InputReplyToMessage(reply_to_msg_id=number, top_msg_id=_topic(errand))


async def _answer(errand: Errand) -> Any | None:
    reply = errand.item.reply
    if reply is None:
        return in_topic(errand)
    number = message_number(reply.message)
    elsewhere = reply.chat if reply.chat and reply.chat != errand.item.chat else None
    return types.InputReplyToMessage(
        reply_to_msg_id=number,
        top_msg_id=_topic(errand),
        reply_to_peer_id=await _other_chat(errand, elsewhere) if elsewhere else None,
    )


async def _other_chat(errand: Errand, chat: ChatId) -> Any:
    # A quotation would lay a login code open, so those chats are refused here too.
    return await allowed_peer(errand.line, chat)


def _topic(errand: Errand) -> int | None:
    number = numbered(errand.item.thread) if errand.item.thread else None
    return number if number != _GENERAL else None
