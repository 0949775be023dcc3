"""People of a town who talk, edit, delete and react as they like, for as long as a day lasts; seeded."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import quote

from tests.mtproto.model import Group, Post
from tests.support.both_ends.books import Utterance
from tests.support.both_ends.town import Place, Town
from tests.support.both_ends.watching import AWAY, Watching, word_of
from tests.support.matrix_people import Json, Person

EMOJI = ("👍", "🔥", "🎉", "😁", "🤔")
RECENT = 60
"""How far back anybody looks for something to react to, or to change."""


@dataclass
class Talk:
    """All that is said, and who says it. ``pause``: s from one deed of a person to the next, on average."""

    town: Town
    seed: int
    pause: float
    said: list[Utterance] = field(default_factory=list)
    deeds: int = 0
    numbers: Any = field(default_factory=count)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, seconds: float) -> None:
        """Everybody at once, until the time is over and what was begun is done."""
        async with AsyncExitStack() as stack, asyncio.TaskGroup() as everybody:
            for number, name in enumerate(self.town.there):
                if name not in self.town.here:
                    everybody.create_task(self._live(Stranger(self, name, self._chance(number))))
            for number, (name, person) in enumerate(self.town.here.items()):
                client = await stack.enter_async_context(Watching(person))
                everybody.create_task(self._live(Client(self, name, self._chance(100 + number), person, client)))
                everybody.create_task(self._live(Speaker(self, name, self._chance(200 + number))))
            await asyncio.sleep(seconds)
            self.over.set()

    def add(self, place: Place, author: str, *, is_here: bool, answers: Utterance | None) -> Utterance:
        """A new text, with a word of its own."""
        word = f"w{next(self.numbers):06}"
        text = f"{word} said by {author}"
        new = Utterance(word, place, author, is_here, text, answers.word if answers else None)
        self.said.append(new)
        return new

    def _chance(self, number: int) -> random.Random:
        return random.Random(self.seed * 1000 + number)

    async def _live(self, person: Stranger | Client) -> None:
        while not self.over.is_set():
            await asyncio.sleep(person.chance.expovariate(1 / self.pause))
            await person.act()
            self.deeds += 1


@dataclass
class Stranger:
    """Somebody on Telegram."""

    talk: Talk
    name: str
    chance: random.Random

    async def act(self) -> None:
        """One deed, if there is something to do it with."""
        deeds: list[Callable[[], Awaitable[None] | None]] = [self.say, self.edit, self.delete, self.react]
        [deed] = self.chance.choices(deeds, weights=[5, 1, 0.6, 1.5])
        done = deed()
        if done is not None:
            await done

    def say(self) -> None:
        place, answered = self._somewhere()
        world, me = self.talk.town.telegram.world, self.talk.town.there[self.name]
        post = self._post(answered) if answered else None
        new = self.talk.add(place, self.name, is_here=False, answers=answered if post else None)
        new.post = world.say(place.chat, me, new.text, reply_to=post)

    def edit(self) -> None:
        for one in self._own():
            one.versions += 1
            one.text = f"{one.word} for the {one.versions}. time"
            self.talk.town.telegram.world.edit(one.post, one.text)  # type: ignore[arg-type]  # own ones have a post

    def delete(self) -> None:
        for one in self._own():
            one.gone = True
            self.talk.town.telegram.world.delete(one.post)  # type: ignore[arg-type]  # as above

    def react(self) -> None:
        for one in self._some(self._recent()):
            post = self._post(one)
            if post is None:
                return
            emoji = None if self.name in one.reactions and self.chance.random() < 0.5 else self.chance.choice(EMOJI)
            one.reactions.pop(self.name, None)
            if emoji is not None:
                one.reactions[self.name] = emoji
            me = self.talk.town.there[self.name]
            self.talk.town.telegram.world.react(post, me, *([emoji] if emoji else []))

    def _somewhere(self) -> tuple[Place, Utterance | None]:
        place = self.chance.choice(self.talk.town.places)
        answered = self._some(one for one in self._recent() if one.place is place)
        return place, answered[0] if answered and self.chance.random() < 0.2 else None

    def _own(self) -> list[Utterance]:
        return self._some(one for one in self._recent() if self._is_mine(one))

    def _is_mine(self, one: Utterance) -> bool:
        return one.author == self.name and not one.is_here and one.post is not None

    def _recent(self) -> list[Utterance]:
        return [one for one in self.talk.said[-RECENT:] if not one.gone]

    def _some(self, among: Any) -> list[Utterance]:
        """One of them, or none."""
        found = list(among)
        return [self.chance.choice(found)] if found else []

    def _post(self, one: Utterance) -> Post | None:
        """None as long as it has not arrived."""
        if one.post is None:
            first = next(iter(self.talk.town.there.values()))
            posts = self.talk.town.telegram.world.messages(one.place.chat, first)
            one.post = next((post for post in reversed(posts) if word_of(post.text) == one.word), None)
        return one.post


class Speaker(Stranger):
    """Somebody who has a linked account, and uses Telegram itself at times. Reacts in Matrix only."""

    def react(self) -> None:
        self.say()


@dataclass
class Client(Stranger):
    """Somebody in Matrix, whose client tries until the homeserver has taken what it sends."""

    person: Person
    client: Watching
    numbers: Any = field(default_factory=count)
    given: dict[str, str] = field(default_factory=dict)
    """The event of the reaction that was given to each word."""

    @property
    def _is_ear(self) -> bool:
        return self.name == next(iter(self.talk.town.here))

    def _can_name(self, one: Utterance) -> bool:
        """In a basic group only the numbers of the account that hears are known, and of what each said itself."""
        return self._is_ear or not isinstance(one.place.chat, Group) or (one.is_here and one.author == self.name)

    async def say(self) -> None:  # type: ignore[override]  # a client waits
        place, answered = self._somewhere()
        event = self._event(answered) if answered and self._can_name(answered) else None
        new = self.talk.add(place, self.name, is_here=True, answers=answered if event else None)
        content: Json = {"msgtype": "m.text", "body": new.text}
        if event is not None:
            content["m.relates_to"] = {"m.in_reply_to": {"event_id": event}}
        new.event = await self._send(place, "m.room.message", content)

    async def edit(self) -> None:  # type: ignore[override]  # as above
        for one in self._own():
            one.versions += 1
            one.text = f"{one.word} for the {one.versions}. time"
            new = {"msgtype": "m.text", "body": one.text}
            relation = {"rel_type": "m.replace", "event_id": one.event}
            content = {**new, "body": f"* {one.text}", "m.new_content": new, "m.relates_to": relation}
            await self._send(one.place, "m.room.message", content)

    async def delete(self) -> None:  # type: ignore[override]  # as above
        for one in self._own():
            one.gone = True
            await self._redact(one.place, str(one.event))

    async def react(self) -> None:  # type: ignore[override]  # as above
        for one in self._some(one for one in self._recent() if self._can_name(one)):
            event = self._event(one)
            if event is None:
                return
            if one.word in self.given:
                one.reactions.pop(self.name, None)
                await self._redact(one.place, self.given.pop(one.word))
                return
            emoji = one.reactions[self.name] = self.chance.choice(EMOJI)
            relation = {"rel_type": "m.annotation", "event_id": event, "key": emoji}
            self.given[one.word] = await self._send(one.place, "m.reaction", {"m.relates_to": relation})

    def _is_mine(self, one: Utterance) -> bool:
        return one.author == self.name and one.is_here and one.event is not None

    def _event(self, one: Utterance) -> str | None:
        return one.event or self.client.events.get(one.word)

    async def _send(self, place: Place, kind: str, content: Json) -> str:
        answer = await self._insist(f"rooms/{quote(place.room)}/send/{kind}/day-{next(self.numbers)}", content)
        return str(answer["event_id"])

    async def _redact(self, place: Place, event: str) -> None:
        await self._insist(f"rooms/{quote(place.room)}/redact/{quote(event)}/day-{next(self.numbers)}", {})

    async def _insist(self, path: str, content: Json) -> Any:
        while True:
            try:
                return await self.person.call("PUT", path, content)
            except AWAY:
                await asyncio.sleep(0.3)
