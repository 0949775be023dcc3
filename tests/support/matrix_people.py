"""People of a real homeserver, and what they do with their clients."""

from __future__ import annotations

import asyncio
import itertools
import json
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from demo.synapse import Account, Synapse

Json = dict[str, Any]
PATIENCE = 60.0
"""s that somebody waits for something to be there."""


@dataclass
class Person:
    """Somebody with an account of their own, and a client."""

    synapse: Synapse
    account: Account
    numbers: Any = field(default_factory=itertools.count)

    @property
    def id(self) -> str:
        return self.account.user_id

    async def call(self, method: str, path: str, body: Any = None, **query: object) -> Any:
        return await asyncio.to_thread(self._call, method, path, body, query)

    def _call(self, method: str, path: str, body: Any, query: dict[str, object]) -> Any:
        words = "&".join(f"{key}={quote(str(value))}" for key, value in query.items())
        url = f"{self.synapse.address}/_matrix/client/v3/{path}?{words}"
        headers = {"Authorization": f"Bearer {self.account.access_token}"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, headers, method=method)  # noqa: S310 - our own http address
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - likewise
            return json.load(answer)

    async def direct_chat(self, other: str) -> str:
        """A room with one other person, who is asked in."""
        room = await self.call(
            "POST", "createRoom", {"is_direct": True, "invite": [other], "preset": "trusted_private_chat"}
        )
        return str(room["room_id"])

    async def say(self, room: str, content: Json | str, kind: str = "m.room.message") -> str:
        said = {"msgtype": "m.text", "body": content} if isinstance(content, str) else content
        transaction = f"{self.id}-{next(self.numbers)}"
        answer = await self.call("PUT", f"rooms/{quote(room)}/send/{kind}/{quote(transaction)}", said)
        return str(answer["event_id"])

    async def edit(self, room: str, event: str, words: str) -> str:
        new = {"msgtype": "m.text", "body": words}
        relation = {"rel_type": "m.replace", "event_id": event}
        return await self.say(room, {**new, "body": f"* {words}", "m.new_content": new, "m.relates_to": relation})

    async def react(self, room: str, event: str, key: str) -> str:
        relation = {"rel_type": "m.annotation", "event_id": event, "key": key}
        return await self.say(room, {"m.relates_to": relation}, "m.reaction")

    async def take_back(self, room: str, event: str) -> None:
        await self.call("PUT", f"rooms/{quote(room)}/redact/{quote(event)}/{next(self.numbers)}", {})

    async def upload(self, data: bytes, name: str) -> str:
        """The file's address."""

        def put() -> str:
            url = f"{self.synapse.address}/_matrix/media/v3/upload?filename={quote(name)}"
            headers = {
                "Authorization": f"Bearer {self.account.access_token}",
                "Content-Type": "application/octet-stream",
            }
            request = urllib.request.Request(url, data, headers, method="POST")  # noqa: S310 - our own http address
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - likewise
                return str(json.load(answer)["content_uri"])

        return await asyncio.to_thread(put)

    async def join(self, room: str) -> None:
        await self.call("POST", f"rooms/{quote(room)}/join", {})

    async def invitations(self) -> list[str]:
        answer = await self.call("GET", "sync", timeout=0)
        return list(answer.get("rooms", {}).get("invite", {}))

    async def invited(self) -> str:
        """Wait until somebody asks them into a room."""
        answer = await self.call("GET", "sync", timeout=0)
        async with asyncio.timeout(PATIENCE):
            while not (rooms := list(answer.get("rooms", {}).get("invite", {}))):
                # From where the last one ended: the answer to a first one is kept for minutes.
                answer = await self.call("GET", "sync", timeout=1000, since=answer["next_batch"])
        return rooms[0]

    async def events(self, room: str) -> list[Json]:
        """Everything in a room, from the first to the last."""
        found: list[Json] = []
        token: str | None = None
        while True:
            more = {"from": token} if token else {}
            page = await self.call("GET", f"rooms/{quote(room)}/messages", dir="b", limit=100, **more)
            found += page["chunk"]
            token = page.get("end")
            if token is None:
                return found[::-1]

    async def reads(self, room: str) -> list[str]:
        """What is said, as a client shows it: edited, and without what was taken back."""
        events = await self.events(room)
        edits = {
            event["content"]["m.relates_to"]["event_id"]: event["content"]["m.new_content"]["body"]
            for event in events
            if event["content"].get("m.relates_to", {}).get("rel_type") == "m.replace"
        }
        return [
            edits.get(event["event_id"], event["content"]["body"])
            for event in events
            if event["type"] == "m.room.message"
            and "body" in event["content"]
            and event["content"].get("m.relates_to", {}).get("rel_type") != "m.replace"
        ]

    async def until(self, room: str, wanted: Callable[[list[str]], object], seconds: float = PATIENCE) -> list[str]:
        """Wait until what is read in a room is so; the last of it is shown when it never is."""
        found: list[str] = []
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while loop.time() < end:
            try:
                found = await self.reads(room)
            except (urllib.error.URLError, ConnectionError):
                found = []
            if wanted(found):
                return found
            await asyncio.sleep(0.2)
        raise AssertionError(f"never so in {room}: {found[-12:]}")
