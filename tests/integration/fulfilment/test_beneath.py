"""Moves whose history lies beneath the room: neither lane waits for the other, and the order is kept all the same."""

from __future__ import annotations

import asyncio

import pytest

from bridge.model.amendment import Deletion, ReactionChange, Revision
from bridge.model.content import Written
from bridge.model.ids import PersonId
from bridge.model.message import Reaction, Reactor, Reply
from bridge.model.text import Text
from tests.support.homeserver import FakeHomeserver, Settings
from tests.support.homeserver.faults import Fault
from tests.support.moving import moving

CREW = "crew"
LAYING = "bedrock_lay"
PAST = [f"past {number}" for number in range(7)]


@pytest.fixture
async def fake():
    server = await FakeHomeserver(Settings(bedrock=True)).start()
    yield server
    await server.stop()


@pytest.fixture
async def office(sqlite_uri, fake, campfire, tmp_path):
    async with moving(sqlite_uri, fake, campfire, tmp_path / "live", plain=False) as office:
        await office.link("anna")
        for words in PAST:
            await campfire.say(CREW, "bora", words)
        yield office


async def say(office, *words):
    for one in words:
        await office.bridged.campfire.say(CREW, "bora", one)


async def settled(office):
    await office.bridged.settled(CREW)


async def test_history_lies_before_what_is_said(office):
    await office.migrate(CREW, "anna")
    await say(office, "new")
    await settled(office)
    assert (await office.bridged.portal(CREW)).ground is not None
    assert office.texts(CREW) == [*PAST, "new"]


async def test_what_was_missed_after_a_stop_comes_after_what_was_said_before_it(office):
    await office.migrate(CREW, "anna")
    await say(office, "one")
    await settled(office)
    await office.stop(CREW, "anna")
    await say(office, "two", "three")
    await office.migrate(CREW, "anna")
    await say(office, "four")
    await settled(office)
    assert office.texts(CREW) == [*PAST, "one", "two", "three", "four"]


async def test_a_chat_that_was_bridged_without_its_history_gets_it_later(office):
    await office.bridge(CREW, "anna")
    await say(office, "one")
    await settled(office)
    await office.migrate(CREW, "anna")
    await say(office, "two")
    await settled(office)
    assert office.texts(CREW) == [*PAST, "one", "two"]


async def test_what_happens_to_history_while_it_is_fetched_is_not_lost(office):
    """It is amended after its page was read, and told before it is laid."""
    loop, campfire, deeds = asyncio.get_running_loop(), office.bridged.campfire, list[asyncio.Task[None] | None]()

    async def amended():
        first, second, third, fourth = (message.id for message in campfire.log[:4])
        liked = Reaction(emoji="👍", count=1, by=(Reactor(person=PersonId("bora")),))
        await campfire.say(CREW, "bora", Revision(message=first, content=Written(Text("edited"))))
        await campfire.say(CREW, "bora", Deletion(messages=(second,)))
        await campfire.say(CREW, "bora", ReactionChange(message=third, reactions=(liked,)))
        await campfire.say(CREW, "bora", "answer", reply=Reply(message=fourth))

    def begun():
        if len(deeds) == 1:
            deeds.append(loop.create_task(amended()))
        deeds.append(None)

    campfire.before_page = begun
    await office.migrate(CREW, "anna")
    await asyncio.gather(*(deed for deed in deeds if deed is not None))
    await settled(office)
    assert office.texts(CREW) == ["edited", *PAST[2:], "answer"]
    events = {event.content.get("body"): event for event in office.bridged.room(CREW).events}
    relation = events["answer"].content["m.relates_to"]
    assert relation["m.in_reply_to"]["event_id"] == events[PAST[3]].id
    assert {target for _, target, _ in office.bridged.room(CREW).annotations} == {events[PAST[2]].id}


async def test_what_happens_to_history_while_it_is_laid_is_not_lost(office):
    """The room is there, its history is not yet, and people talk about it already."""
    campfire, fake = office.bridged.campfire, office.bridged.fake
    laying = asyncio.Event()

    def slow(moment):
        if (moment.endpoint, moment.when) == (LAYING, "before") and not laying.is_set():
            laying.set()
            return Fault(delay=0.7)
        return None

    fake.hook = slow
    moved = asyncio.create_task(office.migrate(CREW, "anna"))
    await laying.wait()
    first, second, third, fourth = (message.id for message in campfire.log[:4])
    liked = Reaction(emoji="👍", count=1, by=(Reactor(person=PersonId("bora")),))
    await campfire.say(CREW, "bora", Revision(message=first, content=Written(Text("edited"))))
    await campfire.say(CREW, "bora", Deletion(messages=(second,)))
    await campfire.say(CREW, "bora", ReactionChange(message=third, reactions=(liked,)))
    await campfire.say(CREW, "bora", "answer", reply=Reply(message=fourth))
    await moved
    await settled(office)
    assert office.texts(CREW) == ["edited", *PAST[2:], "answer"]
    events = {event.content.get("body"): event for event in office.bridged.room(CREW).events}
    relation = events["answer"].content["m.relates_to"]
    assert relation["m.in_reply_to"]["event_id"] == events[PAST[3]].id
    assert {target for _, target, _ in office.bridged.room(CREW).annotations} == {events[PAST[2]].id}
