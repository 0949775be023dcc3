"""What the head of an exported chat says: its id, kind and title."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bridge.model.chat import Chat, ChatKind, Numbering
from bridge.model.ids import ChatId, Network
from bridge.sources.telegram.ids import FORBIDDEN, VERIFICATION_CODES, bare_chat, chat_by_name
from bridge.sources.telegram.record import whole

TELEGRAM = Network("telegram")


@dataclass(frozen=True)
class Header:
    """The fields of a chat besides its messages, as the export has them."""

    id: object = None
    type: object = None
    name: object = None

    @property
    def is_complete(self) -> bool:
        """Is enough known to read the messages? The name is absent from some kinds of chat."""
        return self.id is not None and self.type is not None


@dataclass(frozen=True)
class _Type:
    kind: ChatKind
    prefix: str
    numbering: Numbering
    title: str | None = None


_SUPERGROUP = _Type(ChatKind.GROUP, "channel", Numbering.NETWORK)
_CHANNEL = _Type(ChatKind.CHANNEL, "channel", Numbering.NETWORK)
_GROUP = _Type(ChatKind.GROUP, "chat", Numbering.ACCOUNT)
_DIRECT = _Type(ChatKind.DIRECT, "user", Numbering.ACCOUNT)

BOT_CHAT = "bot_chat"
TYPES: dict[str, _Type] = {
    "saved_messages": _Type(ChatKind.SELF, "user", Numbering.ACCOUNT, title="Saved Messages"),
    "replies": _Type(ChatKind.DIRECT, "user", Numbering.ACCOUNT, title="Replies"),
    VERIFICATION_CODES: _DIRECT,
    "personal_chat": _DIRECT,
    BOT_CHAT: _DIRECT,
    "private_group": _GROUP,
    "public_group": _GROUP,
    "private_supergroup": _SUPERGROUP,
    "public_supergroup": _SUPERGROUP,
    "private_channel": _CHANNEL,
    "public_channel": _CHANNEL,
}

_UNKNOWN = _Type(ChatKind.GROUP, "unknown", Numbering.ACCOUNT)


def to_chat(header: Header, first: object) -> Chat:
    """The chat that a header describes. ``first`` is its first record: it shows how old the export is."""
    known = TYPES.get(header.type) if isinstance(header.type, str) else None
    entry = known or _UNKNOWN
    number = whole(header.id)
    name = header.name if isinstance(header.name, str) and header.name else None
    return Chat(
        network=TELEGRAM,
        id=_chat_id(entry.prefix, number, name, first),
        kind=entry.kind,
        title=name or entry.title,
        numbering=entry.numbering,
        warnings=tuple(_warnings(known is None, number is None)),
    )


def is_forbidden(header: Header, chat: Chat) -> bool:
    """Is this one of the chats in which login codes arrive?"""
    return header.type == VERIFICATION_CODES or chat.id in FORBIDDEN


def _chat_id(prefix: str, number: int | None, name: str | None, first: object) -> ChatId:
    if number is None:
        return chat_by_name(name or "")
    return ChatId(f"{prefix}{bare_chat(prefix, number, shifted=_is_shifted(first))}")


def _is_shifted(first: object) -> bool:
    # Integer ids of people came and went together with shifted ids of groups; exact times came later.
    if not isinstance(first, dict) or "date_unixtime" in first:
        return False
    sender: Any = first.get("from_id", first.get("actor_id"))
    return not isinstance(sender, str)


def _warnings(unknown_type: bool, no_number: bool) -> list[str]:
    said = []
    if unknown_type:
        said.append("the export names a kind of chat that is not known; it is treated as a group")
    if no_number:
        said.append("the export does not say the chat's number; another export of it would count as another chat")
    return said
