"""How an event says which source item it came from, without telling outsiders anything about the source.

The key is an HMAC, so nobody without the secret can tell from an event which chat, message or number it stands
for, or forge one for a message that was never there. It is written into every event's content::

    "beringia.source": {"v": 1, "network": "telegram", "id": "<26 characters>", "part": 0}
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bridge.matrix.events import Role
from bridge.model.ids import ChatId, MessageId, Network

FIELD = "beringia.source"
VERSION = 1
DIGEST_LENGTH = 26
"""Characters of base32: 130 bits."""
ENOUGH = 20
"""Bytes of a digest that these characters are made of, in whole groups of five."""


def opaque(secret: bytes, *words: str) -> str:
    """26 lower-case base32 characters that stand for these words, the same for ever under one secret.

    Each word's length goes into the hash, so that no two lists of words read alike.
    """
    told = b"".join(_with_length(word) for word in words)
    digest = hmac.digest(secret, told, "sha256")
    return base64.b32encode(digest[:ENOUGH]).decode("ascii")[:DIGEST_LENGTH].lower()


def _with_length(word: str) -> bytes:
    octets = word.encode("utf-8", "surrogatepass")
    return b"%d:%b" % (len(octets), octets)


@dataclass(frozen=True)
class SourceKeys:
    """Makes and finds the keys of one portal's messages."""

    secret: bytes
    network: Network
    chat: ChatId

    def key(self, message: MessageId) -> str:
        """The opaque id of a message: the same for all its events."""
        return opaque(self.secret, "message", self.network, self.chat, message)

    def block(self, message: MessageId, part: int) -> dict[str, Any]:
        """What goes into an event's content under ``beringia.source``."""
        return {"v": VERSION, "network": self.network, "id": self.key(message), "part": part}

    def transaction(self, message: MessageId, part: int, role: Role, revision: int = 0) -> str:
        """The transaction id of one event: unique in its room across senders and event types.

        Never made from content, so that genuine twins survive. ``revision`` counts deliberate repetitions.
        """
        return opaque(
            self.secret, "transaction", self.network, self.chat, message, str(part), role.value, str(revision)
        )

    def find(self, content: Mapping[str, Any]) -> tuple[str, int] | None:
        """The (opaque id, part) that an event's content claims; None when it is no event of this network's import."""
        block = content.get(FIELD)
        if not isinstance(block, Mapping) or block.get("v") != VERSION or block.get("network") != self.network:
            return None
        key, part = block.get("id"), block.get("part")
        if isinstance(key, str) and len(key) == DIGEST_LENGTH and type(part) is int and part >= 0:
            return key, part
        return None
