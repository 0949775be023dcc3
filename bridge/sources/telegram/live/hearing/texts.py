"""Texts with Telegram's entities, as the model has them. Telegram counts in UTF-16 units, the model in code points."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import structs
from telethon.tl import types

from bridge.model.ids import PersonId
from bridge.model.text import Span, Style, Text
from bridge.sources.archive import Found
from bridge.sources.telegram.entities import TextReader
from bridge.sources.telegram.ledger import Ledger
from bridge.sources.telegram.live.hearing.who import handle_of
from bridge.sources.telegram.text_builder import TextBuilder

logger = logging.getLogger(__name__)

Fields = dict[str, Any]

_PREFIX = "MessageEntity"
_BEYOND = 0xFFFF
_AS_EXPORTED: dict[str, str] = {
    "Bold": "bold",
    "Italic": "italic",
    "Underline": "underline",
    "Strike": "strikethrough",
    "Spoiler": "spoiler",
    "Code": "code",
    "Blockquote": "blockquote",
    "Mention": "mention",
    "Url": "link",
    "Email": "email",
    "DiffDelete": "strikethrough",
    "Hashtag": "hashtag",
    "Cashtag": "cashtag",
    "BotCommand": "bot_command",
    "BankCard": "bank_card",
    "Phone": "phone",
    "Unknown": "unknown",
    "FormattedDate": "plain",
    "DiffInsert": "plain",
    "DiffReplace": "plain",
}
"""What Telegram Desktop calls an entity that has nothing but its place."""


def _address(entity: Any) -> Fields:
    return {"type": "text_link", "href": entity.url}


def _person(entity: Any) -> Fields:
    number = getattr(entity.user_id, "user_id", entity.user_id)
    return {"type": "mention_name", "user_id": number}


def _block(entity: Any) -> Fields:
    return {"type": "pre", "language": entity.language}


def _emoji(entity: Any) -> Fields:
    return {"type": "custom_emoji", "document_id": f"emoji/{entity.document_id}"}


_WITH_MORE: dict[str, Callable[[Any], Fields]] = {
    "TextUrl": _address,
    "MentionName": _person,
    "InputMentionName": _person,
    "Pre": _block,
    "CustomEmoji": _emoji,
}


def always_there(reference: str) -> Found:
    """Files of a live chat are where their references say."""
    return Found(reference, renamed=False)


def text_of(words: str | None, entities: Sequence[Any] | None = None) -> Text:
    """A text and what decorates it; decorations may lie upon each other."""
    if not words or not entities:
        return Text(words or "")
    places = _Places(words)
    spans: list[Span] = []
    for entity in entities:
        start, end = places.of(entity.offset), places.of(entity.offset + entity.length)
        if start < end:
            spans += _spans(entity, start, end, words)
    return Text(words, tuple(spans))


def rich(text: Any) -> Text:
    """A ``TextWithEntities``; nothing when there is none."""
    return text_of(text.text, text.entities) if isinstance(text, types.TextWithEntities) else Text()


def quoted_above(quote: Text, text: Text) -> Text:
    """The words that a reply quotes, above its own."""
    if not quote.plain:
        return text
    builder = TextBuilder()
    builder.append(quote)
    builder.decorate(0, Style.QUOTE)
    builder.begin_line()
    builder.append(text)
    return builder.build()


def with_people(text: Text, peers: Mapping[str, Any]) -> Text:
    """The text, where ``@anna`` means the person of that name, if she came along."""
    if not any(_is_handle(span) for span in text.spans):
        return text
    people = {handle.lower(): PersonId(name) for name, peer in peers.items() if (handle := handle_of(peer))}
    spans = [
        structs.replace(span, person=people.get(text.plain[span.start + 1 : span.end].lower()))
        if _is_handle(span)
        else span
        for span in text.spans
    ]
    return Text(text.plain, tuple(spans))


def _is_handle(span: Span) -> bool:
    return span.style is Style.MENTION and span.person is None


def _spans(entity: Any, start: int, end: int, words: str) -> list[Span]:
    name = type(entity).__name__.removeprefix(_PREFIX)
    if more := _WITH_MORE.get(name):
        fields = more(entity)
    elif name in _AS_EXPORTED:
        fields = {"type": _AS_EXPORTED[name]}
    else:
        logger.warning("A way of decorating text that is not known: %s", type(entity).__name__)
        return []
    return TextReader(always_there, Ledger()).spans({**fields, "text": words[start:end]}, start, end)


class _Places:
    """Where a number of UTF-16 units leads in a string. Most strings have no character of two units."""

    def __init__(self, words: str) -> None:
        self._length = len(words)
        self._steps: list[int] | None = None
        if any(ord(character) > _BEYOND for character in words):
            self._steps = [
                place for place, character in enumerate(words) for _ in range(2 if ord(character) > _BEYOND else 1)
            ]

    def of(self, unit: int) -> int:
        """The code point that a unit belongs to; whatever is beyond the end is the end."""
        if self._steps is None:
            return max(0, min(unit, self._length))
        return self._steps[unit] if 0 <= unit < len(self._steps) else self._length if unit > 0 else 0
