"""What Telegram tells as it happens: the table from its updates to what hears them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from telethon.tl import types

from bridge.model.amendment import Vote
from bridge.model.fleeting import ReadUpTo, Typing
from bridge.model.ids import ChatId, MessageId, PersonId
from bridge.sources.telegram.live.hearing import amended, standing
from bridge.sources.telegram.live.hearing.messages import messages_of
from bridge.sources.telegram.live.hearing.reacted import reactions_of
from bridge.sources.telegram.live.hearing.saying import Kind
from bridge.sources.telegram.live.hearing.scene import LookAgain, Scene, Told, Unplaced
from bridge.sources.telegram.live.peers import NEVER, name_of

logger = logging.getLogger(__name__)

_NO_TYPING = (
    types.SendMessageEmojiInteraction,
    types.SendMessageEmojiInteractionSeen,
    types.SpeakingInGroupCallAction,
    types.SendMessageHistoryImportAction,
)
"""Telegram's "actions" that are no preparation of a message."""


def _new(update: Any, scene: Scene) -> Sequence[Told]:
    return messages_of(update.message, scene)


def _short(update: Any, scene: Scene) -> Sequence[Told]:
    """A message in a form of its own, which Telegram uses for plain words."""
    group = isinstance(update, types.UpdateShortChatMessage)
    message = types.Message(
        id=update.id,
        peer_id=types.PeerChat(update.chat_id) if group else types.PeerUser(update.user_id),
        from_id=types.PeerUser(update.from_id) if group else None,
        date=update.date,
        message=update.message,
        out=update.out,
        fwd_from=update.fwd_from,
        via_bot_id=update.via_bot_id,
        reply_to=update.reply_to,
        entities=update.entities,
        ttl_period=update.ttl_period,
    )
    return messages_of(message, scene)


def _edited(update: Any, scene: Scene) -> Sequence[Told]:
    if isinstance(update.message, types.MessageEmpty):
        return ()
    return amended.edits_of(update.message, scene)


def _deleted_somewhere(update: Any, scene: Scene) -> Sequence[Told]:
    """Telegram numbers the messages of private chats and basic groups together, and names no chat here."""
    chats: dict[ChatId, list[int]] = {}
    lost: list[int] = []
    for number in update.messages:
        chat = scene.chat_of(number)
        (lost if chat is None else chats.setdefault(chat, [])).append(number)
    told: list[Told] = [amended.deleted(chat, numbers, scene) for chat, numbers in chats.items()]
    return [*told, Unplaced(tuple(lost))] if lost else told


def _deleted(update: Any, scene: Scene) -> Sequence[Told]:
    if not update.messages:
        return ()
    return (amended.deleted(ChatId(f"channel{update.channel_id}"), update.messages, scene),)


def _bot_reaction(update: Any, _: Scene) -> Sequence[Told]:
    """A bot hears who reacted, and not what others have given."""
    return (LookAgain(ChatId(str(name_of(update.peer))), (update.msg_id,)),)


def _bot_reactions(update: Any, scene: Scene) -> Sequence[Told]:
    counted = types.MessageReactions(results=update.reactions)
    change = reactions_of(counted)
    return (amended.reactions_changed(ChatId(str(name_of(update.peer))), update.msg_id, change, scene),)


def _poll(update: Any, scene: Scene) -> Sequence[Told]:
    """The counts alone: what the poll asks, and the words beside it, are often not told."""
    place = _place_of_poll(update, scene)
    if place is None:
        logger.info("A poll of which nobody knows where it is: %s", update.poll_id)
        return ()
    chat, number = place
    return (LookAgain(chat, (number,)),)


def _vote(update: Any, scene: Scene) -> Sequence[Told]:
    place = scene.poll_of(update.poll_id)
    if place is None:
        logger.info("A vote in a poll of which nobody knows where it is: %s", update.poll_id)
        return ()
    chat, number = place
    content = Vote(message=MessageId(str(number)), options=tuple(update.positions or ()))
    voter = PersonId(str(name_of(update.peer)))
    return (amended.amendment(chat, number, f"v{scene.now // 1000}", content, scene.now, voter),)


def _place_of_poll(update: Any, scene: Scene) -> tuple[ChatId, int] | None:
    if update.peer is not None and update.msg_id is not None:
        return ChatId(str(name_of(update.peer))), update.msg_id
    return scene.poll_of(update.poll_id)


def _pinned(update: Any, scene: Scene) -> Sequence[Told]:
    chat = name_of(update.peer) if isinstance(update, types.UpdatePinnedMessages) else f"channel{update.channel_id}"
    return amended.pins_changed(ChatId(str(chat)), update.messages, scene, pinned=bool(update.pinned))


def _typing(update: Any, _: Scene) -> Sequence[Told]:
    if isinstance(update.action, _NO_TYPING):
        return ()
    chat = str(name_of(update)) if not hasattr(update, "from_id") else _group_of(update)
    person = name_of(update.from_id) if hasattr(update, "from_id") else chat
    active = not isinstance(update.action, types.SendMessageCancelAction)
    return (Typing(chat=ChatId(chat), person=PersonId(str(person)), active=active),)


def _group_of(update: Any) -> str:
    return f"chat{update.chat_id}" if hasattr(update, "chat_id") else f"channel{update.channel_id}"


