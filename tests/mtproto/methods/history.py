"""Reading what was said: pages of a history, single messages, searches and threads."""

from __future__ import annotations

import bisect
from collections.abc import Callable
from typing import Any

from telethon import functions, types

from tests.mtproto import peers, views
from tests.mtproto.calls import Call, Methods
from tests.mtproto.errors import Refusal
from tests.mtproto.model import Channel, Chat, FileMedia, Post
from tests.mtproto.moments import seconds
from tests.mtproto.presence import history, lookup

MOST = 100

methods = Methods()


def page(call: Call, chat: Chat, numbers: list[int], request: Any) -> Any:
    """A window into these ascending numbers, by all of Telegram's offsets; the latest message comes first."""
    low = bisect.bisect_right(numbers, request.min_id) if request.min_id else 0
    high = bisect.bisect_left(numbers, request.max_id) if request.max_id else len(numbers)
    inside = numbers[low:high]
    start = len(inside) - _behind(call, chat, inside, request) + request.add_offset
    end = start + min(max(request.limit, 0), MOST)
    start, end = max(start, 0), max(end, 0)
    chosen = inside[::-1][start:end]
    return answer(call, chat, [lookup(chat, call.me, number) for number in chosen], len(numbers), start)


def _behind(call: Call, chat: Chat, numbers: list[int], request: Any) -> int:
    """How many messages lie before the offset."""
    if request.offset_id:
        return bisect.bisect_left(numbers, request.offset_id)
    date = seconds(getattr(request, "offset_date", None))
    if date:
        return bisect.bisect_left(numbers, date, key=lambda number: lookup(chat, call.me, number).date)
    return len(numbers)


def answer(call: Call, chat: Chat, posts: list[Post], count: int, start: int = 0) -> Any:
    messages = [views.message(call.world, post, call.me) for post in posts]
    content: dict[str, Any] = {"messages": messages, "topics": [], **call.people_in(*messages)}
    if isinstance(chat, Channel):
        return types.messages.ChannelMessages(chat.pts, count, **content, offset_id_offset=start or None)
    if len(messages) == count:
        return types.messages.Messages(**content)
    return types.messages.MessagesSlice(count, **content, offset_id_offset=start or None)


@methods.on(functions.messages.GetHistoryRequest, bots=False)
def get_history(call: Call, request: Any) -> Any:
    chat = peers.chat(call, request.peer)
    return page(call, chat, history(chat, call.me), request)


def _number(given: Any) -> int:
    if isinstance(given, types.InputMessageID | types.InputMessageReplyTo):
        return int(given.id)
    raise Refusal("MESSAGE_IDS_EMPTY")


def _several(call: Call, chat: Chat | None, given: list[Any], find: Callable[[int], Post | None]) -> dict[str, Any]:
    if not given:
        raise Refusal("MESSAGE_IDS_EMPTY")
    numbers = [_number(each) for each in given]
    found = {number: find(number) for number in numbers}
    messages = [
        views.message(call.world, post, call.me) if post else views.empty(call.me, chat, number)
        for number, post in found.items()
    ]
    return {"messages": messages, "topics": [], **call.people_in(*messages)}


@methods.on(functions.messages.GetMessagesRequest)
def get_messages(call: Call, request: Any) -> Any:
    return types.messages.Messages(**_several(call, None, request.id, call.me.box.get))


@methods.on(functions.channels.GetMessagesRequest)
def get_channel_messages(call: Call, request: Any) -> Any:
    channel = peers.channel(call, request.channel)
    found = _several(call, channel, request.id, lambda number: _meant(channel, request.id, number))
    return types.messages.ChannelMessages(channel.pts, len(found["messages"]), **found)


def _meant(channel: Channel, given: list[Any], number: int) -> Post | None:
    """The message of this number, or what it answers, as the client has asked."""
    post = channel.posts.get(number)
    asked = next(each for each in given if _number(each) == number)
    if isinstance(asked, types.InputMessageReplyTo):
        return post.reply.to if post and post.reply else None
    return post


FILTERS: dict[Any, Callable[[Post], bool]] = {
    types.InputMessagesFilterEmpty: lambda _: True,
    types.InputMessagesFilterPinned: lambda post: post.pinned,
    types.InputMessagesFilterPhotos: lambda post: isinstance(post.media, FileMedia) and post.media.file.photo,
    types.InputMessagesFilterDocument: lambda post: isinstance(post.media, FileMedia) and not post.media.file.photo,
    types.InputMessagesFilterChatPhotos: lambda post: callable(post.action),
}


@methods.on(functions.messages.SearchRequest, bots=False)
def search(call: Call, request: Any) -> Any:
    chat = peers.chat(call, request.peer)
    fits = FILTERS.get(type(request.filter))
    if fits is None:
        raise Refusal("FILTER_NOT_SUPPORTED")
    sender = peers.chat(call, request.from_id) if request.from_id else None
    wanted = []
    for number in history(chat, call.me):
        post = lookup(chat, call.me, number)
        if (
            fits(post)
            and request.q.lower() in post.text.lower()
            and (sender is None or _sent_by(post, sender, call))
            and _within(post, request)
            and (not request.top_msg_id or in_thread(post, request.top_msg_id, call))
        ):
            wanted.append(number)
    return page(call, chat, wanted, request)


def _sent_by(post: Post, sender: Chat, call: Call) -> bool:
    if isinstance(sender, Channel):
        return post.sender is sender
    return post.sender in sender.people and (post.sender is not call.me or len(sender.people) == 1)


def _within(post: Post, request: Any) -> bool:
    return seconds(request.min_date) <= post.date <= (seconds(request.max_date) or post.date)


def in_thread(post: Post, top: int, call: Call) -> bool:
    """Whether a message belongs to the thread or topic that this message has opened."""
    reply = post.reply
    if top == 1 and isinstance(post.chat, Channel) and post.chat.forum:
        return not (reply and reply.topic) and not _opens_topic(post)
    if reply is None:
        return False
    answered = reply.topic == top or (reply.to is not None and reply.to.id_for(call.me) == top)
    return answered or (reply.top is not None and reply.top.id_for(call.me) == top)


def _opens_topic(post: Post) -> bool:
    return isinstance(post.action, types.MessageActionTopicCreate)


@methods.on(functions.messages.GetRepliesRequest, bots=False)
def get_replies(call: Call, request: Any) -> Any:
    chat = peers.chat(call, request.peer)
    if request.msg_id != 1:
        peers.message(call, chat, request.msg_id)
    numbers = history(chat, call.me)
    inside = [each for each in numbers if in_thread(lookup(chat, call.me, each), request.msg_id, call)]
    return page(call, chat, inside, request)
