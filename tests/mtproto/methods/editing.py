"""What happens to messages once they are there: edited, deleted, forwarded, pinned."""

from __future__ import annotations

from typing import Any

from telethon import functions, types

from tests.mtproto import peers, posting, views
from tests.mtproto.calls import Call, Methods
from tests.mtproto.errors import Refusal, forbidden
from tests.mtproto.methods.media import received
from tests.mtproto.methods.sending import claim, deliver, may_write, reply_of, web_preview
from tests.mtproto.model import Channel, Chat, FileMedia, Group, PollMedia, Post
from tests.mtproto.wording import checked

methods = Methods()


def _editable(call: Call, chat: Chat, number: int) -> Post:
    post = peers.message(call, chat, number)
    member = chat.members.get(call.me.id) if isinstance(chat, Channel) else None
    trusted = isinstance(chat, Channel) and chat.broadcast and member is not None and member.may("edit_messages")
    if post.sender is not call.me and not trusted:
        raise forbidden("MESSAGE_AUTHOR_REQUIRED")
    if post.action is not None or post.forward is not None:
        raise Refusal("MESSAGE_ID_INVALID" if post.action is not None else "MESSAGE_AUTHOR_REQUIRED")
    notes = not isinstance(chat, Channel | Group) and chat.one is chat.other
    if not trusted and not notes and call.world.now() - post.date > call.world.rules.edit_seconds:
        raise Refusal("MESSAGE_EDIT_TIME_EXPIRED")
    return post


@methods.on(functions.messages.EditMessageRequest)
def edit_message(call: Call, request: Any) -> Any:
    chat = peers.chat(call, request.peer)
    post = _editable(call, chat, request.id)
    rules = call.world.rules
    text, entities, media = post.text, post.entities, post.media
    attached = isinstance(media, FileMedia | PollMedia)
    if isinstance(request.media, types.InputMediaPoll):
        media = _closed(post, request.media)
    elif request.media is not None:
        media = received(call, request.media)
    if request.message is not None:
        longest = rules.caption_length if attached else rules.text_length
        text, entities = checked(request.message, request.entities, longest, detect=rules.detect_entities)
        if not attached:
            media = media if request.media else (None if request.no_webpage else web_preview(call, text))
    if not text and media is None:
        raise Refusal("MESSAGE_EMPTY")
    same_words = text == post.text and [bytes(each) for each in entities] == [bytes(each) for each in post.entities]
    if same_words and media is post.media and request.reply_markup is None:
        raise Refusal("MESSAGE_NOT_MODIFIED")
    call.world.edit(post, text, entities=entities, media=media, markup=request.reply_markup or post.markup)
    return call.answer()


def _closed(post: Post, given: Any) -> PollMedia:
    """A poll can be edited in one way: it can be closed."""
    old = post.media
    if not isinstance(old, PollMedia) or not given.poll.closed or old.poll.closed:
        raise Refusal("MESSAGE_NOT_MODIFIED")
    old.poll.closed = True
    return PollMedia(old.poll, old.correct, old.solution, old.solution_entities, old.votes)


@methods.on(functions.messages.DeleteMessagesRequest)
def delete_messages(call: Call, request: Any) -> Any:
    """From one's own box, or with ``revoke`` from the others' too."""
    posts = [post for number in request.id if (post := call.me.box.get(number))]
    for post in posts:
        if request.revoke and isinstance(post.chat, Group) and post.sender is not call.me:
            member = post.chat.members.get(call.me.id)
            if member is None or not member.admin:
                raise forbidden("MESSAGE_DELETE_FORBIDDEN")
    count = posting.delete_from_box(call.world, call.me, posts)
    if request.revoke:
        for account in {who for post in posts for who in posting.owners(call.world, post)}:
            posting.delete_from_box(call.world, account, posts)
    return types.messages.AffectedMessages(call.me.pts, count)


@methods.on(functions.channels.DeleteMessagesRequest)
def delete_channel_messages(call: Call, request: Any) -> Any:
    channel = peers.channel(call, request.channel)
    present = [number for number in request.id if number in channel.posts]
    member = channel.members.get(call.me.id)
    allowed = member is not None and member.may("delete_messages")
    if not allowed and any(channel.posts[number].sender is not call.me for number in present):
        raise forbidden("MESSAGE_DELETE_FORBIDDEN")
    posting.delete_in_channel(call.world, channel, present)
    return types.messages.AffectedMessages(channel.pts, len(present))


@methods.on(functions.messages.ForwardMessagesRequest)
def forward_messages(call: Call, request: Any) -> Any:
    source, target = peers.chat(call, request.from_peer), peers.chat(call, request.to_peer)
    if not request.id:
        raise Refusal("MESSAGE_IDS_EMPTY")
    if len(request.id) != len(request.random_id):
        raise Refusal("RANDOM_ID_INVALID")
    if isinstance(source, Channel) and source.noforwards:
        raise Refusal("CHAT_FORWARDS_RESTRICTED")
    may_write(call, target)
    posts = [peers.message(call, source, number) for number in request.id]
    reply = reply_of(call, target, request.reply_to)
    if reply is None and request.top_msg_id:
        reply = call.world.reply(None, topic=request.top_msg_id)
    for random_id in request.random_id:
        claim(call, random_id)
    numbers = []
    albums: dict[int, int] = {}
    for post, random_id in zip(posts, request.random_id, strict=True):
        if post.action is not None:
            raise Refusal("MESSAGE_ID_INVALID")
        album = albums.setdefault(post.grouped_id, call.world.next_id() << 20) if post.grouped_id else None
        copy = deliver(
            call,
            target,
            "" if request.drop_media_captions and post.media else post.text,
            entities=post.entities,
            media=post.media,
            forward=None if request.drop_author else _header(post),
            reply=reply,
            grouped_id=album,
        )
        numbers.append(types.UpdateMessageID(copy.id_for(call.me), random_id))
    return call.answer(*numbers)


def _header(post: Post) -> Any:
    if post.forward is not None:
        return post.forward
    broadcast = isinstance(post.chat, Channel) and post.chat.broadcast
    return types.MessageFwdHeader(
        post.date,
        from_id=views.sender_peer(post.sender),
        channel_post=post.id if broadcast else None,
        post_author=post.author,
    )


@methods.on(functions.messages.UpdatePinnedMessageRequest)
def update_pinned_message(call: Call, request: Any) -> Any:
    chat = peers.chat(call, request.peer)
    if isinstance(chat, Group | Channel):
        peers.require(call, chat, "edit_messages" if _broadcast(chat) else "pin_messages")
    post = peers.message(call, chat, request.id)
    if post.pinned != bool(request.unpin):
        raise Refusal("CHAT_NOT_MODIFIED")
    announce = not (request.pm_oneside or _broadcast(chat))
    posting.pin(call.world, post, call.me, unpin=bool(request.unpin), announce=announce)
    return call.answer()


def _broadcast(chat: Chat) -> bool:
    return isinstance(chat, Channel) and chat.broadcast
