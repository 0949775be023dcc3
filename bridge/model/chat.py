"""A chat: the thing that becomes a room."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from bridge.model.ids import ChatId, Network
from bridge.model.media import Media


class ChatKind(StrEnum):
    """How many speak, and to whom."""

    DIRECT = "direct"
    GROUP = "group"
    CHANNEL = "channel"
    SELF = "self"
    """A person's notes to themselves."""


class Numbering(StrEnum):
    """For whom a message id names the same message."""

    NETWORK = "network"
    """For everyone: two people's exports agree."""
    ACCOUNT = "account"
    """For one account only: another person's export numbers the same messages otherwise."""
    NONE = "none"
    """For this very export only: the format has no ids, and the reader made them up from times and places. Which items
    of two exports are the same is found by laying their sequences beside each other."""


class Chat(
    Struct, frozen=True, kw_only=True, tag_field="item", tag="chat", omit_defaults=True, forbid_unknown_fields=True
):
    """A chat. It comes before its messages; a later item with the same id replaces it."""

    network: Network
    id: ChatId
    kind: ChatKind
    network_title: str | None = None
    """What people call the network, where capitals do not tell: ``WhatsApp``."""
    title: str | None = None
    description: str | None = None
    avatar: Media | None = None
    numbering: Numbering = Numbering.NETWORK
    precision: int = 1
    """In ms: to what its times are exact. 60,000 where the format writes only minutes."""
    warnings: tuple[str, ...] = ()
    """What the reader saw that an importer should know: ``only one person speaks in this group``."""

    @property
    def network_name(self) -> str:
        """The network's name for people."""
        return self.network_title or self.network.capitalize()


class Continuation(Struct, frozen=True, kw_only=True):
    """A chat goes on as another one, whose messages are numbered anew; nothing is said in the old one any more."""

    chat: ChatId
    by: ChatId
