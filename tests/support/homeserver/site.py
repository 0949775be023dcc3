"""A room beneath which history is laid by hand: for tests of the homeserver itself."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from bridge.matrix.pdu import event_id
from tests.support.homeserver.call import Settings
from tests.support.homeserver.routes import BEDROCK, CLIENT
from tests.support.homeserver.server import FakeHomeserver
from tests.support.homeserver.world import Json

RESTRICTED = {"type": "m.room.join_rules", "content": {"join_rule": "restricted", "allow": []}}
HELLO = {"msgtype": "m.text", "body": "Hello", "m.mentions": {}}
IN_2019 = 1_555_555_555_555


@dataclass
class Site:
    """A room on a homeserver with bedrock, and what is known of its ground."""

    fake: FakeHomeserver
    session: aiohttp.ClientSession
    anna: str
    bora: str
    room: str = ""
    ground: Any = None

    async def ask(self, method: str, path: str, body: Any = None, **query: str) -> tuple[int, Any]:
        address, data = self.fake.address + path, body if isinstance(body, bytes) else json.dumps(body or {})
        async with self.session.request(method, address, data=data, params=query) as answer:
            return answer.status, await answer.json()

    async def call(self, verb: str, body: Any = None, **query: str) -> tuple[int, Any]:
        method = "GET" if verb == "ground" else "POST"
        return await self.ask(method, f"{BEDROCK}/rooms/{self.room}/{verb}", body, **query)

    async def make_room(self, version: str = "11", **more: Any) -> None:
        room = {"room_version": version, "creation_content": {"m.federate": False}, "initial_state": [RESTRICTED]}
        self.room = (await self.ask("POST", f"{CLIENT}/createRoom", {**room, **more}))[1]["room_id"]

    async def open(self) -> Any:
        status, self.ground = await self.call("open", {"members": [{"user_id": self.anna, "displayname": "Anna"}]})
        assert status == 200, self.ground
        return self.ground

    async def lay(self, *events: Json) -> Any:
        status, answer = await self.call("lay", {"events": events})
        assert status == 200, answer
        return answer

    async def say(self, name: str) -> str:
        """Somebody says something today."""
        path = f"{CLIENT}/rooms/{self.room}/send/m.room.message/{name}"
        said: str = (await self.ask("PUT", path, {**HELLO, "body": name}))[1]["event_id"]
        return said

    async def read(self, direction: str, **query: str) -> list[str]:
        page = (await self.ask("GET", f"{CLIENT}/rooms/{self.room}/messages", dir=direction, limit="1000", **query))[1]
        return [event["event_id"] for event in page["chunk"]]

    def event(self, depth: int = 1, *, sender: str = "", kind: str = "m.room.message", **changes: Any) -> Json:
        """As it is announced; ``depth`` counts from the base."""
        sender, replaces = sender or self.anna, changes.pop("replaces", None)
        event: Json = {"type": kind, "sender": sender, "content": HELLO, "depth": self.ground["base"] + depth}
        event |= {"origin_server_ts": IN_2019, "auth_events": self.auth(sender), **changes}
        event["event_id"] = event_id({**event, "room_id": self.room, "prev_events": [self.ground["anchor"]]})
        return event if replaces is None else {**event, "replaces": replaces}

    def auth(self, *users: str) -> list[str]:
        create = [self.ground["create"]] if self.ground["room_version"] == "11" else []
        members = [self.ground["members"][user] for user in users if user in self.ground["members"]]
        return [*create, self.ground["power_levels"], *members]

    def reaction(self, target: str, key: str = "👍") -> Json:
        relation = {"rel_type": "m.annotation", "event_id": target, "key": key}
        return self.event(9, kind="m.reaction", content={"m.relates_to": relation})

    def joining(self, user: str, depth: int) -> Json:
        bot = self.fake.settings.bot
        content = {"membership": "join", "join_authorised_via_users_server": bot}
        auth = [*self.auth(bot), self.ground["join_rules"]]
        return self.event(depth, sender=user, kind="m.room.member", state_key=user, content=content, auth_events=auth)


@asynccontextmanager
async def a_site(**settings: Any) -> AsyncIterator[Site]:
    async with FakeHomeserver(Settings(**{"bedrock": True, **settings})) as fake:
        headers = {"Authorization": f"Bearer {fake.settings.as_token}"}
        async with aiohttp.ClientSession(headers=headers) as session:
            anna, bora = (f"@beringia_test_{name:a<26}:{fake.settings.domain}" for name in ("anna", "bora"))
            fake.world.user(fake.settings.bot)
            yield Site(fake, session, anna, bora)
