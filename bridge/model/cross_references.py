"""Which other messages of its chat an item names, and the same item with other names for them."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from bridge.model.amendment import Deletion, ReactionChange, Revision, Vote
from bridge.model.event import Pin
from bridge.model.ids import MessageId
from bridge.model.message import Content, Message, Reply

Rename = Callable[[MessageId], MessageId | None]
"""What a message is called now; None: it has no name any more."""


def named_messages(item: Message) -> tuple[MessageId, ...]:
    """Each once: what it answers, its thread, what it pins or amends."""
    content = item.content
    named: list[MessageId | None] = [item.thread]
    if item.reply is not None and item.reply.chat is None:
        named.append(item.reply.message)
    if isinstance(content, Revision | ReactionChange | Pin | Vote):
        named.append(content.message)
    elif isinstance(content, Deletion):
        named += content.messages
    return tuple(dict.fromkeys(one for one in named if one is not None))


def renamed(item: Message, rename: Rename) -> Message:
    """What has no name any more is left out, so that a reply becomes none; an amendment keeps the name that it had."""
    if not named_messages(item):
        return item
    thread = None if item.thread is None else rename(item.thread)
    return replace(item, reply=_reply(item.reply, rename), thread=thread, content=_content(item.content, rename))


def _reply(reply: Reply | None, rename: Rename) -> Reply | None:
    if reply is None or reply.chat is not None:
        return reply
    target = rename(reply.message)
    return None if target is None else replace(reply, message=target)


def _content(content: Content, rename: Rename) -> Content:
    if isinstance(content, Deletion):
        return Deletion(messages=tuple(new for one in content.messages if (new := rename(one)) is not None))
    if isinstance(content, Revision | ReactionChange | Pin | Vote) and content.message is not None:
        return replace(content, message=rename(content.message) or content.message)
    return content
