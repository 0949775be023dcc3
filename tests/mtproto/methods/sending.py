"""Sending: what is refused, what is remembered, and how the sender is told."""

from __future__ import annotations

from typing import Any

from telethon import functions, types

from tests.mtproto import peers, posting, views
from tests.mtproto.calls import Call, Methods
from tests.mtproto.errors import Refusal, forbidden
from tests.mtproto.methods.media import received
from tests.mtproto.model import Channel, Chat, Group, Member, Post, Private, Reply
from tests.mtproto.wording import checked

methods = Methods()

KINDS = {
    "send_photos": "CHAT_SEND_PHOTOS_FORBIDDEN",
    "send_docs": "CHAT_SEND_DOCS_FORBIDDEN",
    "send_polls": "CHAT_SEND_POLL_FORBIDDEN",
    "send_media": "CHAT_SEND_MEDIA_FORBIDDEN",
    "send_plain": "CHAT_SEND_PLAIN_FORBIDDEN",
}


def may_write(call: Call, chat: Chat, right: str = "send_plain") -> None:
    """Refuses who is not allowed to send this kind of message here now."""
    if isinstance(chat, Private):
        if call.me.id in chat.partner(call.me).blocked:
            raise forbidden("USER_IS_BLOCKED")
        return
    member = chat.members.get(call.me.id)
    if member is None or (isinstance(chat, Group) and chat.migrated_to):
        raise forbidden("CHAT_WRITE_FORBIDDEN")
    if isinstance(chat, Channel):
        _channel_allows(call, chat, member)
    if not member.admin:
        _rights_allow(chat, member, right)


def _rights_allow(chat: Group | Channel, member: Member, right: str) -> None:
    if getattr(member.restricted, "send_messages", False):
        raise Refusal("USER_BANNED_IN_CHANNEL")
    if getattr(chat.default_banned, "send_messages", False):
        raise forbidden("CHAT_WRITE_FORBIDDEN")
    for rights in (member.restricted, chat.default_banned):
        if getattr(rights, right, False):
            raise forbidden(KINDS[right])
        if right != "send_plain" and getattr(rights, "send_media", False):
            raise forbidden(KINDS["send_media"])


def _channel_allows(call: Call, chat: Channel, member: Member) -> None:
    if chat.broadcast and not member.may("post_messages"):
        raise Refusal("CHAT_ADMIN_REQUIRED")
    if call.me.limited and not chat.broadcast:
        raise Refusal("USER_BANNED_IN_CHANNEL")
    waited = call.world.now() - chat.last_sent.get(call.me.id, 0)
    if chat.slow_mode and not member.admin and waited < chat.slow_mode:
        raise Refusal(f"SLOWMODE_WAIT_{chat.slow_mode - waited}", 420)


def claim(call: Call, random_id: int) -> None:
    """A number names one message, once and for all."""
    claimed = call.me.id, random_id
    if claimed in call.world.random_ids:
        raise Refusal("RANDOM_ID_DUPLICATE", 500)
    call.world.random_ids.add(claimed)


def reply_of(call: Call, chat: Chat, given: Any) -> Reply | None:
    """The answered message, its thread or topic, and what of it is quoted."""
    if not isinstance(given, types.InputReplyToMessage):
        return None
    where = peers.chat(call, given.reply_to_peer_id) if given.reply_to_peer_id else chat
    topic = _topic(chat, given.top_msg_id or (given.reply_to_msg_id if isinstance(chat, Channel) else None))
    if topic and topic == given.reply_to_msg_id:
        return Reply(None, topic=topic)
    to = peers.find(call, where, given.reply_to_msg_id)
    if to is None:
        raise Refusal("REPLY_MESSAGE_ID_INVALID")
    if given.quote_text and given.quote_text not in to.text:
        raise Refusal("QUOTE_TEXT_INVALID")
    reply = call.world.reply(to, topic=topic, quote=given.quote_text or None)
    reply.quote_entities = given.quote_entities
    if given.quote_offset is not None:
        reply.quote_offset = given.quote_offset
    return reply


def _topic(chat: Chat, number: int | None) -> int | None:
    topic = chat.topics.get(number or 0) if isinstance(chat, Channel) and chat.forum else None
    if topic is None or topic.id == 1:
        return None
    if topic.deleted:
        raise Refusal("TOPIC_DELETED", 406)
    return topic.id


def closed_topic(call: Call, chat: Chat, reply: Reply | None) -> None:
    if isinstance(chat, Channel) and chat.forum:
        topic = chat.topics[(reply.topic if reply else None) or 1]
        if topic.closed and not chat.members[call.me.id].admin:
            raise Refusal("TOPIC_CLOSED")


