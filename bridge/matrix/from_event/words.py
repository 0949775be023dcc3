"""The words of an event: its HTML where it has some, else its body; without what only repeats an earlier message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bridge.matrix.cleaning import clean_text
from bridge.matrix.from_event.event import mapping, sequence, string, user_id
from bridge.matrix.from_event.html_text import text_of_html
from bridge.matrix.from_event.known import Known
from bridge.matrix.from_event.reply_fallback import without_reply_fallback
from bridge.model.text import Span, Style, Text

HTML = "org.matrix.custom.html"
_MOST_MENTIONS = 50
"""Names that are looked for in a body; who means to call more people means everybody."""


def words_of(content: Mapping[str, Any], known: Known, *, is_reply: bool = False) -> Text:
    """What an event says. ``is_reply``: old clients begin its body with the message that it answers."""
    html = content.get("formatted_body")
    if content.get("format") == HTML and isinstance(html, str):
        text = text_of_html(html, known)
        if text is not None:
            return text
    body = string(content.get("body"))
    return with_mentions(clean_text(Text(without_reply_fallback(body) if is_reply else body)), content, known)


def mentioned_users(content: Mapping[str, Any]) -> list[str]:
    """Who is mentioned on purpose."""
    users = sequence(mapping(content.get("m.mentions")).get("user_ids"))[:_MOST_MENTIONS]
    return [user for user in map(user_id, users) if user is not None]


def with_mentions(text: Text, content: Mapping[str, Any], known: Known) -> Text:
    """A text without formatting, in which the names of those who are mentioned are found again."""
    spans = list(_mentions(text.plain, content, known))
    return Text(text.plain, (*text.spans, *spans)) if spans else text


def _mentions(plain: str, content: Mapping[str, Any], known: Known) -> Iterator[Span]:
    for user in mentioned_users(content):
        acquaintance = known.people.get(user)
        if acquaintance is None:
            continue
        found = _whole_word(user, plain) or _whole_word(acquaintance.name, plain)
        if found is not None:
            yield Span(start=found.start(), end=found.end(), style=Style.MENTION, person=acquaintance.person)


def _whole_word(name: str, plain: str) -> re.Match[str] | None:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", plain) if name else None
