"""Reactions are told of once, by Telegram: what was given while nobody listened is looked for."""

from __future__ import annotations

import pytest

from bridge.model.amendment import ReactionChange
from bridge.model.ids import ChatId
from bridge.model.message import Message
from tests.support.telegram_login import linked, listening


class Cast:
    """Anna, whose account is linked, and Boris, in a supergroup and in a basic group."""

    def __init__(self, server):
        self.world = server.world
        self.anna, self.boris = self.world.add_user("Anna", phone="491512345678"), self.world.add_user("Boris")
        people = [self.anna, self.boris]
        self.places = (self.world.add_supergroup("Dogs", people), self.world.add_group("Cats", people))
        self.chats = (f"channel{self.places[0].id}", f"chat{self.places[1].id}")


@pytest.fixture
def cast(server):
    return Cast(server)


def changes(heard):
    """What is said of reactions, by the ids of the changes."""
    said = [(one.id, one.content) for one in heard if isinstance(one, Message)]
    found = [(name, content) for name, content in said if isinstance(content, ReactionChange)]
    return {name: tuple(reaction.emoji for reaction in content.reactions) for name, content in found}


async def begun(server, cast, place):
    """Everything is heard from now on, and then nobody listens; what was said, and what is remembered."""
    memory = await linked(server, cast.anna)
    async with listening(server, memory, *cast.chats) as running:
        for chat in cast.chats:
            await running.connector.follow(ChatId(chat))
        post = cast.world.say(place, cast.boris, "hello")
        await running.until(lambda heard: any(isinstance(one, Message) for one in heard))
    return memory, post


@pytest.mark.parametrize("number", [0, 1], ids=["supergroup", "basic group"])
async def test_reactions_of_the_time_away_are_heard(server, cast, number):
    memory, post = await begun(server, cast, cast.places[number])
    cast.world.react(post, cast.boris, "👍")
    async with listening(server, memory, *cast.chats) as running:
        await running.until(lambda heard: list(changes(heard).values()) == [("👍",)])


async def test_a_line_that_breaks_does_not_lose_reactions(server, cast):
    memory, post = await begun(server, cast, cast.places[0])
    async with listening(server, memory, *cast.chats) as running:
        server.faults.swallow(cast.anna)
        cast.world.react(post, cast.boris, "🔥")
        server.drop_connections()
        await running.until(lambda heard: ("🔥",) in changes(heard).values())


async def test_what_has_not_changed_is_the_same_change_again(server, cast):
    memory, post = await begun(server, cast, cast.places[0])
    cast.world.react(post, cast.boris, "👍")
    found = []
    for _ in range(2):
        async with listening(server, memory, *cast.chats) as running:
            found.append(changes(await running.until(changes)))
    assert found[0] == found[1] != {}
