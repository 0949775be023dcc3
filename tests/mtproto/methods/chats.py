"""The chat itself: its name, picture and topics, and what surrounds messages (previews, emoji, stickers)."""

from __future__ import annotations

from typing import Any

from telethon import functions, types

from tests.mtproto import chats, filing, peers, views
from tests.mtproto.calls import Call, Methods
from tests.mtproto.errors import Refusal
from tests.mtproto.methods.media import assembled
from tests.mtproto.methods.sending import claim, web_preview
from tests.mtproto.model import Channel, File, Group, Topic
from tests.mtproto.presence import lookup

LONGEST_TITLE, LONGEST_ABOUT = 128, 255

methods = Methods()


@methods.on(functions.messages.EditChatTitleRequest)
def edit_chat_title(call: Call, request: Any) -> Any:
    return _edit_title(call, peers.group(call, request.chat_id), request.title)


@methods.on(functions.channels.EditTitleRequest)
def edit_title(call: Call, request: Any) -> Any:
    return _edit_title(call, peers.channel(call, request.channel), request.title)


def _edit_title(call: Call, chat: Group | Channel, title: str) -> Any:
    peers.require(call, chat, "change_info")
    if not title.strip() or len(title) > LONGEST_TITLE:
        raise Refusal("CHAT_TITLE_EMPTY")
    if title == chat.title:
        raise Refusal("CHAT_NOT_MODIFIED")
    chats.set_title(call.world, chat, title, call.me)
    return call.answer()


@methods.on(functions.messages.EditChatAboutRequest)
def edit_chat_about(call: Call, request: Any) -> Any:
    chat = peers.chat(call, request.peer)
    if not isinstance(chat, Group | Channel):
        raise Refusal("PEER_ID_INVALID")
    peers.require(call, chat, "change_info")
    if len(request.about) > LONGEST_ABOUT:
        raise Refusal("CHAT_ABOUT_TOO_LONG")
    if request.about == chat.about:
        raise Refusal("CHAT_ABOUT_NOT_MODIFIED")
    chats.set_about(call.world, chat, request.about)
    return True


@methods.on(functions.messages.EditChatPhotoRequest)
def edit_chat_photo(call: Call, request: Any) -> Any:
    return _edit_photo(call, peers.group(call, request.chat_id), request.photo)


@methods.on(functions.channels.EditPhotoRequest)
def edit_photo(call: Call, request: Any) -> Any:
    return _edit_photo(call, peers.channel(call, request.channel), request.photo)


def _edit_photo(call: Call, chat: Group | Channel, given: Any) -> Any:
    peers.require(call, chat, "change_info")
    chats.set_photo(call.world, chat, _given_photo(call, given), call.me)
    return call.answer()


def _given_photo(call: Call, given: Any) -> File | None:
    if isinstance(given, types.InputChatUploadedPhoto) and given.file:
        return filing.store(call.world, assembled(call, given.file), photo=True)
    if isinstance(given, types.InputChatPhoto) and isinstance(given.id, types.InputPhoto):
        return filing.find(call.world, given.id, call.me)
    if isinstance(given, types.InputChatPhotoEmpty):
        return None
    raise Refusal("PHOTO_INVALID")


@methods.on(functions.messages.MigrateChatRequest, bots=False)
def migrate_chat(call: Call, request: Any) -> Any:
    group = peers.group(call, request.chat_id)
    if group.members.get(call.me.id) is None or group.members[call.me.id].role != "creator":
        raise Refusal("CHAT_ADMIN_REQUIRED")
    chats.migrate(call.world, group, call.me)
    return call.answer()


@methods.on(functions.messages.SetHistoryTTLRequest, bots=False)
def set_history_ttl(call: Call, request: Any) -> Any:
    chat = peers.chat(call, request.peer)
    if isinstance(chat, Group | Channel):
        peers.require(call, chat, "delete_messages")
    if chat.ttl == request.period:
        raise Refusal("CHAT_NOT_MODIFIED")
    chats.set_ttl(call.world, chat, request.period, call.me)
    return call.answer()


def _forum(call: Call, peer: Any) -> Channel:
    chat = peers.chat(call, peer)
    if not isinstance(chat, Channel) or not chat.forum:
        raise Refusal("CHANNEL_FORUM_MISSING")
    return chat


