"""Text with its mentions and styles, which stand beside it as positions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bridge.model.ids import PersonId
from bridge.model.text import Span, Style, Text
from bridge.sources.loose_values import Fields, first_words, records, size

_STYLES: Mapping[str, Style] = {
    "bold": Style.BOLD,
    "italic": Style.ITALIC,
    "underline": Style.UNDERLINE,
    "strikethrough": Style.STRIKETHROUGH,
    "quote": Style.QUOTE,
    "blockquote": Style.QUOTE,
    "addlink": Style.LINK,
    "codeblock": Style.PREFORMATTED,
    "code": Style.PREFORMATTED,
    "inlinecode": Style.CODE,
}
"""What else Zoom knows (colours, sizes, indents, lists) has no form of its own, or stands in the text."""


Who = Callable[[dict[str, Any], str], PersonId | None]
"""Whom an entry of ``at_items`` means, and the words that stand there."""


def read(fields: Fields, plain: str, who: Who) -> Text:
    """A message's text."""
    spans = [*_styled(fields, plain), *_mentions(fields, plain, who)]
    return Text(plain, tuple(sorted(spans, key=lambda span: (span.start, -span.end))))


def _styled(fields: Fields, plain: str) -> Iterator[Span]:
    for entry in records(fields.get("rich_text")):
        style = _STYLES.get((first_words(entry, "format_type") or "").casefold())
        place = _place(entry, plain)
        if style is not None and place is not None:
            url = first_words(entry, "format_attr") if style is Style.LINK else None
            if style is not Style.LINK or url:
                yield Span(start=place[0], end=place[1], style=style, url=url)


def _mentions(fields: Fields, plain: str, who: Who) -> Iterator[Span]:
    for entry in records(fields.get("at_items")):
        place = _place(entry, plain)
        person = who(entry, plain[place[0] : place[1]] if place else "")
        if place is not None:
            yield Span(start=place[0], end=place[1], style=Style.MENTION, person=person)


def _place(entry: Fields, plain: str) -> tuple[int, int] | None:
    """Zoom names the first and the last character."""
    start, last = size(entry.get("start_position")), size(entry.get("end_position"))
    if start is None or last is None or start > last:
        return None
    end = min(last + 1, len(plain))
    return (start, end) if start < end else None