def deliver(call: Call, chat: Chat, text: str, **details: Any) -> Post:
    """Puts a message that has passed all checks where it belongs."""
    sender: Any = call.me
    if isinstance(chat, Channel):
        chat.last_sent[call.me.id] = call.world.now()
        if chat.broadcast:
            sender = chat
            details["author"] = call.me.name if chat.signatures else None
        else:
            details["rank"] = chat.members[call.me.id].rank
    return posting.post(call.world, chat, sender, text, **details)


@methods.on(functions.messages.SendMessageRequest)
def send_message(call: Call, request: Any) -> Any:
    chat = peers.chat(call, request.peer)
    may_write(call, chat)
    rules = call.world.rules
    text, entities = checked(request.message, request.entities, rules.text_length, detect=rules.detect_entities)
    if not text.strip():
        raise Refusal("MESSAGE_EMPTY")
    reply = reply_of(call, chat, request.reply_to)
    closed_topic(call, chat, reply)
    claim(call, request.random_id)
    preview = None if request.no_webpage else web_preview(call, text)
    details = {"entities": entities, "reply": reply, "media": preview, "silent": bool(request.silent)}
    post = deliver(call, chat, text, markup=request.reply_markup, **details)
    if call.world.rules.short_sent and not isinstance(chat, Channel) and request.reply_markup is None:
        return _short(call, post)
    return call.answer(types.UpdateMessageID(post.id_for(call.me), request.random_id))


def web_preview(call: Call, text: str) -> Any:
    page = next((page for address, page in call.world.web_pages.items() if address in text), None)
    return types.MessageMediaWebPage(page) if page else None


def _short(call: Call, post: Post) -> Any:
    sent = call.updates[0]
    message = views.message(call.world, post, call.me)
    return types.UpdateShortSentMessage(
        message.id,
        sent.pts,
        sent.pts_count,
        message.date,
        out=True,
        media=message.media,
        entities=message.entities,
        ttl_period=message.ttl_period,
    )


def _right(media: Any) -> str:
    if isinstance(media, types.InputMediaPoll):
        return "send_polls"
    photo = isinstance(media, types.InputMediaUploadedPhoto | types.InputMediaPhoto)
    return "send_photos" if photo else "send_docs"


def _caption(call: Call, text: str, entities: list[Any] | None) -> tuple[str, list[Any]]:
    try:
        return checked(text, entities, call.world.rules.caption_length, detect=call.world.rules.detect_entities)
    except Refusal as refusal:
        raise Refusal("MEDIA_CAPTION_TOO_LONG") from refusal if "LONG" in refusal.message else None


@methods.on(functions.messages.SendMediaRequest)
def send_media(call: Call, request: Any) -> Any:
    chat = peers.chat(call, request.peer)
    may_write(call, chat, _right(request.media))
    text, entities = _caption(call, request.message, request.entities)
    reply = reply_of(call, chat, request.reply_to)
    closed_topic(call, chat, reply)
    media = received(call, request.media)
    claim(call, request.random_id)
    details = {"entities": entities, "reply": reply, "media": media, "silent": bool(request.silent)}
    post = deliver(call, chat, text, invert_media=bool(request.invert_media), **details)
    return call.answer(types.UpdateMessageID(post.id_for(call.me), request.random_id))


@methods.on(functions.messages.SendMultiMediaRequest)
def send_multi_media(call: Call, request: Any) -> Any:
    chat = peers.chat(call, request.peer)
    if not 1 <= len(request.multi_media) <= 10:
        raise Refusal("MULTI_MEDIA_TOO_LONG" if request.multi_media else "MEDIA_EMPTY")
    for single in request.multi_media:
        may_write(call, chat, _right(single.media))
    reply = reply_of(call, chat, request.reply_to)
    closed_topic(call, chat, reply)
    captions = [_caption(call, single.message, single.entities) for single in request.multi_media]
    media = [received(call, single.media) for single in request.multi_media]
    for single in request.multi_media:
        claim(call, single.random_id)
    album = call.world.next_id() << 20
    numbers = []
    for single, (text, entities), content in zip(request.multi_media, captions, media, strict=True):
        details = {"reply": reply, "silent": bool(request.silent), "grouped_id": album}
        post = deliver(call, chat, text, entities=entities, media=content, **details)
        numbers.append(types.UpdateMessageID(post.id_for(call.me), single.random_id))
    return call.answer(*numbers)
