"""A chat as it is today: its title and description, who is in it, and what is pinned there."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from telethon.tl import functions, types

from bridge.errors import NetworkRefused
from bridge.model.chat import Chat
from bridge.model.ids import ChatId, MessageId
from bridge.sources.connector import Attendee, Details
from bridge.sources.telegram.live.hearing.reading import PAGE, channel_of, refuse_codes
from bridge.sources.telegram.live.hearing.scene import by_name
from bridge.sources.telegram.live.hearing.standing import is_banned, rank_of
from bridge.sources.telegram.live.hearing.who import chat_of, person_of
from bridge.sources.telegram.live.line import Line
from bridge.sources.telegram.live.peers import name_of, parts

logger = logging.getLogger(__name__)

_PEOPLE_AT_ONCE = 200
_MOST_PEOPLE = 10_000
"""As many as Telegram shows of one chat."""
_HIDDEN = frozenset({"CHAT_ADMIN_REQUIRED", "CHANNEL_PRIVATE"})
"""How Telegram says that only administrators may see who is there."""


async def details(line: Line, chat: ChatId) -> Details:
    """A chat as it is today. Raises NetworkRefused when this account is not in it, or must never read it."""
    full = await _asked(line, chat)
    attendees, complete = await _attendees_of(line, chat, full)
    newest = _told(full).pinned_msg_id
    pinned = await _pinned(line, await line.peer(chat), newest)
    return Details(chat=_shown(chat, full), attendees=attendees, complete=complete, pinned=pinned)


async def chat_today(line: Line, chat: ChatId) -> Chat:
    """Its title, description and picture; at the price of one request, where details take many."""
    return _shown(chat, await _asked(line, chat))


async def _asked(line: Line, chat: ChatId) -> Any:
    refuse_codes(chat)
    kind, number = parts(chat)
    if kind == "chat":
        return await line.ask(functions.messages.GetFullChatRequest(number))
    peer = await line.peer(chat)
    if kind == "channel":
        return await line.ask(functions.channels.GetFullChannelRequest(channel_of(peer)))
    itself = isinstance(peer, types.InputPeerSelf)
    user = types.InputUserSelf() if itself else types.InputUser(peer.user_id, peer.access_hash)
    return await line.ask(functions.users.GetFullUserRequest(user))


def _told(full: Any) -> Any:
    """What a full answer says beyond what is said everywhere."""
    return full.full_user if isinstance(full, types.users.UserFull) else full.full_chat


def _shown(chat: ChatId, full: Any) -> Chat:
    return chat_of(by_name(full.users, full.chats)[chat], _told(full).about)


async def _attendees_of(line: Line, chat: ChatId, full: Any) -> tuple[tuple[Attendee, ...], bool]:
    """Who is there, and whether these are all."""
    peers = by_name(full.users, full.chats)
    if isinstance(full, types.users.UserFull):
        return await _two(line, chat, peers), True
    listed = getattr(full.full_chat, "participants", None)
    if isinstance(full.full_chat, types.ChatFull):
        return _attendees(getattr(listed, "participants", ()), peers), isinstance(listed, types.ChatParticipants)
    found = await _people_of(line, channel_of(await line.peer(chat)))
    return found, not full.full_chat.participants_hidden and len(found) >= (full.full_chat.participants_count or 1)


async def _two(line: Line, chat: ChatId, peers: dict[str, Any]) -> tuple[Attendee, ...]:
    (me,) = await line.ask(functions.users.GetUsersRequest([types.InputUserSelf()]))
    there = {**peers, str(line.account.person): me}
    names = dict.fromkeys((str(chat), str(line.account.person)))
    return tuple(Attendee(person=person_of(there[name])) for name in names if name in there)


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
