"""The bot in direct chats as people's clients make them, on a real homeserver."""

from __future__ import annotations

import json
import secrets
import time
import urllib.request
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest

from bridge.commands.door import Door
from bridge.matrix.rooms import prepare_bot
from bridge.people.permissions import Permissions
from demo.synapse import Account, Synapse
from tests.support.access import Access
from tests.support.commands import FakeServices, Script, ask, scan, settle


@dataclass
class Talk:
    """Somebody's direct chat with the bot: what they do in their client, and what the bot hears of it."""

    synapse: Synapse
    account: Account
    bot: str
    door: Door
    services: FakeServices
    room: str = ""

    def call(self, method: str, path: str, body: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {self.account.access_token}"}
        data = None if body is None else json.dumps(body).encode()
        url = f"{self.synapse.address}/_matrix/client/v3/{path}"
        request = urllib.request.Request(url, data, headers, method=method)  # noqa: S310 - our own http address
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - likewise
            return json.load(answer)

    async def begin(self, **wanted: Any) -> None:
        """Begin a direct chat, as clients do."""
        request = {"is_direct": True, "preset": "trusted_private_chat", "invite": [self.bot], **wanted}
        self.room = self.call("POST", "createRoom", request)["room_id"]
        await self.hear("m.room.member", {"membership": "invite"}, f"$invite{self.room}", state_key=self.bot)

    async def type(self, text: str) -> str:
        """Type something; its event id."""
        path = f"rooms/{quote(self.room)}/send/m.room.message/{secrets.token_hex(4)}"
        content = {"msgtype": "m.text", "body": text}
        event: str = self.call("PUT", path, content)["event_id"]
        await self.hear("m.room.message", content, event)
        return event

    async def hear(self, kind: str, content: dict[str, Any], event: str, **more: Any) -> None:
        found = {"type": kind, "room_id": self.room, "event_id": event, "sender": self.account.user_id}
        await self.door.handle({**found, "content": content, **more})
        await settle()

    @property
    def said(self) -> list[dict[str, Any]]:
        """What the bot said, as the person's client has it."""
        page = self.call("GET", f"rooms/{quote(self.room)}/messages?dir=f&limit=100")
        return [event for event in page["chunk"] if event["sender"] == self.bot and event["type"] == "m.room.message"]

    def event(self, event: str) -> Any:
        return self.call("GET", f"rooms/{quote(self.room)}/event/{quote(event)}")

    def membership(self) -> Any:
        return self.call("GET", f"rooms/{quote(self.room)}/state/m.room.member/{quote(self.bot)}")


@pytest.fixture
async def talk(synapse: Synapse) -> AsyncIterator[Talk]:
    access, services = Access(synapse.address), FakeServices()
    account = synapse.register_user(f"person{secrets.token_hex(4)}", "a password")
    async with access.client() as homeserver:
        await prepare_bot(homeserver)
        permissions = Permissions.configured(access.domain, {"*": "user"})
        door = Door(homeserver, services.all, permissions, lambda: time.time_ns() // 1_000_000)
        yield Talk(synapse, account, access.bot, door, services)
        await door.close()


async def test_the_bot_comes_when_a_client_begins_a_direct_chat(talk: Talk) -> None:
    await talk.begin()
    assert talk.membership()["membership"] == "join"
    assert talk.said[0]["content"]["body"].startswith("Hello!")


async def test_the_bot_stays_out_of_what_it_may_not_enter_and_says_why(talk: Talk) -> None:
    talk.door._permissions = Permissions.configured("nowhere.example", {})
    await talk.begin()
    member = talk.membership()
    assert (member["membership"], member["reason"]) == ("leave", "You may not use this bridge. Ask whoever runs it.")


async def test_a_password_is_gone_from_the_room_before_it_is_used(talk: Talk) -> None:
    script = Script(ask("password", "Type your password."), None)
    talk.services.scripts.append(script)
    await talk.begin()
    await talk.type("login phone")
    seen: list[Any] = []
    script.before = lambda: seen.append(talk.event(typed_now(talk))["content"])
    event = await talk.type("correct horse battery")
    assert (script.answers, seen, talk.event(event)["content"]) == (["correct horse battery"], [{}], {})
    assert "is linked" in talk.said[-1]["content"]["body"]


def typed_now(talk: Talk) -> str:
    """The person's newest message."""
    page = talk.call("GET", f"rooms/{quote(talk.room)}/messages?dir=b&limit=5")
    mine = [event for event in page["chunk"] if event["sender"] == talk.account.user_id]
    newest: str = next(event["event_id"] for event in mine if event["type"] == "m.room.message")
    return newest


async def test_where_the_bot_has_no_right_to_remove_it_says_so(talk: Talk) -> None:
    talk.services.scripts.append(Script(ask("password", "Type your password."), None))
    await talk.begin(preset="private_chat")
    await talk.type("login phone")
    event = await talk.type("correct horse battery")
    assert talk.event(event)["content"]["body"] == "correct horse battery"
    assert any("please delete it yourself, now" in found["content"]["body"] for found in talk.said)


async def test_a_picture_is_shown_and_gone_when_it_was_scanned(talk: Talk) -> None:
    script = Script(scan(), None)
    talk.services.scripts.append(script)
    await talk.begin()
    await talk.type("login")
    picture = talk.said[-1]
    assert picture["content"]["msgtype"] == "m.image" and picture["content"]["url"].startswith("mxc://")
    script.scan.set()
    while "is linked" not in talk.said[-1]["content"].get("body", ""):
        await settle()
    assert talk.event(picture["event_id"])["content"] == {}


async def test_progress_is_one_message_that_ends_with_the_result(talk: Talk) -> None:
    await talk.begin()
    await talk.type("migrate Tea round")
    while "is here" not in str(talk.said):
        await settle()
    first = talk.said[1]
    newest = talk.event(first["event_id"])["unsigned"]["m.relations"]["m.replace"]["content"]["m.new_content"]
    assert first["content"]["body"].startswith("Moving Tea round here.") and "is here" in newest["body"]
