"""People on Telegram, people on Matrix, and the bridge between them: all real, but for Telegram's own servers."""

from __future__ import annotations

import asyncio
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from ruamel.yaml import YAML

from demo.synapse import Synapse
from tests.mtproto import keys
from tests.mtproto.model import Account, Channel
from tests.mtproto.server import API_HASH, API_ID, HOST, Server
from tests.support.command import Command
from tests.support.matrix_people import Person

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
            await person.until(room, partial(_answered, seen, answer))
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
    domain = synapse.server_name
    settings["bridge"] = {"permissions": {f"*:{domain}": "user", f"@root:{domain}": "admin"}}
    settings["live"] = {"relay": True}
    settings["telegram"] = {
        "api_id": API_ID,
        "api_hash": API_HASH,
        "server": f"{HOST}:{telegram.ports[2]}/2",
        "public_key": str(key),
    }
    with path.open("w") as stream:
        yaml.dump(settings, stream)


def _answered(seen: int, answer: str, said: list[str]) -> bool:
    return any(answer in one.lower() for one in said[seen:])
