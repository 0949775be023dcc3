"""People and chats, as Telegram shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from telethon.tl import types

from bridge.model.chat import Chat, ChatKind
from bridge.model.ids import ChatId, MediaId, PersonId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.person import Person, PersonKind
from bridge.sources.telegram.chat import TELEGRAM, TYPES
from bridge.sources.telegram.live.peers import name_of

REPLIES = 1271266957
"""Telegram's own account in whose chat replies to comments are gathered."""


def name_shown(peer: Any) -> str | None:
    """How Telegram shows somebody, or a chat; None for a deleted account."""
    if isinstance(peer, types.User):
        name = " ".join(part for part in (peer.first_name, peer.last_name) if part)
        return None if peer.deleted else name or None
    return getattr(peer, "title", None) or None


def handle_of(peer: Any) -> str | None:
    """``anna`` of ``@anna``: the first name that is in use."""
    others = [entry.username for entry in getattr(peer, "usernames", None) or () if entry.active]
    return getattr(peer, "username", None) or (others[0] if others else None)


def person_of(peer: Any) -> Person:
    """A person from Telethon's user; a channel or group that speaks for itself too."""
    return Person(
        id=PersonId(str(name_of(peer))), name=name_shown(peer), kind=_kind_of_person(peer), avatar=picture_of(peer)
    )


def _kind_of_person(peer: Any) -> PersonKind:
    if not isinstance(peer, types.User):
        return PersonKind.CHANNEL
    if peer.deleted:
        return PersonKind.DELETED
    return PersonKind.BOT if peer.bot else PersonKind.USER


def chat_of(peer: Any, description: str | None = None) -> Chat:
    """A chat from Telethon's chat, channel or (a direct chat) user."""
    known = TYPES[_type_of(peer)]
    return Chat(
        network=TELEGRAM,
        id=ChatId(str(name_of(peer))),
        kind=known.kind,
        title=known.title or name_shown(peer),
        description=description or None,
        avatar=None if known.kind is ChatKind.SELF else picture_of(peer),
        numbering=known.numbering,
    )


def _type_of(peer: Any) -> str:
    """The kind of chat, as Telegram Desktop calls it in exports."""
    if isinstance(peer, types.Channel | types.ChannelForbidden):
        return "private_channel" if peer.broadcast else "private_supergroup"
    if isinstance(peer, types.Chat | types.ChatForbidden):
        return "private_group"
    if getattr(peer, "is_self", False):
        return "saved_messages"
    return "replies" if peer.id == REPLIES else "personal_chat"


def chat_named(name: ChatId, peers: Mapping[str, Any], me: PersonId, *, post: bool = False) -> Chat:
    """A chat of which maybe nothing came along; ``post``: one of its messages is a channel's."""
    if name in peers:
        return chat_of(peers[name])
    kind = "private_channel" if post else "private_supergroup"
    if not name.startswith("channel"):
        kind = "private_group" if name.startswith("chat") else "personal_chat"
    known = TYPES["saved_messages" if name == str(me) else kind]
    return Chat(network=TELEGRAM, id=name, kind=known.kind, title=known.title, numbering=known.numbering)


def picture_of(peer: Any) -> Media | None:
    """The profile picture of a person or chat."""
    photo = getattr(peer, "photo", None)
    number = getattr(photo, "photo_id", None)
    if number is None:
        return None
    reference = MediaId(f"photo/{name_of(peer)}/{number}")
    return Media(kind=MediaKind.IMAGE, state=MediaState.PRESENT, reference=reference)


def names_of(people: Iterable[str], peers: Mapping[str, Any]) -> list[str | None]:
    """How these are shown, as far as they came along."""
    return [name_shown(peers[person]) if person in peers else None for person in people]
