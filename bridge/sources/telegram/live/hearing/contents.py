"""What a message says: its words, and what is posted or happens besides."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from telethon.tl import types

from bridge.model.content import Unsupported, Written
from bridge.model.message import Content
from bridge.model.text import Text
from bridge.sources.telegram import posts
from bridge.sources.telegram.live.hearing.happened import HAPPENED
from bridge.sources.telegram.live.hearing.happened_elsewhere import snake
from bridge.sources.telegram.live.hearing.posted import POSTED
from bridge.sources.telegram.live.hearing.rich import rich_contents
from bridge.sources.telegram.live.hearing.saying import Saying
from bridge.sources.telegram.live.hearing.signs_of_buttons import with_buttons_of
from bridge.sources.telegram.live.hearing.texts import quoted_above, text_of
from bridge.sources.telegram.live.peers import NEVER, name_of

logger = logging.getLogger(__name__)


def words_of(message: Any) -> Text:
    """What a message says in words: what it quotes, its own, and its buttons."""
    text = text_of(message.message, message.entities)
    reply = message.reply_to
    if isinstance(reply, types.MessageReplyHeader) and reply.quote_text and not _quotes_a_code(reply):
        text = quoted_above(text_of(reply.quote_text, reply.quote_entities), text)
    return with_buttons_of(message.reply_markup, text)


def _quotes_a_code(reply: Any) -> bool:
    """Are the quoted words from a chat in which login codes arrive?"""
    quoted = (reply.reply_to_peer_id, getattr(reply.reply_from, "from_id", None))
    return any(name_of(peer) in NEVER for peer in quoted if peer is not None)


def contents_of(saying: Saying) -> Sequence[Content]:
    """Everything that a message says, at least one content."""
    message = saying.message
    if isinstance(message, types.MessageService):
        return _heard(HAPPENED, "MessageAction", message.action, saying)
    if message.rich_message is not None:
        return rich_contents(message.rich_message, saying)
    contents = _heard(POSTED, "MessageMedia", message.media, saying) if message.media is not None else ()
    if contents:
        return contents
    return (Written(saying.text) if saying.text else Unsupported(what=posts.EMPTY),)


def _heard(table: Any, prefix: str, part: Any, saying: Saying) -> Sequence[Content]:
    name = type(part).__name__
    if kind := table.get(name):
        heard: Sequence[Content] = kind.hear(part, saying)
        return heard
    logger.warning("A kind of message that is not known: %s", name)
    return (Unsupported(what=snake(name.removeprefix(prefix)), text=saying.text),)
