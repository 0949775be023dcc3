"""What Telegram's refusals mean, in words for people."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from bridge.errors import NetworkRefused, NetworkUnavailable
from bridge.sources.telegram.live.line import Line

_NO_RIGHT = "On Telegram, this needs rights in the chat that this account does not have."
_NO_WRITING = "On Telegram, this account may not write in this chat."
_NO_SUCH = "On Telegram, the administrators of this chat do not allow messages of this kind."
_NOT_THERE = "The message is no longer on Telegram."
_NOT_EDITABLE = "Telegram does not let this message become another kind of message."
_NO_INVITING = "Telegram does not let this account bring that person into the chat; send them an invitation."
_PICTURE = "Telegram does not take this picture for a chat; it must be a photo of at least 160 by 160 pixels."

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "ADMINS_TOO_MUCH": "On Telegram, this chat has as many administrators as it may have.",
        "ADMIN_RANK_EMOJI_NOT_ALLOWED": "On Telegram, a person's title in a chat cannot have emoji in it.",
        "ADMIN_RANK_INVALID": "On Telegram, a person's title in a chat has at most 16 characters.",
        "BOTS_TOO_MUCH": "On Telegram, there are too many bots in this chat.",
        "CHANNEL_PRIVATE": "This account is no longer in this chat on Telegram.",
        "CHAT_ADMIN_INVITE_REQUIRED": _NO_RIGHT,
        "CHAT_ADMIN_REQUIRED": _NO_RIGHT,
        "CHAT_FORBIDDEN": "This account is no longer in this chat on Telegram.",
        "CHAT_GUEST_SEND_FORBIDDEN": "On Telegram, only members may write here; join the chat first.",
        "CHAT_RESTRICTED": _NO_WRITING,
        "CHAT_SEND_DOCS_FORBIDDEN": _NO_SUCH,
        "CHAT_SEND_GIFS_FORBIDDEN": _NO_SUCH,
        "CHAT_SEND_MEDIA_FORBIDDEN": _NO_SUCH,
        "CHAT_SEND_PHOTOS_FORBIDDEN": _NO_SUCH,
        "CHAT_SEND_PLAIN_FORBIDDEN": _NO_SUCH,
        "CHAT_SEND_POLL_FORBIDDEN": _NO_SUCH,
        "CHAT_SEND_ROUNDVIDEOS_FORBIDDEN": _NO_SUCH,
        "CHAT_SEND_STICKERS_FORBIDDEN": _NO_SUCH,
        "CHAT_SEND_VIDEOS_FORBIDDEN": _NO_SUCH,
        "CHAT_SEND_VOICES_FORBIDDEN": _NO_SUCH,
        "CHAT_TITLE_EMPTY": "On Telegram, a chat cannot be without a title.",
        "CHAT_WRITE_FORBIDDEN": _NO_WRITING,
        "IMAGE_PROCESS_FAILED": _PICTURE,
        "INPUT_USER_DEACTIVATED": "The other person's account on Telegram is deleted.",
        "MEDIA_PREV_INVALID": _NOT_EDITABLE,
        "MEDIA_NEW_INVALID": _NOT_EDITABLE,
        "MESSAGE_AUTHOR_REQUIRED": "On Telegram, a message can only be edited by the account that wrote it.",
        "MESSAGE_DELETE_FORBIDDEN": "On Telegram, this account may not delete this message.",
        "MESSAGE_EDIT_TIME_EXPIRED": "Telegram lets nobody edit a message that is this old.",
        "MESSAGE_EMPTY": "Telegram takes no message in which nothing is to be seen.",
        "MESSAGE_ID_INVALID": _NOT_THERE,
        "MESSAGE_POLL_CLOSED": "This poll is over on Telegram.",
        "MSG_ID_INVALID": _NOT_THERE,
        "PARTICIPANT_ID_INVALID": "That person is not in this chat on Telegram.",
        "PEER_FLOOD": "Telegram has limited this account because it takes it for a sender of spam.",
        "PHOTO_CROP_SIZE_SMALL": _PICTURE,
        "PHOTO_EXT_INVALID": _PICTURE,
        "PHOTO_INVALID": _PICTURE,
        "PIN_RESTRICTED": "On Telegram, nothing can be pinned in this chat by this account.",
        "POLL_OPTION_INVALID": "The poll on Telegram does not have this answer.",
        "PREMIUM_ACCOUNT_REQUIRED": "On Telegram, only accounts with Premium may do this.",
        "REACTION_INVALID": "Telegram, or this chat there, does not have this reaction.",
        "REVOTE_NOT_ALLOWED": "On Telegram, a vote in this poll cannot be changed.",
        "RIGHT_FORBIDDEN": _NO_RIGHT,
        "SLOWMODE_MULTI_MSGS_DISABLED": "On Telegram, this chat takes one message at a time.",
        "TOPIC_CLOSED": "This topic is closed on Telegram.",
        "TOPIC_DELETED": "This topic is no longer on Telegram.",
        "USERS_TOO_MUCH": "On Telegram, this chat is full.",
        "USER_ADMIN_INVALID": "On Telegram, this account may not do this to an administrator of the chat.",
        "USER_BANNED_IN_CHANNEL": "Telegram has barred this account from writing in groups and channels.",
        "USER_BLOCKED": "On Telegram, that person is banned from this chat.",
        "USER_CHANNELS_TOO_MUCH": "On Telegram, that person is in as many chats as they may be.",
        "USER_CREATOR": "On Telegram, the owner of a chat cannot leave it in this way.",
        "USER_IS_BLOCKED": "On Telegram, the other person has blocked this account.",
        "USER_KICKED": "On Telegram, that person was removed from this chat; an administrator must let them back in.",
        "USER_NOT_MUTUAL_CONTACT": _NO_INVITING,
        "USER_PRIVACY_RESTRICTED": _NO_INVITING,
        "USER_RESTRICTED": "Telegram has limited this account because it takes it for a sender of spam.",
        "VOICE_MESSAGES_FORBIDDEN": "On Telegram, the other person takes no voice messages.",
        "YOU_BLOCKED_USER": "On Telegram, this account has blocked the other person.",
    }
)
"""By Telegram's own code. What is not here keeps the words that came with it."""


async def ask(line: Line, request: Any, settled: Collection[str] = ()) -> Any:
    """Telegram's answer; None when it refuses with one of the ``settled`` codes: what was asked is so already."""
    try:
        return await line.ask(request)
    except NetworkRefused as refused:
        if refused.code in settled:
            return None
        raise in_words(refused) from refused


def in_words(refused: NetworkRefused) -> NetworkRefused | NetworkUnavailable:
    """The same refusal in words for people; what will go when it is tried again is no refusal."""
    if refused.code.startswith("FILE_PART") and refused.code.endswith("_MISSING"):
        return NetworkUnavailable("Telegram has lost a piece of a file; the file is sent again.")
    return NetworkRefused(WORDS.get(refused.code, refused.detail), code=refused.code)
