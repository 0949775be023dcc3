"""A client that stays connected, and sees whatever happens in its person's rooms."""

from __future__ import annotations

import asyncio
import http.client
import json
import re
import urllib.error
from collections.abc import Callable
from time import perf_counter
from typing import Any, Self

from tests.support.matrix_people import Json, Person

WORD = re.compile(r"\bw\d{6}\b")
"""What each text has that no other has."""
AWAY = (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError)
"""How it shows that the homeserver is not there at the moment."""
FILTER = json.dumps({"presence": {"types": []}, "room": {"timeline": {"limit": 1000}, "state": {"types": []}}})
OnEvent = Callable[[str, Json, float], None]
"""Told of each event: its room, the event, and when it was seen, on the clock of ``perf_counter``."""


class Watching:
    """Stays connected for as long as the block lasts."""

    def __init__(self, person: Person, on_event: OnEvent | None = None) -> None:
        self._person = person
        self._on_event = on_event
        self._task: asyncio.Task[None] | None = None
        self.events: dict[str, str] = {}
        """The event of each word."""
        self.seen: dict[str, float] = {}
        """When each word was seen first."""

    async def __aenter__(self) -> Self:
        first = await self._sync(None)
        self._task = asyncio.create_task(self._watch(first["next_batch"]))
        return self

    async def __aexit__(self, *_error: object) -> None:
        assert self._task is not None
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _watch(self, since: str) -> None:
        while True:
            try:
                answer = await self._sync(since)
            except AWAY:
                await asyncio.sleep(0.2)
                continue
            since, now = answer["next_batch"], perf_counter()
            for room, joined in answer.get("rooms", {}).get("join", {}).items():
                for event in joined["timeline"]["events"]:
                    self._take(room, event, now)

    async def _sync(self, since: str | None) -> Any:
        more = {"since": since, "timeout": 10_000} if since else {"timeout": 0}
        return await self._person.call("GET", "sync", filter=FILTER, **more)

    def _take(self, room: str, event: Json, now: float) -> None:
        if self._on_event is not None:
            self._on_event(room, event, now)
        relation = event["content"].get("m.relates_to", {}).get("rel_type")
        word = word_of(event["content"].get("body"))
        if word is not None and relation != "m.replace":
            self.events.setdefault(word, event["event_id"])
            self.seen.setdefault(word, now)


def word_of(text: object) -> str | None:
    """The word by which a text is known."""
    found = WORD.search(text) if isinstance(text, str) else None
    return found[0] if found else None
