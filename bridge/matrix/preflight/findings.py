"""What a check is, and what it finds. No network here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from bridge.errors import BeringiaError
from bridge.matrix.events import UserId
from bridge.matrix.rooms import ROOM_VERSION

Tried = TypeVar("Tried")

YEAR_2000 = 946_684_800_000
"""ms. No chat that can be exported today is older."""


@dataclass(frozen=True)
class Subject:
    """The homeserver that is to be checked, and what an import would ask of it."""

    address: str
    domain: str
    bot: UserId
    prefix: str
    """Ghosts and aliases are ``<prefix>_<network>_<26 characters>``."""
    appservice: str
    """The registration's id."""
    as_token: str = field(repr=False)
    hs_token: str = field(repr=False)
    url: str | None = None
    """Where the homeserver reaches us; None: it sends us nothing."""
    host: str = "127.0.0.1"
    port: int = 29333
    """Where we listen, if it does."""
    room_version: str = ROOM_VERSION
    federate: bool = False
    oldest: int = YEAR_2000
    """When the oldest message was written, ms since 1970."""
    largest_file: int | None = None
    """Bytes of the largest file that should be carried over; None: not known."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. ``ok`` is None when the question does not arise; ``remedy`` is empty when all is well."""

    name: str
    ok: bool | None
    detail: str
    remedy: str = ""
    rate: float | None = None
    """Messages per second that were measured on the way."""


@dataclass(frozen=True)
class Measured:
    """A good answer with a figure: messages per second."""

    detail: str
    rate: float


class Unsound(Exception):
    """What was found is not as an import needs it. ``remedy`` replaces the check's usual one."""

    def __init__(self, detail: str, remedy: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.remedy = remedy


class NotApplicable(Exception):
    """There is nothing to look at; the words say why."""


@dataclass(frozen=True)
class Check(Generic[Tried]):
    """``look`` answers with a detail when all is well, and raises Unsound, NotApplicable or an error of ours otherwise."""

    name: str
    remedy: str
    look: Callable[[Tried], Awaitable[str | Measured]]

    async def find(self, tried: Tried) -> Finding:
        """Look, and put into words what was found."""
        try:
            found = await self.look(tried)
            if isinstance(found, Measured):
                return Finding(self.name, ok=True, detail=found.detail, rate=found.rate)
            return Finding(self.name, ok=True, detail=found)
        except NotApplicable as reason:
            return Finding(self.name, ok=None, detail=str(reason))
        except Unsound as unsound:
            return Finding(self.name, ok=False, detail=unsound.detail, remedy=unsound.remedy or self.remedy)
        except BeringiaError as error:
            return Finding(self.name, ok=False, detail=error.detail, remedy=self.remedy)