def _topic(call: Call, chat: Channel, topic: Topic) -> Any:
    inside = [number for number in chat.order if _belongs(chat, number, topic)]
    return types.ForumTopic(
        id=topic.id,
        date=topic.date,
        peer=types.PeerChannel(chat.id),
        title=topic.title,
        icon_color=topic.icon_color,
        icon_emoji_id=topic.icon_emoji,
        top_message=inside[-1] if inside else topic.id,
        read_inbox_max_id=call.me.read_inbox.get(chat, 0),
        read_outbox_max_id=call.me.read_outbox.get(chat, 0),
        unread_count=0,
        unread_mentions_count=0,
        unread_reactions_count=0,
        unread_poll_votes_count=0,
        from_id=types.PeerUser(topic.creator.id),
        notify_settings=types.PeerNotifySettings(),
        my=topic.creator is call.me,
        closed=topic.closed,
        hidden=topic.hidden,
        pinned=topic.pinned,
    )


def _belongs(chat: Channel, number: int, topic: Topic) -> bool:
    reply = chat.posts[number].reply
    if number in chat.topics and number != chats.GENERAL:
        return number == topic.id
    return topic.id in {number, reply.topic if reply and reply.topic else 1}


def _topics(call: Call, chat: Channel, found: list[Topic], chosen: list[Any]) -> Any:
    tops = [each.top_message for each in chosen if isinstance(each, types.ForumTopic)]
    messages = [views.message(call.world, lookup(chat, call.me, each), call.me) for each in tops if each in chat.posts]
    people = call.people_in(*chosen, *messages, types.UpdateChannel(chat.id))
    return types.messages.ForumTopics(len(found), chosen, messages, people["chats"], people["users"], chat.pts)


@methods.on(functions.messages.GetForumTopicsRequest, bots=False)
def get_forum_topics(call: Call, request: Any) -> Any:
    """The topics by their latest message, from behind the one the client has seen last."""
    chat = _forum(call, request.peer)
    asked = (request.q or "").lower()
    found = [topic for topic in chat.topics.values() if not topic.deleted and asked in topic.title.lower()]
    seen = sorted((_topic(call, chat, topic) for topic in found), key=lambda each: -each.top_message)
    place = next((n + 1 for n, each in enumerate(seen) if each.id == request.offset_topic), 0)
    return _topics(call, chat, found, seen[place : place + min(request.limit, 100)])


@methods.on(functions.messages.GetForumTopicsByIDRequest)
def get_forum_topics_by_id(call: Call, request: Any) -> Any:
    chat = _forum(call, request.peer)
    known = {number: topic for number, topic in chat.topics.items() if not topic.deleted}
    chosen = [
        _topic(call, chat, known[number]) if number in known else types.ForumTopicDeleted(number)
        for number in request.topics
    ]
    return _topics(call, chat, [known[number] for number in request.topics if number in known], chosen)


@methods.on(functions.messages.CreateForumTopicRequest)
def create_forum_topic(call: Call, request: Any) -> Any:
    chat = _forum(call, request.peer)
    peers.require(call, chat, "manage_topics")
    if not request.title.strip():
        raise Refusal("TOPIC_TITLE_EMPTY")
    claim(call, request.random_id)
    details = {"icon_emoji": request.icon_emoji_id}
    if request.icon_color:
        details["icon_color"] = request.icon_color
    topic = chats.new_topic(call.world, chat, request.title, call.me, **details)
    return call.answer(types.UpdateMessageID(topic.id, request.random_id))


@methods.on(functions.messages.EditForumTopicRequest)
def edit_forum_topic(call: Call, request: Any) -> Any:
    chat = _forum(call, request.peer)
    topic = chat.topics.get(request.topic_id)
    if topic is None or topic.deleted:
        raise Refusal("TOPIC_ID_INVALID")
    if topic.creator is not call.me:
        peers.require(call, chat, "manage_topics")
    wanted = {"title": request.title, "icon_emoji": request.icon_emoji_id}
    wanted |= {"closed": request.closed, "hidden": request.hidden}
    changes = {name: value for name, value in wanted.items() if value is not None and value != getattr(topic, name)}
    if not changes:
        raise Refusal("TOPIC_NOT_MODIFIED")
    chats.edit_topic(call.world, chat, topic, call.me, **changes)
    return call.answer()


@methods.on(functions.messages.GetWebPagePreviewRequest)
def get_web_page_preview(call: Call, request: Any) -> Any:
    media = web_preview(call, request.message) or types.MessageMediaEmpty()
    return types.messages.WebPagePreview(media, [], [])


@methods.on(functions.messages.GetCustomEmojiDocumentsRequest)
def get_custom_emoji_documents(call: Call, request: Any) -> Any:
    known = [call.world.custom_emoji[number] for number in request.document_id if number in call.world.custom_emoji]
    return [filing.document_view(call.world, file, call.me) for file in known]


@methods.on(functions.messages.GetStickerSetRequest)
def get_sticker_set(call: Call, request: Any) -> Any:
    raise Refusal("STICKERSET_INVALID", 406)
