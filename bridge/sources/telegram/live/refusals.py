"""What Telegram's and Telethon's errors mean to us: wait, try later, never, or link the account again."""

from __future__ import annotations

from telethon import errors
from telethon.errors.rpcerrorlist import rpc_errors_dict, rpc_errors_re

from bridge.errors import LoginLost, NetworkError, NetworkRefused, NetworkUnavailable, NetworkWait

LOST = frozenset(
    {
        "AUTH_KEY_UNREGISTERED",
        "AUTH_KEY_DUPLICATED",
        "AUTH_KEY_INVALID",
        "AUTH_KEY_PERM_EMPTY",
        "SESSION_REVOKED",
        "SESSION_EXPIRED",
        "USER_DEACTIVATED",
        "USER_DEACTIVATED_BAN",
    }
)
WAITS = (
    errors.FloodWaitError,
    errors.FloodPremiumWaitError,
    errors.SlowModeWaitError,
    errors.FloodTestPhoneWaitError,
    errors.TakeoutInitDelayError,
)
DISTURBED = (errors.ServerError, errors.TimedOutError, errors.RpcCallFailError, errors.RpcMcgetFailError)
NOT_REACHED = (OSError, TimeoutError, EOFError, errors.InvalidBufferError, errors.SecurityError)

WORDS = {
    "CHANNEL_INVALID": "This account cannot reach that chat.",
    "CHANNEL_PRIVATE": "This account is not in that chat, or was removed from it.",
    "CHAT_ADMIN_REQUIRED": "This account would have to be an administrator of the chat.",
    "CHAT_FORBIDDEN": "This account is not in that chat, or was removed from it.",
    "CHAT_GUEST_SEND_FORBIDDEN": "Only members may write in that chat.",
    "CHAT_RESTRICTED": "Telegram has restricted that chat.",
    "CHAT_SEND_MEDIA_FORBIDDEN": "Files may not be sent to that chat.",
    "CHAT_WRITE_FORBIDDEN": "This account may not write in that chat.",
    "FILE_REFERENCE_EXPIRED": "The reference to the file is too old.",
    "INPUT_USER_DEACTIVATED": "That account was deleted.",
    "MESSAGE_AUTHOR_REQUIRED": "Only who wrote a message can change it.",
    "MESSAGE_DELETE_FORBIDDEN": "This account may not delete that message.",
    "MESSAGE_EDIT_TIME_EXPIRED": "The message is too old to be changed.",
    "MESSAGE_ID_INVALID": "That message is not there any more.",
    "MESSAGE_TOO_LONG": "The message is too long for Telegram.",
    "PEER_FLOOD": "Telegram restricts this account because it wrote to too many strangers.",
    "PEER_ID_INVALID": "This account cannot reach that person or chat.",
    "USER_BANNED_IN_CHANNEL": "Telegram does not let this account write in groups.",
    "USER_IS_BLOCKED": "That person has blocked this account.",
    "YOU_BLOCKED_USER": "This account has blocked that person.",
}


def code_of(error: errors.RPCError) -> str:
    """Telegram's own name of an error (``CHAT_WRITE_FORBIDDEN``): Telethon keeps only the class that it made of it."""
    for code, kind in rpc_errors_dict.items():
        if type(error) is kind:
            return str(code)
    for pattern, kind in rpc_errors_re:
        if type(error) is kind:
            return str(pattern).replace("_(\\d+)", "").replace("(\\d+)", "")
    return str(error.message or type(error).__name__)


def meaning(error: BaseException) -> NetworkError | None:
    """The same error in our family; None when it is none of the network's, but a mistake of ours."""
    if isinstance(error, NetworkError):
        return error
    if isinstance(error, WAITS):
        return NetworkWait(seconds=max(error.seconds, 1))
    if isinstance(error, errors.AuthKeyNotFound):
        return LoginLost("AUTH_KEY_NOT_FOUND")
    if isinstance(error, errors.TypeNotFoundError):
        return NetworkRefused("Telegram answered in a way that is newer than this program.", code="TYPE_NOT_FOUND")
    if isinstance(error, errors.RPCError):
        return _refusal(error)
    return NetworkUnavailable(type(error).__name__) if isinstance(error, NOT_REACHED) else None


def _refusal(error: errors.RPCError) -> NetworkError:
    code = code_of(error)
    if code in LOST:
        return LoginLost(code)
    if isinstance(error, DISTURBED) or (isinstance(error.code, int) and abs(error.code) >= 500):
        return NetworkUnavailable(code)
    return NetworkRefused(WORDS.get(code, f"Telegram says {code}."), code=code)
