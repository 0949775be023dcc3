"""One request, as an endpoint sees it."""

from __future__ import annotations

import asyncio
import json
import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from tests.support.homeserver.errors import MatrixError, not_found
from tests.support.homeserver.world import Json, StoredEvent, World, seen_by


@dataclass(frozen=True)
class Settings:
    domain: str = "fake.localhost"
    as_token: str = "as-token-of-the-fake-homeserver-0123456789"
    appservice: str = "beringia"
    bot: str = "@beringia:fake.localhost"
    ghosts: str = r"@beringia_[a-z][a-z0-9_-]*_[a-z2-7]{26}:fake\.localhost"
    """Whom the appservice may be, besides its bot."""
    max_upload: int = 50 * 1024 * 1024
    url: str | None = None
    """Where the appservice listens; asked for by ``ping`` only."""
    hs_token: str = "hs-token-of-the-fake-homeserver-0123456789"
    bedrock: bool = False
    """Is the module there that lays history beneath a room?"""
    bedrock_reason: str = ""
    """Why the module is not ready, if it is not."""
    bedrock_slice: int = 100
    """Events that are stored together; between two slices the hook is asked."""
    bedrock_events: int = 1000
    bedrock_bytes: int = 8 * 1024 * 1024
    """The most that the module takes at once."""

    def ours(self, user: str) -> bool:
        return user == self.bot or re.fullmatch(self.ghosts, user) is not None


@dataclass
class Memory:
    """What a restart forgets: Synapse's cache of transactions knows the path, but not who asked."""

    transactions: dict[str, Json] = field(default_factory=dict)
    locks: defaultdict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))
    """For each room, so that one request at a time lays history beneath it."""


@dataclass(frozen=True)
class Call:
    world: World
    memory: Memory
    settings: Settings
    user: str
    device: str | None
    path: str
    parts: Mapping[str, str]
    query: Mapping[str, str]
    raw: bytes
    now: Callable[[], int]
    """ms since 1970."""
    pause: Callable[[str], Awaitable[None]]
    """Lets others run in the middle of long work, and asks the hook at a moment of this name, which may end the work."""
    mime: str = ""

    @property
    def body(self) -> Json:
        try:
            body = json.loads(self.raw or b"{}")
        except ValueError as error:
            raise MatrixError(400, "M_NOT_JSON", "Content not JSON.") from error
        if not isinstance(body, dict):
            raise MatrixError(400, "M_BAD_JSON", "Content must be a JSON object.")
        return body

    @property
    def time(self) -> int:
        """What ``ts`` asks for, or now."""
        asked = self.query.get("ts")
        if asked is None:
            return self.now()
        if not asked.isdigit():
            raise MatrixError(400, "M_INVALID_PARAM", "Query parameter 'ts' must be a positive integer.")
        return int(asked)

    def shown(self, event: StoredEvent) -> Json:
        return seen_by(event, self.user, self.device)

    def integer(self, name: str, default: int) -> int:
        return int(self.query.get(name, default))


Found = TypeVar("Found")


def found(thing: Found | None, what: str) -> Found:
    """Raises 404 ``M_NOT_FOUND`` for None."""
    if thing is None:
        raise not_found(f"{what} not found")
    return thing