def _read_by_others(update: Any, _: Scene) -> Sequence[Told]:
    """In a private chat it is the other who has read; in a group Telegram does not say who it was."""
    if not isinstance(update.peer, types.PeerUser):
        return ()
    other = str(name_of(update.peer))
    return (ReadUpTo(chat=ChatId(other), person=PersonId(other), message=MessageId(str(update.max_id))),)


def _read_by_me(update: Any, scene: Scene) -> Sequence[Told]:
    peer = getattr(update, "peer", None)
    chat = str(name_of(peer)) if peer is not None else f"channel{update.channel_id}"
    return (ReadUpTo(chat=ChatId(chat), person=scene.me, message=MessageId(str(update.max_id))),)


def _standing(update: Any, scene: Scene) -> Sequence[Told]:
    return standing.standing_changed(ChatId(_group_of(update)), update, scene)


def _administrator(update: Any, scene: Scene) -> Sequence[Told]:
    return standing.administrator_changed(update, scene)


def _rights(update: Any, scene: Scene) -> Sequence[Told]:
    return standing.rights_changed(update, scene)


def _group_is_other(update: Any, _: Scene) -> Sequence[Told]:
    return (LookAgain(ChatId(_group_of(update))),)


def _nothing(_: Any, __: Scene) -> Sequence[Told]:
    return ()


UPDATES: dict[str, Kind] = {
    "UpdateNewMessage": Kind("Message", _new),
    "UpdateNewChannelMessage": Kind("Message", _new),
    "UpdateShortMessage": Kind("Message", _short),
    "UpdateShortChatMessage": Kind("Message", _short),
    "UpdateShortSentMessage": Kind("", _nothing, "the answer to what was said here; whoever said it knows the rest"),
    "UpdateEditMessage": Kind("Revision, ReactionChange", _edited, "only what people see as an edit"),
    "UpdateEditChannelMessage": Kind("Revision, ReactionChange", _edited, "only what people see as an edit"),
    "UpdateDeleteMessages": Kind("Deletion, Unplaced", _deleted_somewhere, "Telegram does not say in which chat"),
    "UpdateDeleteChannelMessages": Kind("Deletion", _deleted),
    "UpdateMessageReactions": Kind("ReactionChange", amended.reactions_heard, "with the last few names"),
    "UpdateBotMessageReaction": Kind("LookAgain", _bot_reaction, "a bot hears one person's change"),
    "UpdateBotMessageReactions": Kind("ReactionChange", _bot_reactions, "counts, without names"),
    "UpdateMessagePoll": Kind("LookAgain", _poll, "the poll is asked for, with its counts"),
    "UpdateMessagePollVote": Kind("Vote", _vote, "a bot hears who voted in its own polls"),
    "UpdateMessageExtendedMedia": Kind("", _nothing, "paid for by this account; still only for those who paid"),
    "UpdatePinnedMessages": Kind("Pin", _pinned),
    "UpdatePinnedChannelMessages": Kind("Pin", _pinned),
    "UpdateUserTyping": Kind("Typing", _typing),
    "UpdateChatUserTyping": Kind("Typing", _typing),
    "UpdateChannelUserTyping": Kind("Typing", _typing),
    "UpdateReadHistoryInbox": Kind("ReadUpTo", _read_by_me),
    "UpdateReadChannelInbox": Kind("ReadUpTo", _read_by_me),
    "UpdateReadHistoryOutbox": Kind("ReadUpTo", _read_by_others, "in private chats; in groups Telegram names nobody"),
    "UpdateReadChannelOutbox": Kind("", _nothing, "Telegram does not say who has read"),
    "UpdateChatParticipant": Kind("Membership, RankChange", _standing, "bans and ranks, as bots hear them"),
    "UpdateChannelParticipant": Kind("Membership, RankChange", _standing, "bans and ranks, as bots hear them"),
    "UpdateChatParticipantAdmin": Kind("RankChange", _administrator),
    "UpdateChatParticipantRank": Kind("", _nothing, "what somebody is called; what they may do is the same"),
    "UpdateChatParticipants": Kind("", _nothing, "who is there is asked for when it matters"),
    "UpdateChatParticipantAdd": Kind("", _nothing, "its service message tells it"),
    "UpdateChatParticipantDelete": Kind("", _nothing, "its service message tells it"),
    "UpdatePeerHistoryTTL": Kind("", _nothing, "its service message tells it"),
    "UpdateChatDefaultBannedRights": Kind("Notice", _rights),
    "UpdateChannel": Kind("LookAgain", _group_is_other, "the chat is asked for what is other now"),
    "UpdateChat": Kind("LookAgain", _group_is_other, "the chat is asked for what is other now"),
    "UpdateServiceNotification": Kind("", _nothing, "Telegram itself speaks there, also of login codes: never read"),
}
"""By the names of Telethon's ``Update…`` classes. All others are no part of a chat that others could see."""


def must_not_be_heard(update: Any) -> bool:
    """Is it about a chat in which login codes arrive?"""
    fields = (getattr(update, "peer", None), getattr(update, "from_id", None), update)
    return any(name_of(field) in NEVER for field in fields if field is not None and not isinstance(field, int))
