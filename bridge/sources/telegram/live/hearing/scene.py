"""What an update needs to know of its surroundings, and what may be found out about it besides what is heard."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bridge.model.ids import ChatId, PersonId
from bridge.model.unreadable import Withheld
from bridge.sources.connector import Account, Heard
from bridge.sources.telegram.live.hearing.albums import Albums
from bridge.sources.telegram.live.hearing.remembered import Remembered
from bridge.sources.telegram.live.peers import name_of


@dataclass(frozen=True)
class Unplaced:
    """Something happened to these messages, and nobody knows in which chat they are: Telegram does not say in private
    chats and basic groups. The numbers are the account's.
    """

    messages: tuple[int, ...]


@dataclass(frozen=True)
class LookAgain:
    """Telegram says that something is other now, but not what: ask for these messages; or, without any, for the chat."""

    chat: ChatId
    messages: tuple[int, ...] = ()


Told = Heard | Withheld | Unplaced | LookAgain
"""What comes of an update: what is delivered, what must never be read, and what is still to be found out."""

ChatOf = Callable[[int], ChatId | None]
"""Which private chat or basic group has the message with this number of the account's; None: nobody knows."""

PollOf = Callable[[int], tuple[ChatId, int] | None]
"""In which chat, and which message of it, a poll with this id is."""


def nobody_knows(_: int) -> None:
    """A lookup that finds nothing."""


@dataclass(frozen=True)
class Scene:
    """Who hears, who and what came along, and when: ``now`` is Telegram's time of what is heard, ms since 1970, UTC.

    ``albums`` and ``remembered`` are kept from one scene to the next.
    """

    account: Account
    peers: Mapping[str, Any]
    """Telethon's users and chats by name: ``user1``, ``channel3``."""
    now: int
    chat_of: ChatOf = nobody_knows
    poll_of: PollOf = nobody_knows
    albums: Albums = field(default_factory=Albums)
    remembered: Remembered = field(default_factory=Remembered)

    @property
    def me(self) -> PersonId:
        """The account's own person."""
        return self.account.person


def by_name(*companies: Iterable[Any]) -> dict[str, Any]:
    """Users and chats that came with an answer, by their names; somebody shown in full is better than in part."""
    found: dict[str, Any] = {}
    for company in companies:
        for peer in company:
            name = name_of(peer)
            if name is not None and (name not in found or not getattr(peer, "min", False)):
                found[name] = peer
    return found
