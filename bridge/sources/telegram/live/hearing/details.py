"""A chat as it is today: its title and description, who is in it, and what is pinned there."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from telethon.tl import functions, types

from bridge.errors import NetworkRefused
from bridge.model.ids import ChatId, MessageId
from bridge.sources.connector import Attendee, Details
from bridge.sources.telegram.live.hearing.reading import PAGE, channel_of
from bridge.sources.telegram.live.hearing.scene import by_name
from bridge.sources.telegram.live.hearing.standing import is_banned, rank_of
from bridge.sources.telegram.live.hearing.who import chat_of, person_of
from bridge.sources.telegram.live.line import Line
from bridge.sources.telegram.live.peers import NEVER, name_of, parts

logger = logging.getLogger(__name__)

_PEOPLE_AT_ONCE = 200
_MOST_PEOPLE = 10_000
"""As many as Telegram shows of one chat."""
_HIDDEN = frozenset({"CHAT_ADMIN_REQUIRED", "CHANNEL_PRIVATE"})
"""How Telegram says that only administrators may see who is there."""


async def details(line: Line, chat: ChatId) -> Details:
    """A chat as it is today. Raises NetworkRefused when this account is not in it, or must never read it."""
    if chat in NEVER:
        raise NetworkRefused("Login codes arrive in this chat; it is never read.", code="NEVER_READ")
    kind, number = parts(chat)
    if kind == "user":
        return await _private(line, chat)
    return await (_group(line, chat, number) if kind == "chat" else _channel(line, chat))


async def _private(line: Line, chat: ChatId) -> Details:
    peer = await line.peer(chat)
    itself = (
        types.InputUserSelf()
        if isinstance(peer, types.InputPeerSelf)
        else types.InputUser(peer.user_id, peer.access_hash)
    )
    answer = await line.ask(functions.users.GetFullUserRequest(itself))
    (me,) = await line.ask(functions.users.GetUsersRequest([types.InputUserSelf()]))
    there = by_name([me], answer.users)
    people = {name: there[name] for name in (chat, str(line.account.person)) if name in there}
    return Details(
        chat=chat_of(there[chat], answer.full_user.about),
        attendees=tuple(Attendee(person=person_of(person)) for person in people.values()),
        complete=True,
        pinned=await _pinned(line, peer, answer.full_user.pinned_msg_id),
    )


async def _group(line: Line, chat: ChatId, number: int) -> Details:
    answer = await line.ask(functions.messages.GetFullChatRequest(number))
    peers = by_name(answer.users, answer.chats)
    listed = answer.full_chat.participants
    attendees = _attendees(getattr(listed, "participants", ()), peers)
    return Details(
        chat=chat_of(peers[chat], answer.full_chat.about),
        attendees=attendees,
        complete=isinstance(listed, types.ChatParticipants),
        pinned=await _pinned(line, await line.peer(chat), answer.full_chat.pinned_msg_id),
    )


async def _channel(line: Line, chat: ChatId) -> Details:
    peer = await line.peer(chat)
    channel = channel_of(peer)
    answer = await line.ask(functions.channels.GetFullChannelRequest(channel))
    full = answer.full_chat
    attendees = await _people_of(line, channel)
    return Details(
        chat=chat_of(by_name(answer.chats)[chat], full.about),
        attendees=attendees,
        complete=not full.participants_hidden and len(attendees) >= (full.participants_count or 1),
        pinned=await _pinned(line, peer, full.pinned_msg_id),
    )


async def _people_of(line: Line, channel: Any) -> tuple[Attendee, ...]:
    """All members that Telegram shows; the administrators also where the members are too many, or hidden."""
    found: dict[str, Attendee] = {}
    for whom in (types.ChannelParticipantsSearch(""), types.ChannelParticipantsAdmins()):
        try:
            for attendee in await _listed(line, channel, whom):
                found[attendee.person.id] = attendee
        except NetworkRefused as refusal:
            if refusal.code not in _HIDDEN:
                raise
            logger.info("channel%s hides its members: %s", channel.channel_id, refusal.code)
    return tuple(found.values())


async def _listed(line: Line, channel: Any, whom: Any) -> list[Attendee]:
    found: list[Attendee] = []
    offset = 0
    while offset < _MOST_PEOPLE:
        answer = await line.ask(
            functions.channels.GetParticipantsRequest(channel, whom, offset=offset, limit=_PEOPLE_AT_ONCE, hash=0)
        )
        if not answer.participants:
            break
        found += _attendees(answer.participants, by_name(answer.users, answer.chats))
        offset += len(answer.participants)
    return found


def _attendees(participants: Iterable[Any], peers: dict[str, Any]) -> tuple[Attendee, ...]:
    there = ((_name(entry), entry) for entry in participants if not is_banned(entry))
    return tuple(Attendee(person=person_of(peers[name]), rank=rank_of(entry)) for name, entry in there if name in peers)


def _name(participant: Any) -> str:
    return str(name_of(participant.peer) if hasattr(participant, "peer") else f"user{participant.user_id}")


async def _pinned(line: Line, peer: Any, newest: int | None) -> tuple[MessageId, ...]:
    """The pinned messages, the oldest first. Bots are shown the newest only."""
    if newest is None:
        return ()
    if line.account.is_bot:
        return (MessageId(str(newest)),)
    answer = await line.ask(
        functions.messages.SearchRequest(
            peer=peer, q="", filter=types.InputMessagesFilterPinned(), min_date=None, max_date=None,
            offset_id=0, add_offset=0, limit=PAGE, max_id=0, min_id=0, hash=0,
        )
    )  # fmt: skip
    numbers = {message.id for message in answer.messages if not isinstance(message, types.MessageEmpty)} | {newest}
    return tuple(MessageId(str(number)) for number in sorted(numbers))
