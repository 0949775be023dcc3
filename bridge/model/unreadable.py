"""Items that cannot be, or must not be, carried over: values in the stream, so that they are counted."""

from __future__ import annotations

from msgspec import Struct

from bridge.model.ids import ChatId, MessageId


class Unreadable(
    Struct,
    frozen=True,
    kw_only=True,
    tag_field="item",
    tag="unreadable",
    omit_defaults=True,
    forbid_unknown_fields=True,
):
    """A record that is broken. It gets a visible notice at its place and an ``unsupported`` outcome.

    ``time`` (ms since 1970, UTC) is its own where readable, else its neighbours'.
    """

    chat: ChatId
    id: MessageId
    time: int
    place: int
    reason: str


class Withheld(
    Struct, frozen=True, kw_only=True, tag_field="item", tag="withheld", omit_defaults=True, forbid_unknown_fields=True
):
    """Items that must never be read or said, such as login codes: counted, and nothing else is kept of them.

    ``id`` is unique within the chat; ``count`` says how many items this stands for.
    """

    chat: ChatId
    id: MessageId
    reason: str
    count: int = 1
