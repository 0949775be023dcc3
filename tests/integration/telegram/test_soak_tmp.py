"""Listening to an account at a real MTProto server: nothing is lost, whatever breaks."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress

import pytest

from bridge.errors import LoginLost, NetworkRefused, NetworkWait
from bridge.model.amendment import Deletion, Revision
from bridge.model.content import Written
from bridge.model.fleeting import Typing
from bridge.model.ids import ChatId, MessageId
from bridge.model.message import Message
from bridge.model.person import Person
from bridge.model.text import Text
from bridge.sources.connector import Heard, Utterance
from bridge.sources.telegram.live.waits import Clock
from tests.support.telegram_login import Listening, gate_of, linked, listening
from tests.support.telegram_sequences import Time

PHONE = "491512345678"


class Crash(Exception):
    """The receiver cannot keep what it was given."""


class Cast:
    """Anna, whose account is linked; Boris; their group and supergroup."""

    def __init__(self, server):
        self.world = server.world
        self.anna = self.world.add_user("Anna", phone=PHONE)
        self.boris = self.world.add_user("Boris")
        self.group = self.world.add_group("Cats", [self.anna, self.boris])
        self.super = self.world.add_supergroup("Dogs", [self.anna, self.boris])
        self.chats = (f"chat{self.group.id}", f"channel{self.super.id}", f"user{self.boris.id}")

    def say(self, where, *texts):
        return [self.world.say(where, self.boris, text) for text in texts]


@pytest.fixture
def cast(server):
    return Cast(server)


def said(*texts):
    """Until these were said, in this order, in one chat or several."""
    return lambda heard: words(heard) == list(texts)


def words(heard):
    """What was said, each once: the first time that it was heard."""
    messages = {
        (one.chat, one.id): one.content.text.plain
        for one in heard
        if isinstance(one, Message) and isinstance(one.content, Written)
    }
    return list(messages.values())


def contents(heard, kind):
    return [one.content for one in heard if isinstance(one, Message) and isinstance(one.content, kind)]


async def ready(running: Listening, cast: Cast) -> None:
    """From now on everything is heard."""
    for chat in cast.chats:
        if chat in running.chats:
            await running.connector.follow(ChatId(chat))


async def test_what_is_said_in_groups_supergroups_and_private_chats_is_heard(server, cast):
    async with listening(server, await linked(server, cast.anna), *cast.chats) as running:
        await ready(running, cast)
        cast.say(cast.group, "in the group")
        cast.say(cast.super, "in the supergroup")
        cast.say(cast.anna, "between us")
        await running.until(lambda heard: {"in the group", "in the supergroup", "between us"} == set(words(heard)))


async def test_people_come_before_their_first_message(server, cast):
    async with listening(server, await linked(server, cast.anna), *cast.chats) as running:
        await ready(running, cast)
        cast.say(cast.group, "hello")
        heard = await running.until(said("hello"))
        first = next(place for place, one in enumerate(heard) if isinstance(one, Message))
        assert f"user{cast.boris.id}" in {one.id for one in heard[:first] if isinstance(one, Person)}


async def test_messages_edits_and_deletions_of_the_time_away_are_heard(server, cast):
    memory = await linked(server, cast.anna)
    for place in (cast.group, cast.super):
        async with listening(server, memory, *cast.chats) as running:
            await ready(running, cast)
            kept, gone = cast.say(place, "kept", "gone")
            await running.until(said("kept", "gone"))
        cast.world.edit(kept, "other")
        cast.world.delete(gone)
        cast.say(place, "new")
        async with listening(server, memory, *cast.chats) as running:
            await running.until(
                lambda heard: (
                    words(heard) == ["new"]
                    and [one.content.text.plain for one in contents(heard, Revision)] == ["other"]
                    and len(contents(heard, Deletion)) == 1
                )
            )


async def test_a_deletion_in_a_basic_group_is_heard_there_and_nowhere_else(server, cast):
    async with listening(server, await linked(server, cast.anna), *cast.chats) as running:
        await ready(running, cast)
        (gone,) = cast.say(cast.group, "gone")
        await running.until(said("gone"))
        cast.world.delete(gone)
        heard = await running.until(lambda heard: bool(contents(heard, Deletion)))
        assert {one.chat for one in heard if isinstance(one, Message)} == {cast.chats[0]}


async def test_pushes_that_never_arrive_are_asked_for(server, cast):
    async with listening(server, await linked(server, cast.anna), *cast.chats) as running:
        await ready(running, cast)
        server.faults.swallow(cast.anna, 2)
        cast.say(cast.super, "lost", "lost too", "arrives")
        await running.until(said("lost", "lost too", "arrives"))


async def test_a_connection_that_breaks_loses_nothing(server, cast):
    async with listening(server, await linked(server, cast.anna), *cast.chats) as running:
        await ready(running, cast)
        server.drop_connections()
        cast.say(cast.super, "while away")
        cast.say(cast.group, "here too")
        await running.until(lambda heard: set(words(heard)) == {"while away", "here too"})


async def test_a_server_that_goes_down_and_comes_back_loses_nothing(server, cast):
    async with listening(server, await linked(server, cast.anna), *cast.chats) as running:
        await ready(running, cast)
        await server.stop()
        cast.say(cast.super, "while down")
        await server.start()
        await running.until(said("while down"))


async def test_a_connection_lost_in_the_middle_of_a_difference_loses_nothing(server, cast):
    memory = await linked(server, cast.anna)
    async with listening(server, memory, *cast.chats) as running:
        await ready(running, cast)
    server.world.rules.difference_slice = 3
    texts = [f"text {number}" for number in range(10)]
    cast.say(cast.group, *texts)
    server.faults.drop_before("updates.getDifference", after=1)
    server.faults.drop_after("updates.getDifference", after=2)
    async with listening(server, memory, *cast.chats) as running:
        await running.until(said(*texts))


async def test_what_was_not_kept_comes_again(server, cast):
    memory = await linked(server, cast.anna)

    def fail(heard):
        if "important" in words(heard):
            raise Crash

    async with listening(server, memory, *cast.chats) as running:
        await ready(running, cast)
        running.fail = fail
        cast.say(cast.group, "important")
        assert isinstance(await running.failure(), Crash)
    async with listening(server, memory, *cast.chats) as running:
        await running.until(said("important"))


async def test_differences_that_are_too_long_are_made_up_from_the_history(server, cast):
    memory = await linked(server, cast.anna)
    async with listening(server, memory, *cast.chats) as running:
        await ready(running, cast)
        kept, gone = cast.say(cast.super, "kept", "gone")
        await running.until(said("kept", "gone"))
    cast.world.edit(kept, "other")
    cast.world.delete(gone)
    texts = [f"text {number}" for number in range(120)]
    cast.say(cast.super, *texts)
    server.faults.channel_difference_too_long(cast.super)
    async with listening(server, memory, *cast.chats) as running:
        heard = await running.until(lambda heard: len(words(heard)) == len(texts))
        assert words(heard) == texts
        assert [one.content.text.plain for one in contents(heard, Revision)] == ["other"]
        assert [one.messages for one in contents(heard, Deletion)] == [(str(gone.id_for(cast.anna)),)]


async def test_too_long_differences_of_the_account_are_made_up_from_its_groups(server, cast):
    memory = await linked(server, cast.anna)
    async with listening(server, memory, *cast.chats) as running:
        await ready(running, cast)
    cast.say(cast.group, "one", "two")
    cast.say(cast.anna, "three")
    server.faults.difference_too_long(cast.anna)
    async with listening(server, memory, *cast.chats) as running:
        await running.until(lambda heard: set(words(heard)) == {"one", "two", "three"})


async def test_a_login_that_is_ended_elsewhere_ends_listening(server, cast):
    async with listening(server, await linked(server, cast.anna), *cast.chats) as running:
        await ready(running, cast)
        server.world.sign_out_everywhere(cast.anna)
        server.drop_connections()
        assert isinstance(await running.failure(), LoginLost)


async def test_login_codes_are_neither_heard_nor_asked_for(server, cast):
    telegram = server.world.add_user("Telegram")
    del server.world.accounts[telegram.id]
    telegram.id = 777000
    server.world.accounts[telegram.id] = telegram
    async with listening(server, await linked(server, cast.anna), *cast.chats, "user777000") as running:
        await ready(running, cast)
        server.world.say(cast.anna, telegram, "Login code: 12345")
        cast.say(cast.group, "after it")
        assert "12345" not in repr(await running.until(said("after it")))
        with pytest.raises(NetworkRefused):
            await running.connector.details(ChatId("user777000"))


async def test_chats_that_are_not_followed_are_not_read(server, cast):
    async with listening(server, await linked(server, cast.anna), cast.chats[0]) as running:
        await ready(running, cast)
        before = len(server.calls)
        cast.say(cast.super, "elsewhere")
        cast.say(cast.anna, "private")
        cast.say(cast.group, "here")
        await running.until(said("here"))
        asked = {name for name, _, _ in server.calls[before:]}
        assert "updates.getChannelDifference" not in asked


async def test_following_begins_after_the_newest_message(server, cast):
    memory = await linked(server, cast.anna)
    (last,) = cast.say(cast.super, "history")
    connector = await gate_of(server).connect(memory)
    assert await connector.follow(cast.chats[1]) == str(last.id_for(cast.anna))
    cast.say(cast.super, "news")
    await connector.close()
    async with listening(server, memory, cast.chats[1]) as running:
        await running.until(said("news"))


async def test_what_this_account_says_is_heard_too_in_its_place(server, cast):
    async with listening(server, await linked(server, cast.anna), *cast.chats) as running:
        await ready(running, cast)
        cast.say(cast.group, "question")
        spoken = await running.connector.say(utterance(cast.chats[0], "answer"))
        heard = await running.until(said("question", "answer"))
        assert spoken.messages[0] in {one.id for one in heard if isinstance(one, Message)}


def utterance(chat, text):
    return Utterance(
        key="k1",
        item=Message(chat=chat, id=MessageId("1"), time=0, place=0, content=Written(Text(text))),
    )


async def test_while_telegram_asks_to_wait_nothing_is_asked_even_after_a_restart(server, cast):
    memory, told = await linked(server, cast.anna), []

    async def on_wait(what, until):
        told.append(what)

    server.faults.flood("channels.getFullChannel", 600)
    for _ in range(2):
        connector = await gate_of(server, on_wait=on_wait).connect(memory)
        with pytest.raises(NetworkWait):
            await connector.follow(cast.chats[1])
        await connector.close()
    assert len(told) == 1
    assert "channels.getFullChannel" not in {name for name, _, _ in server.calls}


async def test_short_waits_are_slept_and_the_request_asked_again(server, cast):
    memory, time = await linked(server, cast.anna), Time()
    server.faults.flood("channels.getFullChannel", 7)
    connector = await gate_of(server, Clock(time.milliseconds, time.sleep)).connect(memory)
    assert await connector.follow(cast.chats[1])
    assert time.slept == [7]
    await connector.close()


async def test_typing_is_heard(server, cast):
    async with listening(server, await linked(server, cast.anna), *cast.chats) as running:
        await ready(running, cast)
        server.world.type(cast.group, cast.boris)
        await running.until(lambda heard: any(isinstance(one, Typing) for one in heard))


DISTURBANCES = ("swallow", "drop", "difference", "channel", "restart", "away", "crash")


@pytest.mark.parametrize("seed", range(40))
async def test_in_any_weather_everything_is_heard_in_the_order_in_which_it_was_said(server, cast, seed):
    chance, memory = random.Random(seed), await linked(server, cast.anna)
    spoken: list[str] = []
    heard: list[Heard] = []
    for _ in range(8):
        with suppress(Crash):
            async with listening(server, memory, *cast.chats) as running:
                if not spoken:
                    await ready(running, cast)
                for _ in range(6):
                    await disturb(server, cast, chance.choice(DISTURBANCES), running)
                    spoken.append(f"text {len(spoken)}")
                    cast.say(chance.choice((cast.group, cast.super)), spoken[-1])
                    await asyncio.sleep(chance.random() / 20)
        heard += running.heard
    async with listening(server, memory, *cast.chats) as running:
        await running.until(lambda news: set(words([*heard, *news])) == set(spoken))
    heard += running.heard
    for chat in cast.chats:
        mine = words(one for one in heard if isinstance(one, Message) and one.chat == chat)
        assert mine == sorted(mine, key=spoken.index)


async def disturb(server, cast, kind, running):
    """Something goes wrong."""
    match kind:
        case "swallow":
            server.faults.swallow(cast.anna, 2)
        case "drop":
            server.drop_connections()
        case "difference":
            server.faults.drop_after("updates.getDifference")
        case "channel":
            server.faults.drop_before("updates.getChannelDifference")
        case "restart":
            await server.restart()
        case "crash":
            running.fail = crash
            await asyncio.sleep(0.01)


def crash(_):
    raise Crash
