"""Who may do what in a chat: ranks, bans, and what members in general may do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from telethon.tl import types

from bridge.model.event import Change, Member, Membership, Notice, Rank, RankChange
from bridge.model.ids import ChatId, MessageId, PersonId
from bridge.model.message import Content, Message
from bridge.sources.telegram.live.hearing.amended import digest
from bridge.sources.telegram.live.hearing.scene import Scene
from bridge.sources.telegram.live.hearing.times import milliseconds
from bridge.sources.telegram.live.hearing.who import names_of
from bridge.sources.telegram.live.peers import name_of
from bridge.sources.telegram.spoken import listed

_RULING = ("change_info", "add_admins", "invite_users", "pin_messages", "post_messages", "edit_messages")
_KEEPING_ORDER = ("delete_messages", "ban_users")
_SPEAKING = {
    "send_messages": "write",
    "send_media": "send files",
    "send_stickers": "send stickers",
    "send_polls": "make polls",
    "embed_links": "show previews of links",
    "invite_users": "add others",
    "pin_messages": "pin messages",
    "change_info": "change the chat",
    "manage_topics": "make topics",
}

Participant = Any
"""A ``ChannelParticipant…`` or ``ChatParticipant…`` of Telethon; None of somebody who is not there."""


def rank_of(participant: Participant) -> Rank:
    """What somebody may do, from how Telegram lists them."""
    if isinstance(participant, types.ChannelParticipantCreator | types.ChatParticipantCreator):
        return Rank.OWNER
    if isinstance(participant, types.ChatParticipantAdmin):
        return Rank.ADMIN
    if isinstance(participant, types.ChannelParticipantAdmin):
        return rank_by_rights(participant.admin_rights)
    if isinstance(participant, types.ChannelParticipantBanned) and participant.banned_rights.send_messages:
        return Rank.SILENCED
    return Rank.MEMBER


def rank_by_rights(rights: Any) -> Rank:
    """An administrator who may only delete and remove keeps order; one without any such right has a title only."""
    if any(getattr(rights, right, False) for right in _RULING):
        return Rank.ADMIN
    return Rank.MODERATOR if any(getattr(rights, right, False) for right in _KEEPING_ORDER) else Rank.MEMBER


def title_of(participant: Participant) -> str | None:
    """What an administrator is called in the chat."""
    return getattr(participant, "rank", None) or None


def is_banned(participant: Participant) -> bool:
    """Must they not come back? Who may only not write is still there."""
    return isinstance(participant, types.ChannelParticipantBanned) and bool(participant.banned_rights.view_messages)


def standing_changed(chat: ChatId, update: Any, scene: Scene) -> list[Message]:
    """Somebody was banned, or may come back, or may do more or less than before.

    That people come and go is told by service messages, and not once more here.
    """
    before, after = update.prev_participant, update.new_participant
    person = PersonId(f"user{update.user_id}")
    contents = [*_ban(before, after, person, scene), *_rank(before, after, person)]
    return [_happened(chat, update, content, scene) for content in contents]


def _ban(before: Participant, after: Participant, person: PersonId, scene: Scene) -> Sequence[Content]:
    if is_banned(before) == is_banned(after):
        return ()
    change = Change.BANNED if is_banned(after) else Change.UNBANNED
    return (Membership(change=change, members=(Member(name=names_of([person], scene.peers)[0], person=person),)),)


def _rank(before: Participant, after: Participant, person: PersonId) -> Sequence[Content]:
    if after is None or is_banned(after):
        return ()
    old, new = (rank_of(before), title_of(before)), (rank_of(after), title_of(after))
    return (RankChange(person=person, rank=new[0], title=new[1]),) if old != new else ()


def _happened(chat: ChatId, update: Any, content: Content, scene: Scene) -> Message:
    actor = PersonId(f"user{update.actor_id}")
    return unnumbered(chat, content, milliseconds(update.date) or scene.now, actor)


def unnumbered(chat: ChatId, content: Content, time: int, sender: PersonId | None = None) -> Message:
    """What happened in a chat without a message of its own; before the messages of the same second."""
    name = MessageId(f"~s{time // 1000}-{digest(content, sender)}")
    return Message(chat=chat, id=name, time=time, place=0, content=content, sender=sender)


def administrator_changed(update: Any, scene: Scene) -> list[Message]:
    """In a basic group somebody became an administrator, or is one no longer."""
    rank = Rank.ADMIN if update.is_admin else Rank.MEMBER
    content = RankChange(person=PersonId(f"user{update.user_id}"), rank=rank)
    return [unnumbered(ChatId(f"chat{update.chat_id}"), content, scene.now)]


def rights_changed(update: Any, scene: Scene) -> list[Message]:
    """What members may do was changed; said by nobody, since Telegram does not say who did it."""
    rights = update.default_banned_rights
    forbidden = [words for right, words in _SPEAKING.items() if getattr(rights, right)]
    words = f"Members may not {listed(forbidden)}" if forbidden else "Members may do all that is usual"
    content = Notice(text=words, action="default_banned_rights")
    return [unnumbered(ChatId(str(name_of(update.peer))), content, scene.now)]
