"""Cards of apps and bots, as words that people can read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from bridge.model.content import Card
from bridge.sources.loose_values import Fields, first_words, record, records, rows, words
from bridge.sources.teams.graph_layout import lowered
from bridge.sources.teams.markup import read

PREFIXES = ("application/vnd.microsoft.card.", "application/vnd.microsoft.teams.card.")
_LABELS = {
    "card": "Card",
    "adaptive": "Card",
    "hero": "Card",
    "thumbnail": "Card",
    "o365connector": "Connector card",
    "list": "List",
    "receipt": "Receipt",
    "signin": "Sign-in card",
    "announcement": "Announcement",
    "file.consent": "File request",
    "audio": "Audio",
    "video": "Video",
    "animation": "Animation",
    "fluidembedcard": "Loop component",
    "meetingcard": "Meeting",
}
_SPOKEN = (
    "title",
    "activitytitle",
    "subtitle",
    "activitysubtitle",
    "text",
    "activitytext",
    "summary",
    "subject",
    "label",
    "placeholder",
    "total",
    "tax",
    "price",
)
_WITHIN = (
    "body",
    "items",
    "columns",
    "rows",
    "cells",
    "inlines",
    "sections",
    "facts",
    "choices",
    "card",
    "content",
    "tap",
    "images",
    "buttons",
    "actions",
    "potentialaction",
    "media",
)
_DEEPEST = 24
_MOST_LINES = 200


def parsed(content: object) -> dict[str, Any]:
    """What is JSON within JSON; keys in lower case. Of anything else, an empty object."""
    if isinstance(content, str):
        try:
            content = msgspec.json.decode(content.encode("utf-8", "replace"))
        except (msgspec.MsgspecError, RecursionError, ValueError):
            return {}
    return record(lowered(content))


def card(kind: str, attachment: Fields) -> Card:
    """A card as its title, its words, and its first address."""
    content = parsed(attachment.get("content"))
    lines = list(dict.fromkeys(_lines(content, 0)))[:_MOST_LINES]
    title = _plain(first_words(content, "title") or first_words(attachment, "name") or "")
    if not title and lines:
        title = lines[0]
    return Card(
        label=_LABELS.get(kind.casefold(), kind or "Card"),
        title=title,
        lines=tuple(line for line in lines if line != title),
        url=next(_addresses(content, 0), None),
    )


def _lines(node: object, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(node, str):
        yield from filter(None, [_plain(node)])
    elif isinstance(node, dict):
        yield from _lines_of_object(node, depth)
    for entry in rows(node):
        yield from _lines(entry, depth + 1)


def _lines_of_object(node: Fields, depth: int) -> Iterator[str]:
    if pair := _pair(node):
        yield pair
        return
    for key in _SPOKEN:
        yield from filter(None, [_plain(words(node.get(key)) or "")])
    for key in _WITHIN:
        yield from _lines(node.get(key), depth + 1)


def _pair(node: Fields) -> str | None:
    """A row of a table of facts: ``Due: Friday``; a button is said by its title alone."""
    name, value = first_words(node, "name", "title", "key"), first_words(node, "value")
    if not name or not value or "type" in node or "body" in node:
        return None
    return f"{_plain(name).rstrip(':')}: {_plain(value)}"


def _addresses(node: object, depth: int) -> Iterator[str]:
    """Where the buttons of a card lead."""
    if depth > _DEEPEST:
        return
    if isinstance(node, dict):
        for key in ("url", "uri", "value"):
            if (
                (address := words(node.get(key)))
                and address.startswith("https://")
                and "image" not in str(node.get("type")).lower()
            ):
                yield address
        for key in ("buttons", "actions", "potentialaction", "targets", "body", "items", "columns", "sections"):
            yield from _addresses(node.get(key), depth + 1)
    for entry in records(node):
        yield from _addresses(entry, depth + 1)


def _plain(text: str) -> str:
    """Cards may hold HTML."""
    return read(text, lambda _, __: None).text.plain
