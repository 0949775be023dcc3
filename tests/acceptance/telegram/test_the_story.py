"""The whole story: two people on Telegram, two on Matrix, one conversation."""

from __future__ import annotations

import asyncio
import signal
import subprocess
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from demo.synapse import Synapse, bedrock, free_port
from tests.mtproto import keys
from tests.mtproto.model import Account, Channel
from tests.mtproto.server import API_HASH, API_ID, HOST, Server
from tests.support.command import Command
from tests.support.matrix_people import Person

pytestmark = pytest.mark.xdist_group("telegram")
PAST = [f"history {number}" for number in range(25)]


@dataclass
class Story:
    """Everybody, and the bridge between them."""

    telegram: Server
    synapse: Synapse
    command: Command
    anna: Person
    dana: Person
    anna_there: Account
    boris: Account
    crew: Channel
    bridge: subprocess.Popen[bytes] | None = None

    @property
    def bot(self) -> str:
        return f"@beringia_bot:{self.synapse.server_name}"

    def start(self) -> None:
        self.bridge = self.command.start("run")

    def stop(self, number: int = signal.SIGTERM) -> int:
        assert self.bridge is not None
        self.bridge.send_signal(number)
        return self.bridge.wait(30)

    def said_there(self) -> list[str]:
        return [post.text for post in self.telegram.world.messages(self.crew) if post.text]

    async def until_there(self, wanted: Callable[[list[str]], object], seconds: float = 40) -> None:
        """Wait until what stands on Telegram is so."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while not wanted(self.said_there()):
            assert loop.time() < end, self.said_there()[-8:]
            await asyncio.sleep(0.1)

    async def link(self, person: Person, phone: str) -> str:
        """Link an account by talking to the bot."""
        room = await person.direct_chat(self.bot)
        await person.until(room, lambda said: any("login" in one for one in said))
        for words, answer in (("login phone", "number"), (phone, "code"), ("1-2-3-4-5", "linked")):
            seen = len(await person.reads(room))
            await person.say(room, words)
            await person.until(
                room, lambda said, seen=seen, answer=answer: any(answer in one.lower() for one in said[seen:])
            )  # type: ignore[misc]
        return room


def configure(command: Command, telegram: Server, synapse: Synapse, port: int) -> None:
    command.do(
        "init",
        "--yes",
        "--domain",
        synapse.server_name,
        "--address",
        synapse.address,
        "--url",
        f"http://127.0.0.1:{port}",
    )
    path, yaml = command.folder / "config.yaml", YAML()
    settings = yaml.load(path)
    key = command.folder / "telegram.pem"
    key.write_bytes(keys.PUBLIC_PEM)
    settings["bridge"] = {"permissions": {f"*:{synapse.server_name}": "user"}}
    settings["live"] = {"relay": True}
    settings["telegram"] = {
        "api_id": API_ID,
        "api_hash": API_HASH,
        "server": f"{HOST}:{telegram.ports[2]}/2",
        "public_key": str(key),
    }
    with path.open("w") as stream:
        yaml.dump(settings, stream)


@pytest.fixture(params=["bedrock", "plain"])
async def story(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Story]:
    command = Command(tmp_path)
    extra: dict[str, Any] = {"modules": [bedrock()]} if request.param == "bedrock" else {}
    synapse = Synapse(tmp_path / "synapse", registrations=[command.registration], extra=extra)
    async with Server() as telegram:
        configure(command, telegram, synapse, free_port())
        await asyncio.to_thread(synapse.start)
        world = telegram.world
        anna, boris = world.add_user("Anna", phone="15550100001"), world.add_user("Boris", phone="15550100002")
        crew = world.add_supergroup("Crew", members=[anna, boris])
        for number, words in enumerate(PAST):
            world.say(crew, (anna, boris)[number % 2], words)
        people = [Person(synapse, synapse.register_user(name, "a password")) for name in ("anna", "dana")]
        told = Story(telegram, synapse, command, people[0], people[1], anna, boris, crew)
        told.start()
        try:
            yield told
        finally:
            if told.bridge is not None and told.bridge.poll() is None:
                told.bridge.kill()
                told.bridge.wait()
            await asyncio.to_thread(synapse.stop)
            assert not telegram.failures


async def test_a_group_moves_and_talks_meanwhile(story: Story) -> None:
    world, anna, dana = story.telegram.world, story.anna, story.dana
    talk = await story.link(anna, "+1 555 010-0001")
    await anna.say(talk, "migrate Crew")
    await anna.until(talk, lambda said: any("messages" in one and "Crew" in one for one in said[-2:]))
    [room] = await anna.invitations()
    await anna.join(room)
    assert [one for one in await anna.reads(room) if one.startswith("history")] == PAST
    await anna.call("POST", f"rooms/{room}/invite", {"user_id": dana.id})
    await dana.join(room)

    first = world.say(story.crew, story.boris, "hello from there")
    await anna.until(room, lambda said: "hello from there" in said)
    mine = await anna.say(room, "hello from here")
    await story.until_there(lambda said: "hello from here" in said)
    world.edit(first, "hello, edited")
    await anna.edit(room, mine, "hello, edited too")
    await anna.until(room, lambda said: "hello, edited" in said)
    await story.until_there(lambda said: "hello, edited too" in said)

    assert story.stop(signal.SIGKILL) != 0
    world.say(story.crew, story.boris, "while you were away")
    gone = world.say(story.crew, story.boris, "soon gone")
    await anna.say(room, "said to nobody yet")
    world.edit(first, "edited while away")
    world.delete(gone)
    story.start()
    await anna.until(room, lambda said: "while you were away" in said and "edited while away" in said)
    await story.until_there(lambda said: "said to nobody yet" in said)

    await asyncio.to_thread(story.synapse.restart)
    world.say(story.crew, story.boris, "after the restart")
    await anna.until(room, lambda said: "after the restart" in said)
    await anna.say(room, "I see")
    await story.until_there(lambda said: "I see" in said)

    here, there = await anna.reads(room), story.said_there()
    assert "soon gone" not in here
    live = [one for one in here if not one.startswith(("history", "Anna created"))]
    assert sorted(live) == sorted(one for one in there if not one.startswith("history"))
    assert story.stop() == 0
