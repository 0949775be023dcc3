"""Importing beneath rooms, against the small homeserver: what any run must give, in whatever order things come."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bridge.model.codec import Item
from bridge.model.content import Written
from bridge.model.event import Change, Member, Membership, Pin, TitleChange
from bridge.model.ids import MessageId, PersonId
from bridge.model.message import Message, Reply
from bridge.model.text import Text
from bridge.store import State
from tests.support.histories import BEGINNING, chat, eventful, message, people, plain, write_export
from tests.support.homeserver import FakeHomeserver, Settings
from tests.support.homeserver.world import Room
from tests.support.importing import Workshop, prove, server_of, workshop


@pytest.fixture
async def fake() -> AsyncIterator[FakeHomeserver]:
    async with FakeHomeserver(Settings(bedrock=True)) as fake:
        yield fake


def the_room(fake: FakeHomeserver) -> Room:
    [room] = fake.world.rooms.values()
    return room


def bodies(fake: FakeHomeserver) -> list[str]:
    """What was said, as people read it from the room's beginning to its end."""
    return [event.content["body"] for event in the_room(fake).events if event.type == "m.room.message"]


def told(*items: Message) -> Iterator[Item]:
    yield chat()
    yield from people()
    yield from items


def say(number: int, words: str = "", **more: Any) -> Message:
    return message(number, Written(Text(words or f"message {number}")), **more)


async def take_in(shop: Workshop, folder: Path, *items: Message) -> None:
    """One more export of the chat, imported and proven."""
    await shop.stage(write_export(folder, told(*items)))
    await prove(shop)


@pytest.mark.parametrize("batch", [1, 7, 500])
async def test_an_eventful_history_is_proven(store_uri: str, tmp_path: Path, fake: FakeHomeserver, batch: int) -> None:
    async with workshop(store_uri, server_of(fake), batch=batch) as shop:
        plan = await shop.stage(write_export(tmp_path / "export", eventful(4)))
        await prove(shop)
        counts = await shop.store.inbox.counts(plan.chosen[0].portal)
    assert sum(counts.values()) == 42
    assert {state for state, _ in counts} == {State.DONE, State.WITHHELD, State.UNSUPPORTED, State.MISSING}


async def test_both_ways_give_the_same_room(tmp_path: Path) -> None:
    said = []
    for settings in (Settings(), Settings(bedrock=True)):
        async with FakeHomeserver(settings) as fake:
            async with workshop(f"sqlite:///{tmp_path / f'{settings.bedrock}.db'}", server_of(fake)) as shop:
                await shop.stage(write_export(tmp_path / "export", eventful(4)))
                await prove(shop)
            said.append(
                [
                    (event.sender, event.time, event.content.get("body"))
                    for event in the_room(fake).events
                    if event.type in {"m.room.message", "m.reaction", "org.matrix.msc3381.poll.start"}
                ]
            )
    assert said[0] == said[1]


async def test_importing_again_lays_nothing(store_uri: str, tmp_path: Path, fake: FakeHomeserver) -> None:
    export = write_export(tmp_path / "export", eventful(4))
    async with workshop(store_uri, server_of(fake)) as shop:
        await shop.stage(export)
        await prove(shop)
        before = [event.id for event in the_room(fake).events]
        await shop.stage(export)
        await prove(shop)
    assert [event.id for event in the_room(fake).events] == before


@pytest.mark.parametrize("seed", range(12))
async def test_exports_in_any_order_become_one_history(seed: int, tmp_path: Path, fake: FakeHomeserver) -> None:
    dice, everything = random.Random(seed), [say(number) for number in range(40)]
    async with workshop(f"sqlite:///{tmp_path / 'store.db'}", server_of(fake), batch=9) as shop:
        for part in range(4):
            start = dice.randrange(35)
            some = [one for one in everything[start : start + 20] if dice.random() < 0.8]
            await take_in(shop, tmp_path / f"{part}", *some)
        await take_in(shop, tmp_path / "all", *everything)
    assert bodies(fake) == [f"message {number}" for number in range(40)]


async def test_an_older_export_finds_its_place_beneath_people_who_talk(
    store_uri: str, tmp_path: Path, fake: FakeHomeserver
) -> None:
    async with workshop(store_uri, server_of(fake)) as shop:
        await take_in(shop, tmp_path / "new", *(say(number) for number in range(10, 20)))
        talk(fake, "we are here already")
        await take_in(shop, tmp_path / "old", *(say(number) for number in range(10)))
        await take_in(shop, tmp_path / "newest", *(say(number) for number in range(20, 25)))
        proof = await shop.verify()
    assert bodies(fake) == [*(f"message {number}" for number in range(25)), "we are here already"]
    assert proof.chats[0].live == 2


