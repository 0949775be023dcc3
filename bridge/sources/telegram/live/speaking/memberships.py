"""People come and go: this account lets them in or out, or comes and goes itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any

from telethon.tl import functions, types

from bridge.errors import NetworkRefused
from bridge.model.event import Change, Membership
from bridge.model.ids import PersonId
from bridge.sources.connector import Spoken
from bridge.sources.telegram.live.speaking.answers import notes, time_of_notes
from bridge.sources.telegram.live.speaking.errand import Errand, user
from bridge.sources.telegram.live.speaking.refusals import WORDS, ask

_IN_ALREADY = frozenset({"USER_ALREADY_PARTICIPANT", "USER_ALREADY_INVITED"})
_OUT_ALREADY = frozenset({"USER_NOT_PARTICIPANT", "PARTICIPANT_ID_INVALID", "CHANNEL_PRIVATE"})
_LAST_MESSAGES_SEEN = 100
"""So many messages are shown to somebody who is let into a basic group."""
_FOR_EVER = None

_FREE = types.ChatBannedRights(until_date=_FOR_EVER)
_OUT = types.ChatBannedRights(until_date=_FOR_EVER, view_messages=True)

Answers = list[Any]


async def change_membership(errand: Errand, content: Membership) -> Spoken:
    """Let everybody named in or out."""
    if not (errand.in_channel or errand.in_small_group):
        raise NetworkRefused("On Telegram, nobody can come to a chat of two, or be sent away.")
    people = [member.person for member in content.members if member.person]
    if not people or len(people) < len(content.members):
        raise NetworkRefused("It is not known who on Telegram is meant.")
    moves = _IN_CHANNELS if errand.in_channel else _IN_SMALL_GROUPS
    answers = [answer for person in people for answer in await moves[content.change](errand, person)]
    return Spoken(
        messages=tuple(note for answer in answers for note in notes(answer)),
        time=next((time for answer in answers if (time := time_of_notes(answer))), None),
    )


async def _bring_to_channel(errand: Errand, person: PersonId) -> Answers:
    request = functions.channels.InviteToChannelRequest(errand.channel, [await user(errand.line, person)])
    return [_all_came(await ask(errand.line, request, _IN_ALREADY))]


async def _bring_to_group(errand: Errand, person: PersonId) -> Answers:
    someone = await user(errand.line, person)
    request = functions.messages.AddChatUserRequest(errand.group_number, someone, _LAST_MESSAGES_SEEN)
    return [_all_came(await ask(errand.line, request, _IN_ALREADY))]


def _all_came(answer: Any) -> Any:
    if isinstance(answer, types.messages.InvitedUsers) and answer.missing_invitees:
        raise NetworkRefused(WORDS["USER_PRIVACY_RESTRICTED"], code="USER_PRIVACY_RESTRICTED")
    return answer


async def _remove_from_channel(errand: Errand, person: PersonId) -> Answers:
    # Telegram sends somebody away by a ban that is lifted at once.
    return [*await _ban(errand, person), *await _lift_ban(errand, person)]


async def _ban(errand: Errand, person: PersonId) -> Answers:
    return [await _restrict(errand, person, _OUT)]


async def _lift_ban(errand: Errand, person: PersonId) -> Answers:
    return [await _restrict(errand, person, _FREE)]


async def _restrict(errand: Errand, person: PersonId, rights: Any) -> Any:
    await user(errand.line, person)
    peer = await errand.line.peer(person)
    request = functions.channels.EditBannedRequest(errand.channel, peer, rights)
    return await ask(errand.line, request, _OUT_ALREADY)


async def _remove_from_group(errand: Errand, person: PersonId) -> Answers:
    someone = await user(errand.line, person)
    return [await _take_out(errand, someone)]


async def _take_out(errand: Errand, someone: Any) -> Any:
    request = functions.messages.DeleteChatUserRequest(errand.group_number, someone)
    return await ask(errand.line, request, _OUT_ALREADY)


async def _nothing_to_lift(_errand: Errand, _person: PersonId) -> Answers:
    """Basic groups ban nobody."""
    return []


async def _leave_channel(errand: Errand, person: PersonId) -> Answers:
    _only_oneself(errand, person)
    return [await ask(errand.line, functions.channels.LeaveChannelRequest(errand.channel), _OUT_ALREADY)]


async def _leave_group(errand: Errand, person: PersonId) -> Answers:
    _only_oneself(errand, person)
    return [await _take_out(errand, types.InputUserSelf())]


async def _join_channel(errand: Errand, person: PersonId) -> Answers:
    _only_oneself(errand, person)
    return [await ask(errand.line, functions.channels.JoinChannelRequest(errand.channel), _IN_ALREADY)]


async def _cannot_join(_errand: Errand, _person: PersonId) -> Answers:
    raise NetworkRefused("On Telegram, one can only be brought into this group, or follow an invitation link.")


def _only_oneself(errand: Errand, person: PersonId) -> None:
    if person != errand.line.account.person:
        raise NetworkRefused("On Telegram, only they themselves can do that.")


_Move = Callable[[Errand, PersonId], Awaitable[Answers]]

_IN_CHANNELS: Mapping[Change, _Move] = MappingProxyType(
    {
        Change.INVITED: _bring_to_channel,
        Change.REMOVED: _remove_from_channel,
        Change.BANNED: _ban,
        Change.UNBANNED: _lift_ban,
        Change.LEFT: _leave_channel,
        Change.JOINED: _join_channel,
    }
)
_IN_SMALL_GROUPS: Mapping[Change, _Move] = MappingProxyType(
    {
        Change.INVITED: _bring_to_group,
        Change.REMOVED: _remove_from_group,
        Change.BANNED: _remove_from_group,
        Change.UNBANNED: _nothing_to_lift,
        Change.LEFT: _leave_group,
        Change.JOINED: _cannot_join,
    }
)
