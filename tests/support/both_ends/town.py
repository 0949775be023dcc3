"""People on Telegram, people on Matrix, several chats that both are in, and a bridge that may be killed at any time."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from demo.synapse import Synapse, bedrock, free_port
from tests.mtproto.model import Account, Channel, Group
from tests.mtproto.server import Server
from tests.support.command import ROOT, Command
from tests.support.matrix_people import PATIENCE, Person
from tests.support.telegram_story import configure

STRANGERS = ("Boris", "Clara", "Emil")
"""On Telegram only."""
LINKED = ("Anna", "Dana")
"""On both sides; the first of them moves the chats."""
CODE = "1-2-3-4-5"
NETWORK = "(Telegram)"
AT_ONCE = 8
"""Chats that are bridged in one run of the bridge."""


@dataclass(frozen=True)
class Place:
    """One chat, and the room it has become."""

    chat: Group | Channel
    room: str


@dataclass(frozen=True)
class Databases:
    """libpq addresses; None: SQLite."""

    homeserver: str | None = None
    bridge: str | None = None


@dataclass
class Town:
    """Everybody and everything."""

    telegram: Server
    synapse: Synapse
    command: Command
    there: dict[str, Account] = field(default_factory=dict)
    here: dict[str, Person] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)
    bridge: subprocess.Popen[bytes] | None = None
    profile: Path | None = None
    """Where the bridge writes what it spends its time with, once it is stopped."""

    def start(self) -> None:
        """The bridge begins to run."""
        if self.profile is None:
            self.bridge = self.command.start("run")
            return
        config = str(self.command.folder / "config.yaml")
        line = [sys.executable, "-m", "cProfile", "-o", str(self.profile), "-m", "bridge", "--config", config, "run"]
        with (self.command.folder / "errors.log").open("ab") as errors:
            self.bridge = subprocess.Popen(line, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=errors)

    async def kill(self) -> None:
        """SIGKILL."""
        if self.bridge is not None:
            self.bridge.kill()
            await asyncio.to_thread(self.bridge.wait)

    async def stop(self) -> None:
        """SIGTERM, and wait."""
        if self.bridge is not None:
            self.bridge.terminate()
            await asyncio.to_thread(self.bridge.wait)

    async def arrive(self, strangers: Sequence[str] = STRANGERS, linked: Sequence[str] = LINKED) -> None:
        """People get their accounts, and those who have two link them."""
        for number, name in enumerate((*linked, *strangers)):
            self.there[name] = self.telegram.world.add_user(name, phone=f"155501000{number:02}")
        for name in linked:
            account = await asyncio.to_thread(self.synapse.register_user, name.lower(), "a password")
            self.here[name] = Person(self.synapse, account)

    async def link(self, name: str) -> str:
        """Link an account by talking to the bot; the room in which that was done."""
        person, phone = self.here[name], f"+{self.there[name].phone}"
        room = await person.direct_chat(f"@beringia_bot:{self.synapse.server_name}")
        await person.until(room, lambda said: any("login" in one for one in said))
        for words, answer in (("login phone", "number"), (phone, "code"), (CODE, "linked")):
            seen = len(await person.reads(room))
            await person.say(room, words)
            await person.until(room, lambda said, seen=seen, answer=answer: answer in " ".join(said[seen:]).lower())  # type: ignore[misc]  # mypy does not follow defaults
        return room

    async def move(self, talk: str, chat: Group | Channel, *others: str) -> Place:
        """The first of those who are linked bridges a chat, and asks the others in."""
        first, *_ = self.here.values()
        known = await _asked_into(first)
        await first.say(talk, f"bridge {chat.title}")
        room = await _invited(first, known, talk)
        await first.join(room)
        for name in others:
            await first.call("POST", f"rooms/{room}/invite", {"user_id": self.here[name].id})
            await self.here[name].join(room)
        place = Place(chat, room)
        self.places.append(place)
        return place

    async def settle_down(self, supergroups: int, groups: int) -> None:
        """Everybody links, and so many chats that everybody is in are bridged."""
        everybody = list(self.there.values())
        world, names = self.telegram.world, list(self.here)
        chats: list[Group | Channel] = [
            world.add_supergroup(f"Square {number}", everybody) for number in range(supergroups)
        ]
        chats += [world.add_group(f"Corner {number}", everybody) for number in range(groups)]
        talk, *_ = [await self.link(name) for name in names]
        for number, chat in enumerate(chats):
            if number % AT_ONCE == 0:  # the bot is patient with so many commands only; a restart forgives
                await self.stop()
                self.start()
            await self.move(talk, chat, *names[1:])


async def _invited(person: Person, known: set[str], talk: str) -> str:
    """The room into which somebody was asked after a command."""
    end = asyncio.get_running_loop().time() + PATIENCE
    while not (new := await _asked_into(person) - known):
        assert asyncio.get_running_loop().time() < end, (await person.reads(talk))[-4:]
        await asyncio.sleep(0.2)
    return new.pop()


async def _asked_into(person: Person) -> set[str]:
    """The homeserver keeps the answer to a question for minutes, so each is another one."""
    question = {"room": {"timeline": {"limit": 1 + next(person.numbers)}, "state": {"types": []}}}
    answer = await person.call("GET", "sync", timeout=0, filter=json.dumps(question))
    return set(answer.get("rooms", {}).get("invite", {}))


@asynccontextmanager
async def town(folder: Path, databases: Databases | None = None, *, plain: bool = False) -> AsyncIterator[Town]:
    """A homeserver and a Telegram that run, and a bridge that is configured, in this folder, but does not run yet."""
    databases, command = databases or Databases(), Command(folder)
    extra: dict[str, Any] = {} if plain else {"modules": [bedrock()]}
    synapse = Synapse(
        folder / "synapse", registrations=[command.registration], database=databases.homeserver, extra=extra
    )
    async with Server() as telegram:
        await asyncio.to_thread(configure, command, telegram, synapse, free_port())
        if databases.bridge is not None:
            _keep_in(folder / "config.yaml", databases.bridge)
        await asyncio.to_thread(synapse.start)
        built = Town(telegram, synapse, command)
        try:
            yield built
        finally:
            await built.kill()
            await asyncio.to_thread(synapse.stop)
            assert not telegram.failures, telegram.failures


def _keep_in(path: Path, uri: str) -> None:
    yaml = YAML()
    settings = yaml.load(path)
    settings["database"]["uri"] = uri
    with path.open("w") as stream:
        yaml.dump(settings, stream)
