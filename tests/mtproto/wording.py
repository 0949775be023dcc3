"""Texts and their entities, as the server checks and completes them."""

from __future__ import annotations

import re
from typing import Any

from telethon import types

from tests.mtproto.errors import Refusal

DETECTED: list[tuple[re.Pattern[str], Any]] = [
    (re.compile(r"(?:https?|tg)://[^\s<>\"]+|\bt\.me/\S+"), types.MessageEntityUrl),
    (re.compile(r"\b[\w.+-]+@[\w-]+\.\w{2,}\b"), types.MessageEntityEmail),
    (re.compile(r"(?<![\w@])@[A-Za-z]\w{3,31}\b"), types.MessageEntityMention),
    (re.compile(r"(?<![\w#])#\w+"), types.MessageEntityHashtag),
    (re.compile(r"(?<![\w/])/[A-Za-z]\w*(?:@\w+)?"), types.MessageEntityBotCommand),
]
OPAQUE = (
    types.MessageEntityCode,
    types.MessageEntityPre,
    types.MessageEntityTextUrl,
    types.MessageEntityMentionName,
    types.MessageEntityUrl,
    types.MessageEntityEmail,
    types.MessageEntityMention,
)


def units(text: str) -> int:
    """The length as Telegram counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def checked(text: str, entities: list[Any] | None, longest: int, *, detect: bool) -> tuple[str, list[Any]]:
    """The text and entities a message will have, or the refusal."""
    kept = text.rstrip()
    length = units(text)
    if length > longest:
        raise Refusal("MESSAGE_TOO_LONG")
    for entity in entities or []:
        if entity.offset < 0 or entity.length <= 0 or entity.offset + entity.length > length:
            raise Refusal("ENTITY_BOUNDS_INVALID")
    found = [clipped for entity in entities or [] if (clipped := _clip(_stored(entity), units(kept)))]
    if detect:
        found += _detected(kept, found)
    return kept, sorted(found, key=lambda entity: (entity.offset, -entity.length))


def _stored(entity: Any) -> Any:
    if isinstance(entity, types.InputMessageEntityMentionName):
        return types.MessageEntityMentionName(entity.offset, entity.length, entity.user_id.user_id)
    return entity


def _clip(entity: Any, length: int) -> Any:
    entity.length = min(entity.length, length - entity.offset)
    return entity if entity.length > 0 else None


def _detected(text: str, present: list[Any]) -> list[Any]:
    taken = [(e.offset, e.offset + e.length) for e in present if isinstance(e, OPAQUE)]
    found = []
    for pattern, kind in DETECTED:
        for match in pattern.finditer(text):
            start = units(text[: match.start()])
            end = start + units(match.group())
            if not any(start < until and since < end for since, until in taken):
                taken.append((start, end))
                found.append(kind(start, end - start))
    return found
