"""A command that was given: who asks for what, and what can be done about it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bridge.commands.answers import Result
from bridge.commands.limits import Attempts
from bridge.commands.services import ChatEntry, Services
from bridge.matrix.events import UserId
from bridge.people.permissions import Level


@dataclass(frozen=True, kw_only=True)
class Call:
    """One command of one person. ``words`` is what follows its name; ``shown`` the chats that were numbered last."""

    user: UserId
    level: Level
    words: str
    services: Services
    attempts: Attempts
    shown: tuple[ChatEntry, ...] = ()
    linking: bool = False
    """Is this person linking an account at this moment?"""


Run = Callable[[Call], Awaitable[Result]]
