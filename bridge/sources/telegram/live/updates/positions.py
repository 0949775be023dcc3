"""How far the updates of a login have been delivered, as it is remembered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from bridge.sources.connector import Memory

PREFIX = "position/"
COMMON = PREFIX + "common"
NEWEST = "newest/"
"""The newest message that was delivered in a chat, or was there when it was followed: for when the differences of
updates are too long for Telegram to tell."""


@dataclass(frozen=True)
class Account:
    """Where the account's own sequences are: pts, qts, and the time (seconds since 1970, UTC) of the last word."""

    pts: int
    qts: int
    date: int

    def written(self) -> bytes:
        """As it is remembered."""
        return json.dumps([self.pts, self.qts, self.date]).encode()


class Positions:
    """Reads and writes positions; what is remembered already is not written again."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._written: dict[str, bytes] = {}

    async def load(self) -> None:
        """Read all that is remembered."""
        for prefix in (PREFIX, NEWEST):
            self._written |= await self._memory.recall(prefix)

    @property
    def account(self) -> Account | None:
        """The account's own position; None: it never listened."""
        entry = self._written.get(COMMON)
        return None if entry is None else Account(*json.loads(entry))

    def channel(self, name: str) -> int | None:
        """A channel's position; None: it was never followed."""
        entry = self._written.get(PREFIX + name)
        return None if entry is None else int(entry)

    def newest(self, chat: str) -> int | None:
        """The newest message of a chat that need not be fetched any more."""
        entry = self._written.get(NEWEST + chat)
        return None if entry is None else int(entry)

    async def write(
        self,
        account: Account | None = None,
        channels: Mapping[str, int] | None = None,
        newest: Mapping[str, int] | None = None,
        also: Mapping[str, bytes | None] | None = None,
    ) -> None:
        """Remember what has changed, in one commit, and ``also`` these entries. A chat's newest message never gets older."""
        entries = {} if account is None or self._is_same(account) else {COMMON: account.written()}
        entries |= {PREFIX + name: str(pts).encode() for name, pts in (channels or {}).items()}
        entries |= {
            NEWEST + chat: str(number).encode()
            for chat, number in (newest or {}).items()
            if number > (self.newest(chat) or -1)
        }
        changed = {key: value for key, value in entries.items() if self._written.get(key) != value}
        if changed or also:
            await self._memory.remember({**changed, **(also or {})})
            self._written |= changed

    def _is_same(self, account: Account) -> bool:
        """The time alone is not worth a commit."""
        known = self.account
        return known is not None and (known.pts, known.qts) == (account.pts, account.qts)
