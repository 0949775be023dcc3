"""Spans as Telegram's entities, which must lie within each other or apart, and never cross."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

from msgspec import structs
from telethon.tl import types

from bridge.model.ids import PersonId
from bridge.model.text import Span, Style, Text

MOST_ENTITIES = 100
"""Telegram ignores all that come after."""
_MOST_SPANS = 4 * MOST_ENTITIES
"""More are not even looked at, since each is laid beside every other."""

_CODE = {Style.PREFORMATTED, Style.CODE}
_POINTERS = {Style.LINK, Style.MENTION}
_YIELDS_TO: Mapping[Style, set[Style]] = {
    Style.QUOTE: {Style.QUOTE},
    Style.PREFORMATTED: {Style.PREFORMATTED},
    Style.MENTION: {Style.PREFORMATTED, Style.MENTION},
    Style.LINK: {Style.PREFORMATTED, *_POINTERS},
    Style.CODE: {*_POINTERS, *_CODE},
    Style.BOLD: {Style.BOLD, *_CODE},
    Style.ITALIC: {Style.ITALIC, *_CODE},
    Style.UNDERLINE: {Style.UNDERLINE, *_CODE},
    Style.STRIKETHROUGH: {Style.STRIKETHROUGH, *_CODE},
    Style.SPOILER: {Style.SPOILER, *_CODE},
}
"""What is laid first, and what each style gives way to: Telegram decorates nothing within code, and where a link leads
is worth more than how it looks. Custom emoji are not here: only who pays may use them, so they stay plain."""

_PLAIN: Mapping[Style, Callable[[int, int], Any]] = {
    Style.BOLD: types.MessageEntityBold,
    Style.ITALIC: types.MessageEntityItalic,
    Style.UNDERLINE: types.MessageEntityUnderline,
    Style.STRIKETHROUGH: types.MessageEntityStrike,
    Style.SPOILER: types.MessageEntitySpoiler,
    Style.CODE: types.MessageEntityCode,
    Style.QUOTE: types.MessageEntityBlockquote,
}
_REACHED = ("http://", "https://", "tg://", "ton://", "tonsite://")
"""Links to anything else are dropped by Telegram."""


@dataclass(frozen=True)
class Wording:
    """What one message says, as Telegram takes it: at most as long as it may be, with its entities in order."""

    text: str = ""
    entities: tuple[Any, ...] = ()
    losses: tuple[str, ...] = ()


def worded(text: Text, people: Mapping[PersonId, Any]) -> Wording:
    """A text that was cut and trimmed before, with its entities. ``people``: who can be mentioned, as InputUser."""
    ends = [0, *accumulate(2 if one > "\uffff" else 1 for one in text.plain)]
    losses, entities = set(), []
    first = sorted(text.spans, key=lambda one: one.start)[:_MOST_SPANS]
    for span in laid(first, len(text.plain)):
        offset, length = ends[span.start], ends[span.end] - ends[span.start]
        entity, loss = _entity(span, text.plain[span.start : span.end], offset, length, people)
        entities += [entity] if entity else []
        losses |= {loss} if loss else set()
    if len(entities) > MOST_ENTITIES or len(first) < len(text.spans):
        losses.add("formatting")
    return Wording(text.plain, tuple(entities[:MOST_ENTITIES]), tuple(sorted(losses)))


def laid(spans: Iterable[Span], length: int) -> list[Span]:
    """The spans cut so that any two lie within each other or apart, in order, the outer before the inner."""
    order = list(_YIELDS_TO)
    within = (structs.replace(span, start=max(span.start, 0), end=min(span.end, length)) for span in spans)
    possible = [span for span in within if span.start < span.end and span.style in _YIELDS_TO]
    placed: list[Span] = []
    for span in sorted(possible, key=lambda one: (order.index(one.style), one.start, -one.end)):
        stronger = [other for other in placed if other.style in _YIELDS_TO[span.style]]
        placed += [piece for free in _beside(span, stronger) for piece in _uncrossed(free, placed)]
    return sorted(placed, key=lambda one: (one.start, -one.end))


def _beside(span: Span, others: list[Span]) -> list[Span]:
    """What is left of a span where these are not."""
    free, start = [], span.start
    for other in sorted(others, key=lambda one: one.start):
        if other.start >= span.end or other.end <= start:
            continue
        if other.start > start:
            free.append(structs.replace(span, start=start, end=other.start))
        start = other.end
    return [*free, structs.replace(span, start=start)] if start < span.end else free


def _uncrossed(span: Span, placed: list[Span]) -> list[Span]:
    """A span cut wherever it would cross one of these."""
    borders = {span.start, span.end}
    for other in placed:
        if other.start < span.start < other.end < span.end:
            borders.add(other.end)
        elif span.start < other.start < span.end < other.end:
            borders.add(other.start)
    return [structs.replace(span, start=start, end=end) for start, end in pairwise(sorted(borders))]


def _entity(
    span: Span, words: str, offset: int, length: int, people: Mapping[PersonId, Any]
) -> tuple[Any | None, str | None]:
    match span.style:
        case Style.LINK:
            return _link(span.url or "", words, offset, length)
        case Style.MENTION:
            return _mention(span.person, offset, length, people)
        case Style.PREFORMATTED:
            return types.MessageEntityPre(offset, length, span.language or ""), None
    return _PLAIN[span.style](offset, length), None


def _link(url: str, words: str, offset: int, length: int) -> tuple[Any | None, str | None]:
    if not url or url in {words, f"mailto:{words}"}:
        return None, None
    if not url.lower().startswith(_REACHED):
        return None, "link"
    return types.MessageEntityTextUrl(offset, length, url), None


def _mention(
    person: PersonId | None, offset: int, length: int, people: Mapping[PersonId, Any]
) -> tuple[Any | None, str | None]:
    if person is None:
        return None, None
    if person not in people:
        return None, "mention"
    return types.InputMessageEntityMentionName(offset, length, people[person]), None