def talk(fake: FakeHomeserver, words: str) -> None:
    """Somebody of the organisation is invited, comes in, and says something."""
    room, person = the_room(fake), "@grace:fake.localhost"
    base = next(event for event in room.events if event.type == "m.room.create")
    for event_id, kind, state_key, content in (
        ("$join", "m.room.member", person, {"membership": "join"}),
        ("$talk", "m.room.message", None, {"msgtype": "m.text", "body": words}),
    ):
        room.append(replace(base, id=event_id, sender=person, type=kind, state_key=state_key, content=content))


async def test_what_another_export_knows_of_the_same_second_comes_in_between(
    store_uri: str, tmp_path: Path, fake: FakeHomeserver
) -> None:
    second = [say(number, time=BEGINNING) for number in range(6)]
    async with workshop(store_uri, server_of(fake)) as shop:
        await take_in(shop, tmp_path / "one", second[1], second[4])
        await take_in(shop, tmp_path / "two", *second)
    assert bodies(fake) == [f"message {number}" for number in range(6)]


async def test_a_reply_finds_what_it_answers_in_the_same_batch(
    store_uri: str, tmp_path: Path, fake: FakeHomeserver
) -> None:
    async with workshop(store_uri, server_of(fake)) as shop:
        await take_in(shop, tmp_path / "export", say(0), say(1, reply=Reply(message=MessageId("0"))))
    first, answer = (event for event in the_room(fake).events if event.type == "m.room.message")
    assert answer.content["m.relates_to"]["m.in_reply_to"]["event_id"] == first.id


async def test_who_has_left_is_not_in_the_room_today(store_uri: str, tmp_path: Path, fake: FakeHomeserver) -> None:
    leaving = message(2, Membership(change=Change.LEFT, members=(Member(person=PersonId("bora")),)), sender="bora")
    async with workshop(store_uri, server_of(fake)) as shop:
        await take_in(shop, tmp_path / "export", say(0, sender="anna"), say(1, sender="bora"), leaving)
        anna, bora = (shop.importer.house.identities.ghost(chat().network, PersonId(name)) for name in ("anna", "bora"))
    state = the_room(fake).state
    assert state["m.room.member", anna].content["membership"] == "join"
    assert ("m.room.member", bora) not in state


async def test_today_is_as_it_is_whatever_the_past_tells(store_uri: str, tmp_path: Path, fake: FakeHomeserver) -> None:
    async with workshop(store_uri, server_of(fake)) as shop:
        await take_in(
            shop, tmp_path / "export", say(0), message(1, TitleChange("Pier")), message(2, Pin(MessageId("0")))
        )
    room = the_room(fake)
    assert room.state["m.room.name", ""].content == {"name": "Ops (Campfire)"}
    assert room.state["m.room.join_rules", ""].content == {"join_rule": "invite"}
    [said] = [event for event in room.events if event.type == "m.room.message"]
    assert room.state["m.room.pinned_events", ""].content == {"pinned": [said.id]}


async def test_a_room_that_was_filled_by_appending_stays_so(
    store_uri: str, tmp_path: Path, fake: FakeHomeserver
) -> None:
    async with workshop(store_uri, server_of(fake), plain=True) as shop:
        await take_in(shop, tmp_path / "one", *(say(number) for number in range(5)))
    async with workshop(store_uri, server_of(fake)) as shop:
        await take_in(shop, tmp_path / "two", *(say(number) for number in range(9)))
    assert bodies(fake) == [f"message {number}" for number in range(9)]
    assert not the_room(fake).laid


async def test_a_homeserver_that_lost_the_module_stops_the_chat(
    store_uri: str, tmp_path: Path, fake: FakeHomeserver
) -> None:
    async with workshop(store_uri, server_of(fake)) as shop:
        await take_in(shop, tmp_path / "one", say(0))
    fake.settings = replace(fake.settings, bedrock=False)
    async with workshop(store_uri, server_of(fake)) as shop:
        await shop.stage(write_export(tmp_path / "two", told(say(0), say(1))))
        [result] = await shop.run()
        assert result.error is not None
        assert "bedrock module again" in str(result.error)
    fake.settings = replace(fake.settings, bedrock=True)
    async with workshop(store_uri, server_of(fake)) as shop:
        await prove(shop)
    assert bodies(fake) == ["message 0", "message 1"]


async def test_a_module_that_is_not_ready_is_not_used(store_uri: str, tmp_path: Path, fake: FakeHomeserver) -> None:
    fake.settings = replace(fake.settings, bedrock_reason="Synapse 9.9 was not tried.")
    async with workshop(store_uri, server_of(fake)) as shop:
        await shop.stage(write_export(tmp_path / "export", plain(20)))
        await prove(shop)
    assert not the_room(fake).laid
