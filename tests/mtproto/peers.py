"""Whom a client means: its input peers, with the access hashes checked as Telegram does."""

from __future__ import annotations

from typing import Any

from telethon import types

from tests.mtproto.calls import Call
from tests.mtproto.errors import Refusal, forbidden
from tests.mtproto.model import Account, Channel, Chat, Group, Member, Post, Private

SELF = (types.InputPeerSelf, types.InputUserSelf)


def account(call: Call, given: Any) -> Account:
    """The user named by an ``InputUser`` or ``InputPeerUser``."""
    if isinstance(given, SELF):
        return call.me
    if isinstance(given, types.InputUserFromMessage | types.InputPeerUserFromMessage):
        message(call, chat(call, given.peer), given.msg_id)
        found = call.world.accounts.get(given.user_id)
        hashed = True
    else:
        found = call.world.accounts.get(getattr(given, "user_id", 0))
        hashed = found is not None and _hash_fits(call, found, given.access_hash)
    if found is None or not hashed:
        raise Refusal("USER_ID_INVALID" if type(given).__name__.startswith("InputUser") else "PEER_ID_INVALID")
    return found


def chat(call: Call, given: Any) -> Chat:
    """The chat named by an ``InputPeer``."""
    if isinstance(given, types.InputPeerChannel | types.InputChannel):
        return channel(call, given)
    if isinstance(given, types.InputPeerChat):
        return group(call, given.chat_id)
    if isinstance(given, types.InputPeerEmpty):
        raise Refusal("PEER_ID_INVALID")
    return call.world.chat_between(call.me, account(call, given))


def group(call: Call, number: int) -> Group:
    found = call.world.chats.get(number)
    if not isinstance(found, Group):
        raise Refusal("CHAT_ID_INVALID" if found is None else "PEER_ID_INVALID")
    if call.me.id not in found.members and call.me.id not in found.former:
        raise Refusal("PEER_ID_INVALID")
    return found


def channel(call: Call, given: Any) -> Channel:
    """A channel the caller may look into: as a member, or because it is public."""
    found = call.world.chats.get(getattr(given, "channel_id", 0))
    if not isinstance(found, Channel) or not _hash_fits(call, found, getattr(given, "access_hash", 0)):
        raise Refusal("CHANNEL_INVALID")
    outside = call.me.id not in found.members
    if found.deleted or call.me.id in found.banned or (outside and not found.username):
        raise Refusal("CHANNEL_PRIVATE")
    return found


def _hash_fits(call: Call, what: Account | Channel, given: int) -> bool:
    return given == call.world.access_hash(call.me, what) or (call.me.bot and given == 0)


def find(call: Call, where: Chat, number: int) -> Post | None:
    """A message by the number the caller knows it by."""
    if isinstance(where, Channel):
        return where.posts.get(number)
    found = call.me.box.get(number)
    return found if found and found.chat is where else None


def message(call: Call, where: Chat, number: int) -> Post:
    found = find(call, where, number)
    if found is None:
        raise Refusal("MESSAGE_ID_INVALID")
    return found


def membership(call: Call, where: Group | Channel) -> Member:
    """The caller's place among the members."""
    member = where.members.get(call.me.id)
    if member is None:
        raise Refusal("USER_NOT_PARTICIPANT")
    return member


def require(call: Call, where: Group | Channel, right: str) -> None:
    """Refuses whoever may not do this here: the rights of admins, or what is open to all."""
    member = where.members.get(call.me.id)
    if member is None:
        raise forbidden("CHAT_WRITE_FORBIDDEN")
    open_to_all = right in {"pin_messages", "change_info", "invite_users"} and not (
        isinstance(where, Channel) and where.broadcast
    )
    if member.may(right) or (open_to_all and not getattr(where.default_banned, right, False)):
        return
    if isinstance(where, Group) and right == "ban_users" and member.admin:
        return
    raise Refusal("CHAT_ADMIN_REQUIRED")


def is_private(where: Chat) -> bool:
    return isinstance(where, Private)
