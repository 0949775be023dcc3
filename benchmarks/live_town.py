"""A town for the live benchmarks: rooms that are bridged, a person who sees them, and what is said by whom, when."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote

import aiohttp

from benchmarks.bare_client import ALPHABET, BareClient
from benchmarks.databases import each_database
from registration.document import load as load_registration
from tests.support.both_ends.town import STRANGERS, Databases, Place, Town, town
from tests.support.both_ends.watching import Watching, word_of
from tests.support.matrix_people import Person

TOO_FAST = 429
"""The homeserver lets nobody make many rooms at a time."""
DEVICE = "BERINGIA"
"""The device from which the bare client's ghosts speak, as the bridge's do from theirs."""


@dataclass
class Bustle:
    """A town with its clients. Words are counted, and each is said once."""

    town: Town
    watching: Watching
    session: aiohttp.ClientSession
    bare: BareClient
    person: Person
    arrived_there: dict[str, float] = field(default_factory=dict)
    """When each word was on Telegram."""
    numbers: Any = field(default_factory=count)

    def word(self) -> str:
        """One that nobody has said yet."""
        return f"w{next(self.numbers):06}"

    def say_there(self, place: Place) -> str:
        """Somebody on Telegram says a new word."""
        word = self.word()
        name = STRANGERS[next(self.numbers) % len(STRANGERS)]
        self.town.telegram.world.say(place.chat, self.town.there[name], _text(word))
        return word

    async def say_here(self, room: str) -> str:
        """The person says a new word in Matrix; returns once the homeserver has it."""
        word = self.word()
        path = f"/_matrix/client/v3/rooms/{quote(room)}/send/m.room.message/{word}"
        await self._put(path, word, self.person.account.access_token)
        return word

    async def say_as(self, ghost: str, room: str) -> str:
        """A ghost says a new word in Matrix, without a bridge."""
        word = self.word()
        path = f"/_matrix/client/v3/rooms/{quote(room)}/send/m.room.message/{word}"
        await self.bare.call("PUT", path, _content(word), {"user_id": ghost, "device_id": DEVICE})
        return word

    async def ghosts(self, rooms: Sequence[str]) -> list[str]:
        """As many as there are people on Telegram, each with a device, and in all these rooms."""
        names = ["beringia_bare_" + "".join(secrets.choice(ALPHABET) for _ in range(26)) for _ in STRANGERS]
        return [await self._ghost(name, rooms) for name in names]

    async def _ghost(self, name: str, rooms: Sequence[str]) -> str:
        user = f"@{name}:{self.bare.domain}"
        await self.bare.call("POST", "register", {"type": "m.login.application_service", "username": name})
        await self.bare.call("PUT", f"devices/{DEVICE}", {"display_name": "Bare"}, {"user_id": user})
        for room in rooms:
            await self.bare.call("POST", f"rooms/{quote(room)}/invite", {"user_id": user})
            await self.bare.call("POST", f"join/{quote(room)}", {}, {"user_id": user})
        return user

    async def own_room(self) -> str:
        """A room of the person's own, which is not bridged."""
        while True:
            try:
                answer = await self.person.call("POST", "createRoom", {"preset": "private_chat", "room_version": "11"})
                return str(answer["room_id"])
            except HTTPError as refusal:
                if refusal.code != TOO_FAST:
                    raise
                await asyncio.sleep(1)

    async def _put(self, path: str, word: str, token: str) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        async with self.session.put(self.bare.address + path, json=_content(word), headers=headers) as answer:
            assert answer.status == 200, await answer.text()
            await answer.read()


def _content(word: str) -> dict[str, Any]:
    return {"msgtype": "m.text", "body": _text(word), "m.mentions": {}}


def _text(word: str) -> str:
    return f"{word} is what I wanted to say, and I say it at some length, as people do."


@asynccontextmanager
async def bustle(
    folder: Path, databases: Databases, rooms: int, *, profile: Path | None = None
) -> AsyncIterator[Bustle]:
    """So many bridged rooms, with one person of Matrix and three of Telegram in each."""
    async with town(folder, databases) as built, aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(None)) as session:
        built.profile = profile
        built.start()
        await built.arrive(linked=("Anna",))
        await built.settle_down(supergroups=rooms, groups=0)
        registration = load_registration(built.command.registration)
        token = registration.as_token.get_secret_value()
        async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"}) as bare_session:
            bare = BareClient(bare_session, built.synapse.address, built.synapse.server_name)
            person = built.here["Anna"]
            async with Watching(person) as watching:
                made = Bustle(built, watching, session, bare, person)
                _note_arrivals(made)
                yield made
        await built.stop()


def _note_arrivals(made: Bustle) -> None:
    """Telegram tells its sessions of every message; so it tells us."""
    delivery = made.town.telegram.world.delivery
    deliver = delivery.in_channel

    def noted(channel: Any, build: Any, *, count: int = 1, post: Any = None) -> None:
        word = word_of(post.text) if post is not None else None
        if word is not None:
            made.arrived_there.setdefault(word, perf_counter())
        deliver(channel, build, count=count, post=post)

    delivery.in_channel = noted  # type: ignore[method-assign]  # the post office knows nothing of us


def on_each_database(
    folder: Path, measure: Callable[[Path, Databases], Coroutine[Any, Any, None]], *, only_sqlite: bool
) -> None:
    """Both the homeserver and the bridge keep their data in it."""
    for name, make in each_database(only_sqlite=only_sqlite):
        print(f"  Synapse and Beringia on {name}", flush=True)
        place = folder / name
        place.mkdir(parents=True)
        asyncio.run(measure(place, Databases(make(), make())))
