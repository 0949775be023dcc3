"""History comes beneath a room in which real people live already: in its place, in silence, and found by all."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest

from bridge.model.codec import Item
from bridge.model.content import Written
from bridge.model.message import Message
from bridge.model.text import Text
from demo.people import invite_to_rooms
from demo.synapse import Account, Synapse, bedrock
from tests.support.command import Command
from tests.support.histories import chat, message, people, write_export

pytestmark = pytest.mark.xdist_group("living-room")
WORD = "Leuchtturmwaerterin"


@dataclass(frozen=True)
class Person:
    """Somebody with an account of their own, and a client."""

    synapse: Synapse
    account: Account

    def call(self, method: str, path: str, body: Any = None, **query: object) -> Any:
        words = "&".join(f"{key}={quote(str(value))}" for key, value in query.items())
        url = f"{self.synapse.address}/_matrix/client/v3/{path}?{words}"
        headers = {"Authorization": f"Bearer {self.account.access_token}"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, headers, method=method)  # noqa: S310 - our own http address
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - likewise
            return json.load(answer)

    def sync(self, since: str | None = None) -> Any:
        return self.call("GET", "sync", timeout=0, **({} if since is None else {"since": since}))

    def notified(self) -> list[str]:
        return [one["event"]["event_id"] for one in self.call("GET", "notifications")["notifications"]]

    def bodies(self, room: str) -> list[str]:
        """What was said, from the first to the last, as a client finds it by scrolling back."""
        said: list[str] = []
        token: str | None = None
        while True:
            page = self.call(
                "GET", f"rooms/{quote(room)}/messages", dir="b", limit=7, **({"from": token} if token else {})
            )
            said += [event["content"]["body"] for event in page["chunk"] if event["type"] == "m.room.message"]
            token = page.get("end")
            if token is None:
                return said[::-1]


def say(number: int) -> Message:
    return message(number, Written(Text(f"message {number} {WORD if number == 3 else ''}".strip())))


def told(*numbers: int) -> Iterator[Item]:
    yield chat()
    yield from people()
    yield from map(say, numbers)


@dataclass(frozen=True)
class Scene:
    """A room with a history from 20 to 39 in it, Grace who lives there, and what she has seen."""

    command: Command
    synapse: Synapse
    grace: Person
    room: str

    def bring(self, name: str, *numbers: int) -> None:
        self.command.do("plan", str(write_export(self.command.folder / name, told(*numbers))))
        assert "bedrock" in self.command.do("import")

    def newcomer(self, name: str) -> Person:
        person = Person(self.synapse, self.synapse.register_user(name, "a password"))
        invite_to_rooms(self.synapse.address, self.command.registration, person.account)
        return person


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    command = Command(tmp_path_factory.mktemp("living"))
    synapse = Synapse(command.folder / "synapse", registrations=[command.registration], extra={"modules": [bedrock()]})
    command.init(synapse)
    with synapse:
        grace = Person(synapse, synapse.register_user("grace", "a password"))
        scene = Scene(command, synapse, grace, "")
        scene.bring("first", *range(20, 40))
        [room] = invite_to_rooms(synapse.address, command.registration, grace.account)
        grace.call("PUT", f"rooms/{quote(room)}/send/m.room.message/1", {"msgtype": "m.text", "body": "I live here"})
        yield Scene(command, synapse, grace, room)


WHOLE = [say(number).content.text.plain for number in range(45)]  # type: ignore[union-attr]


def test_older_newer_and_overlapping_exports_come_in_silence_and_in_their_place(scene: Scene) -> None:
    since, notified = scene.grace.sync()["next_batch"], scene.grace.notified()
    scene.bring("older", *range(25))
    scene.bring("newer", *range(35, 45))
    news = scene.grace.sync(since)
    assert not news.get("rooms", {}).get("join")
    assert scene.grace.notified() == notified
    unread = scene.grace.sync()["rooms"]["join"][scene.room]["unread_notifications"]
    assert (unread.get("notification_count", 0), unread.get("highlight_count", 0)) == (0, 0)
    assert scene.grace.bodies(scene.room) == [*WHOLE, "I live here"]


def test_a_newcomer_sees_it_all(scene: Scene) -> None:
    ada = scene.newcomer("ada")
    assert ada.bodies(scene.room) == [*WHOLE, "I live here"]


def test_a_witness_proves_it_with_their_own_eyes(scene: Scene) -> None:
    token = scene.command.folder / "token"
    token.write_text(scene.grace.account.access_token)
    proof = scene.command.json("verify", "--witness", str(token))
    [found] = proof["chats"]
    assert not found["findings"]
    assert found["items"] == 45
    assert found["live"] >= 2


def test_a_witness_who_is_not_there_proves_nothing(scene: Scene) -> None:
    stranger = scene.synapse.register_user("stranger", "a password")
    token = scene.command.folder / "strange"
    token.write_text(stranger.access_token)
    done = scene.command.run("verify", "--witness", str(token))
    assert done.returncode == 1
    assert "cannot be read" in done.stdout


def test_search_finds_what_was_laid(scene: Scene) -> None:
    category = {"search_term": WORD, "filter": {"rooms": [scene.room]}}
    found = scene.grace.call("POST", "search", {"search_categories": {"room_events": category}})
    [result] = found["search_categories"]["room_events"]["results"]
    assert result["result"]["content"]["body"] == WHOLE[3]
