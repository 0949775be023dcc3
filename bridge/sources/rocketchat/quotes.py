"""Quotes of other messages: attachments that bear the quoted message's address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bridge.model.ids import MessageId
from bridge.sources.loose_values import Fields, first_words, identifier, records

_ADDRESS = re.compile(
    r"https?://[^\s()?]{1,500}/(?P<room>[^\s()/?]{1,200})\?(?:[^\s()#]{1,500}&)?msg=(?P<message>[\w-]{1,100})"
)
_IN_TEXT = re.compile(r"\[ {0,3}\]\((https?://[^\s()]{1,1500}[?&]msg=[\w-]{1,100}[^\s()]{0,100})\)[ \n]?")
"""How a quote stands in the text: a link of nothing."""


@dataclass(frozen=True)
class Quote:
    """A message that another one quotes: which, in which room, and its words."""

    message: MessageId | None
    room: str | None
    author: str
    text: str


def quoted(fields: Fields) -> Iterator[Quote]:
    """The quotes in a message, in its order."""
    for attachment in records(fields.get("attachments")):
        if is_quote(attachment):
            address = _ADDRESS.match(first_words(attachment, "message_link") or "")
            message = address["message"] if address else identifier(attachment.get("message_id"))
            yield Quote(
                message=MessageId(message) if message else None,
                room=address["room"] if address else None,
                author=first_words(attachment, "author_name") or "",
                text=first_words(attachment, "text", "title", "description") or "",
            )


def is_quote(attachment: Fields) -> bool:
    """Is it no file and no card?"""
    return first_words(attachment, "message_link") is not None


def without_quotes(text: str) -> str:
    """The words beside the quotes."""
    return _IN_TEXT.sub("", text) if "msg=" in text else text
