"""Who says a message, where, what it answers, and where it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from telethon.tl import types

from bridge.model.ids import ChatId, MessageId, PersonId
from bridge.model.message import Forward, Reply
from bridge.sources.telegram.live.hearing.scene import Scene
from bridge.sources.telegram.live.hearing.times import milliseconds
from bridge.sources.telegram.live.hearing.who import handle_of, name_shown
from bridge.sources.telegram.live.peers import NEVER, name_of
from bridge.sources.telegram.message import origin_said

_GENERAL = 1
"""The topic that every forum has, and to which nothing belongs that says nothing of topics."""


@dataclass(frozen=True)
class Where:
    """The chat in which a message is shown, and what is added to its number there.

    They differ from Telegram's where the message is from before a group became a supergroup.
    """

    chat: ChatId
    shift: int = 0

    def id(self, number: int) -> MessageId:
        return MessageId(str(number + self.shift))


def sender_of(message: Any, scene: Scene) -> PersonId:
    """Who says it. A channel's post, and what an anonymous administrator says, is said by the channel or group."""
    if message.from_id is not None:
        return PersonId(str(name_of(message.from_id)))
    if message.out and isinstance(message.peer_id, types.PeerUser):
        return scene.me
    return PersonId(str(name_of(message.peer_id)))


def must_not_be_read(message: Any) -> bool:
    """Is it from an account that sends codes, or a copy of what such an account sent?"""
    forward = getattr(message, "fwd_from", None)
    origins = (
        message.peer_id,
        message.from_id,
        *(getattr(forward, field, None) for field in ("from_id", "saved_from_peer", "saved_from_id")),
    )
    return any(name_of(origin) in NEVER for origin in origins if origin is not None)


def answer_of(message: Any, where: Where) -> tuple[Reply | None, MessageId | None]:
    """What a message answers, and the message that began the topic it belongs to."""
    header = message.reply_to
    if not isinstance(header, types.MessageReplyHeader):
        return None, None
    answered = header.reply_to_msg_id
    topic = (header.reply_to_top_id or answered) if header.forum_topic else None
    thread = where.id(topic) if topic and topic not in {_GENERAL, message.id} else None
    if not answered or answered == message.id or (topic == answered and header.forum_topic):
        return None, thread
    return _reply(header, answered, where), thread


def _reply(header: Any, answered: int, where: Where) -> Reply:
    other = name_of(header.reply_to_peer_id) if header.reply_to_peer_id is not None else None
    if other is None or other == where.chat:
        return Reply(message=where.id(answered))
    return Reply(message=MessageId(str(answered)), chat=ChatId(other))


def forward_of(message: Any, scene: Scene) -> Forward | None:
    """Where a forwarded message came from; a name alone where its author hides behind one."""
    header = message.fwd_from
    if header is None:
        return None
    person = name_of(header.from_id) if header.from_id is not None else None
    origin = _shown(person, scene) if person else header.from_name
    saved = name_of(header.saved_from_peer) if header.saved_from_peer is not None else None
    return Forward(
        name=origin_said(origin, _shown(saved, scene) if saved else None),
        person=PersonId(person) if person else None,
        time=milliseconds(header.date) or None,
    )


def _shown(peer: str, scene: Scene) -> str | None:
    return name_shown(scene.peers[peer]) if peer in scene.peers else None


def via_of(message: Any, scene: Scene) -> str | None:
    """The bot through which it was sent."""
    if not getattr(message, "via_bot_id", None):
        return None
    bot = scene.peers.get(f"user{message.via_bot_id}")
    handle = handle_of(bot)
    return f"@{handle}" if handle else name_shown(bot)


def edited_of(message: Any) -> int | None:
    """When it was last changed so that people see it, ms since 1970."""
    return milliseconds(message.edit_date) if message.edit_date and not message.edit_hide else None
