"""The neutral model as JSON, one line for each item: inbox rows, golden files, ``beringia inspect --jsonl``.

The format is documented in ``docs/neutral-format.md``.
"""

from __future__ import annotations

import msgspec

from bridge.errors import ModelError
from bridge.model.chat import Chat
from bridge.model.message import Message
from bridge.model.person import Person
from bridge.model.unreadable import Unreadable, Withheld

Item = Chat | Person | Message | Unreadable | Withheld
"""Whatever a reader yields."""

_encoder = msgspec.json.Encoder()
_items: msgspec.json.Decoder[Item] = msgspec.json.Decoder(Item)


def encode(item: Item) -> bytes:
    """One line of JSON, without its line break."""
    return _encoder.encode(item)


def decode(line: bytes | str) -> Item:
    """The item of one line. Raises :class:`ModelError` with what was expected, and where in the line."""
    try:
        return _items.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ModelError(str(error)) from error
