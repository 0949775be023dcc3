"""Whatever is heard as it happens is in the history as the same item: neither doubles nor contradicts the other."""

from __future__ import annotations

import pytest
from telethon.tl import types

from bridge.model.ids import ChatId
from bridge.model.message import Message
from tests.media_samples import png
from tests.support.telegram_login import linked, listening

PHONE = "491512345678"


class Yard:
    """Anna, whose account is linked, and Bora; what happens among them."""

    def __init__(self, server):
        self.world = server.world
        self.anna = self.world.add_user("Anna", phone=PHONE)
        self.bora = self.world.add_user("Bora")
        self.dana = self.world.add_user("Dana")

    def chat(self, kind):
        if kind == "private":
            return self.anna, f"user{self.bora.id}"
        if kind == "group":
            group = self.world.add_group("Shed", [self.anna, self.bora])
            return group, f"chat{group.id}"
        garden = self.world.add_supergroup("Garden", [self.anna, self.bora], forum=kind == "forum")
        return garden, f"channel{garden.id}"

    def talk(self, where):
        """Words, decorated and answered; files, albums, a poll, a place."""
        world, bora = self.world, self.bora
        first = world.say_html(where, bora, "🌱 <b>beans <i>and</i></b> peas")
        world.say(where, bora, "all of them?", reply_to=first, quote="beans")
        for name in ("a", "b", "c"):
            world.say(where, bora, name, media=world.photo(png()), grouped_id=77)
        world.say(where, bora, "read this", media=world.file(b"beans", "beans.pdf"))
        world.say(where, bora, "", media=world.poll("Seeds?", "Yes", "No"))
        world.say(where, bora, "", media=types.MessageMediaGeo(types.GeoPoint(4.5, 52.5, 0)))
        world.say(where, bora, "", media=types.MessageMediaDice(4, "🎲"))

    def change(self, chat):
        """Somebody comes and goes; the group is renamed, gets a picture, and something is pinned."""
        world = self.world
        world.join(chat, self.dana, inviter=self.bora)
        world.leave(chat, self.dana)
        world.set_title(chat, "Yard", self.anna)
        world.set_photo(chat, png(), self.anna)
        world.pin(world.say(chat, self.bora, "pin this"), self.anna)


@pytest.fixture
def yard(server):
    return Yard(server)


def items(heard):
    """What was said and happened, by its id: amendments are no part of a history."""
    return {one.id: one for one in heard if isinstance(one, Message) and one.id.isdecimal()}


async def past(connector, name):
    pages = connector.history(ChatId(name))
    return items([one async for page in pages for one in page])


@pytest.mark.parametrize("kind", ["private", "group", "supergroup"])
async def test_what_is_heard_is_what_was_said(server, yard, kind):
    where, name = yard.chat(kind)
    yard.world.say(where, yard.bora, "hello")
    async with listening(server, await linked(server, yard.anna), name) as running:
        newest = await running.connector.follow(ChatId(name))
        yard.talk(where)
        if kind != "private":
            yard.change(where)
        yard.world.say(where, yard.bora, "the end")
        await running.until(lambda heard: any("the end" in str(one) for one in heard))
        known = await past(running.connector, name)
        live = items(running.heard)
        assert live == {number: item for number, item in known.items() if int(number) > int(newest or 0)}
        assert len(live) >= (10 if kind == "private" else 16)


async def test_topics_are_the_same_live_and_past(server, yard):
    forum, name = yard.chat("forum")
    async with listening(server, await linked(server, yard.anna), name) as running:
        newest = await running.connector.follow(ChatId(name))
        topic = yard.world.topic(forum, "Seeds", yard.bora)
        first = yard.world.say(forum, yard.bora, "beans", topic=topic)
        yard.world.say(forum, yard.bora, "the end", topic=topic, reply_to=first)
        await running.until(lambda heard: any("the end" in str(one) for one in heard))
        known = await past(running.connector, name)
        live = items(running.heard)
        assert live == {number: item for number, item in known.items() if int(number) > int(newest or 0)}
        assert {item.thread for item in live.values()} == {None, str(topic.id)}
