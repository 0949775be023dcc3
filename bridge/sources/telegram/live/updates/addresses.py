"""In which chat an update happened: whatever happened elsewhere than in the chats that are followed is not looked at."""

from __future__ import annotations

from typing import Any

from telethon.tl import types

from bridge.sources.telegram.live.peers import name_of

ANYWHERE = (
    types.UpdateDeleteMessages,
    types.UpdateMessagePoll,
    types.UpdateUserName,
)
"""What does not (always) say where it happened, and matters all the same."""
NOWHERE = (
    types.UpdateEncryptedChatTyping,
    types.UpdateEncryptedMessagesRead,
    types.UpdateServiceNotification,
    types.UpdateDraftMessage,
    types.UpdateNewScheduledMessage,
    types.UpdateDeleteScheduledMessages,
    types.UpdateNotifySettings,
)
"""What looks as if it happened in a chat, and did not. Service notifications can hold login codes."""


def chat_of(update: Any) -> str | None:
    """``user1``, ``chat2``, ``channel3``; None when the update does not say, or is none of a chat's."""
    if isinstance(update, NOWHERE):
        return None
    if isinstance(update, types.UpdateUserTyping):
        return f"user{update.user_id}"
    message = getattr(update, "message", None)
    if (place := getattr(message, "peer_id", None)) is not None:
        return name_of(place)
    for holder in (getattr(update, "peer", None), getattr(update, "participants", None), _without_user(update)):
        if (name := name_of(holder)) is not None:
            return name
    return None


def _without_user(update: Any) -> Any:
    """An update's own ``channel_id`` or ``chat_id``; its ``user_id`` says whom it is about, not where."""
    if (number := getattr(update, "channel_id", None)) is not None:
        return types.PeerChannel(number)
    if (number := getattr(update, "chat_id", None)) is not None:
        return types.PeerChat(number)
    return None


def is_wanted(update: Any, wanted: frozenset[str]) -> bool:
    """May this be looked at? ``wanted`` are the chats that are followed."""
    name = chat_of(update)
    return name in wanted if name is not None else isinstance(update, ANYWHERE)
