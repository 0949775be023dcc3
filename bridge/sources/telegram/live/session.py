"""A Telethon session that lives in the memory of its login."""

from __future__ import annotations

import json
from typing import Any

from telethon.crypto import AuthKey
from telethon.sessions import MemorySession

from bridge.sources.connector import Memory
from bridge.sources.telegram.live.peers import Peers

PREFIX = "session/"
PLACE, KEY = PREFIX + "place", PREFIX + "key"


class MemorisedSession(MemorySession):  # type: ignore[misc]  # Telethon has no types
    """Where the account lives (data centre, address) and the key that was agreed upon with it.

    Telethon waits for ``save`` and ``process_entities``, so what they write is safe before anything depends on it.
    """

    def __init__(self, memory: Memory, peers: Peers) -> None:
        super().__init__()
        self._memory, self._peers = memory, peers
        self._saved: dict[str, bytes | None] = {}

    async def load(self) -> bool:
        """Take up what is remembered; False: there is no login in this memory."""
        entries = await self._memory.recall(PREFIX)
        if not {PLACE, KEY} <= entries.keys():
            return False
        self.set_dc(*json.loads(entries[PLACE]))
        self.auth_key = AuthKey(entries[KEY])
        self._saved = dict(self.entries())
        return True

    def entries(self) -> dict[str, bytes | None]:
        """What is to be remembered, None for what is not there."""
        place = json.dumps([self.dc_id, self.server_address, self.port]).encode()
        return {PLACE: place, KEY: self.auth_key.key if self.auth_key else None}

    async def save(self) -> None:
        """Write it down, if it is not written yet."""
        entries = self.entries()
        if entries != self._saved:
            await self._memory.remember(entries)
            self._saved = entries

    async def process_entities(self, answer: Any) -> None:
        """Telethon shows every answer here, before it hands it on."""
        await self._peers.remember(answer)

    def delete(self) -> None:
        """Telethon calls this after logging out; whoever logs out forgets the memory."""
