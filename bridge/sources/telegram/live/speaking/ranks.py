"""Somebody may do more in a chat than before, or less."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from telethon.tl import functions, types

from bridge.errors import NetworkRefused
from bridge.model.event import Rank, RankChange
from bridge.model.ids import PersonId
from bridge.sources.connector import Spoken
from bridge.sources.telegram.live.speaking.errand import Errand, user
from bridge.sources.telegram.live.speaking.refusals import ask

LONGEST_TITLE = 16
_SO_ALREADY = frozenset({"CHAT_NOT_MODIFIED", "RIGHTS_NOT_MODIFIED"})

_IN_BOTH = ("change_info", "delete_messages", "ban_users", "invite_users", "manage_call")
_RIGHTS: Mapping[Rank, tuple[tuple[str, ...], ...]] = MappingProxyType(
    {
        Rank.ADMIN: ((*_IN_BOTH, "pin_messages"), (*_IN_BOTH, "post_messages", "edit_messages")),
        Rank.MODERATOR: (("delete_messages", "ban_users"),),
        Rank.MEMBER: ((),),
        Rank.SILENCED: ((),),
    }
)
"""What goes with a rank: in a supergroup, and in a channel where that is another thing."""
_SILENCE = (
    "send_messages",
    "send_media",
    "send_stickers",
    "send_gifs",
    "send_games",
    "send_inline",
    "send_polls",
    "send_photos",
    "send_videos",
    "send_roundvideos",
    "send_audios",
    "send_voices",
    "send_docs",
    "send_plain",
)


async def change_rank(errand: Errand, content: RankChange) -> Spoken:
    """Let a person do in the chat what goes with this rank, and nothing else."""
    if content.rank is Rank.OWNER:
        raise NetworkRefused("On Telegram, only the owner of a chat can give it away, with their password.")
    if errand.in_small_group:
        return await _in_small_group(errand, content)
    if not errand.in_channel:
        raise NetworkRefused("On Telegram, nobody has a rank in a chat of two.")
    return await _in_channel(errand, content)


async def _in_small_group(errand: Errand, content: RankChange) -> Spoken:
    if content.rank is Rank.SILENCED:
        raise NetworkRefused("On Telegram, nobody can be silenced in a basic group.")
    is_admin = content.rank in {Rank.ADMIN, Rank.MODERATOR}
    someone = await user(errand.line, content.person)
    request = functions.messages.EditChatAdminRequest(errand.group_number, someone, is_admin)
    await ask(errand.line, request, _SO_ALREADY)
    return Spoken()


async def _in_channel(errand: Errand, content: RankChange) -> Spoken:
    before = await _before(errand, content.person)
    is_admin = content.rank in {Rank.ADMIN, Rank.MODERATOR}
    if is_admin or isinstance(before, types.ChannelParticipantAdmin):
        await _set_rights(errand, content)
    if content.rank is Rank.SILENCED:
        await _restrict(errand, content.person, dict.fromkeys(_SILENCE, True))
    elif not is_admin and isinstance(before, types.ChannelParticipantBanned):
        await _restrict(errand, content.person, {})
    shortened = is_admin and len(content.title or "") > LONGEST_TITLE
    return Spoken(losses=("text-shortened",) if shortened else ())


async def _before(errand: Errand, person: PersonId) -> Any | None:
    """What they are in the chat so far; None: they are not in it."""
    await user(errand.line, person)
    request = functions.channels.GetParticipantRequest(errand.channel, await errand.line.peer(person))
    answer = await ask(errand.line, request, {"USER_NOT_PARTICIPANT", "PARTICIPANT_ID_INVALID"})
    return answer.participant if answer else None


async def _set_rights(errand: Errand, content: RankChange) -> None:
    *first, last = _RIGHTS[content.rank]
    for rights in first:
        try:
            return await _give(errand, content, rights)
        except NetworkRefused as refused:
            # Telegram refuses to a supergroup what only channels know, and the other way round.
            if refused.code != "RIGHT_FORBIDDEN":
                raise
    return await _give(errand, content, last)


async def _give(errand: Errand, content: RankChange, rights: Iterable[str]) -> None:
    request = functions.channels.EditAdminRequest(
        channel=errand.channel,
        user_id=await user(errand.line, content.person),
        admin_rights=types.ChatAdminRights(**dict.fromkeys(rights, True)),
        rank=(content.title or "")[:LONGEST_TITLE],
    )
    await ask(errand.line, request, _SO_ALREADY)


async def _restrict(errand: Errand, person: PersonId, what: Mapping[str, bool]) -> None:
    rights = types.ChatBannedRights(until_date=None, **what)
    request = functions.channels.EditBannedRequest(errand.channel, await errand.line.peer(person), rights)
    await ask(errand.line, request, _SO_ALREADY)
