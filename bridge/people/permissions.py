"""Who may ask the bot for what: decided by Matrix ids and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Self

from bridge.matrix.events import UserId


class Level(IntEnum):
    """What a person may do; whoever may do more may do everything that is less."""

    NONE = 0
    USER = 1
    """Link their own accounts, and move their own chats."""
    ADMIN = 2
    """Also what concerns everybody."""


@dataclass(frozen=True)
class Permissions:
    """The levels by pattern: ``@anna:example.org``, ``*:example.org``, ``*``. ``domain`` is our homeserver's name."""

    domain: str
    levels: Mapping[str, Level]

    @classmethod
    def configured(cls, domain: str, levels: Mapping[str, str]) -> Self:
        """As the configuration has them: ``none``, ``user`` or ``admin`` by pattern."""
        return cls(domain, {pattern: Level[level.upper()] for pattern, level in levels.items()})

    def of(self, user: UserId) -> Level:
        """The level of the most exact pattern. Nobody may do anything by default, and people of other servers only
        when they are named, since whoever runs such a server can be any of them.
        """
        if user in self.levels and user.startswith("@"):
            return self.levels[user]
        if not user.startswith("@") or user.partition(":")[2] != self.domain:
            return Level.NONE
        return self.levels.get(f"*:{self.domain}", self.levels.get("*", Level.NONE))
