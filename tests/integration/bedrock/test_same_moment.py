"""Items of one second, where most of what can go wrong with places goes wrong: crashes, losses, and exports in between."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from bridge.errors import HomeserverError
from bridge.model.chat import Chat, Numbering
from bridge.model.codec import Item
from bridge.model.content import Written
from bridge.model.event import Pin
from bridge.model.ids import MessageId, PersonId
from bridge.model.message import Message
from bridge.model.text import Text
from tests.support.histories import BEGINNING, chat, message, people, write_export
from tests.support.homeserver import FakeHomeserver, Settings
from tests.support.importing import Workshop, prove, server_of, workshop

BENEATH = Settings(bedrock=True)


def say(number: int, **more: Any) -> Message:
    return message(number, Written(Text(f"message {number}")), **{"time": BEGINNING, **more})


def told(*items: Message, of: Chat | None = None) -> Iterator[Item]:
    yield of or chat()
    yield from people()
    yield from items


def bodies(fake: FakeHomeserver) -> list[str]:
    [room] = fake.world.rooms.values()
    return [event.content["body"] for event in room.events if event.type == "m.room.message"]


def in_order(*numbers: int) -> list[str]:
    return [f"message {number}" for number in numbers]


def lose_the_answer(shop: Workshop) -> None:
    """What was laid is never recorded."""

    async def finish(*_words: Any, **_named: Any) -> bool:
        raise HomeserverError("gone")

    setattr(shop.store.sending, "finish", finish)  # noqa: B010 - mypy forbids to assign to a method


@pytest.mark.parametrize("steps", [[(0, 7), range(8)], [(0, 5), (0, 1, 4, 5), range(6)], [(3,), (0, 6), range(7)]])
async def test_any_number_finds_its_place_between_two(tmp_path: Path, steps: list[range]) -> None:
    async with FakeHomeserver(BENEATH) as fake, workshop(f"sqlite:///{tmp_path / 'store.db'}", server_of(fake)) as shop:
        for number, some in enumerate(steps):
            await shop.stage(write_export(tmp_path / str(number), told(*map(say, some))))
            await prove(shop)
    assert bodies(fake) == in_order(*steps[-1])


async def test_what_was_interrupted_keeps_its_place_before_others_find_theirs(tmp_path: Path) -> None:
    uri, later = f"sqlite:///{tmp_path / 'store.db'}", say(7, time=BEGINNING + 5_000)
    async with FakeHomeserver(BENEATH) as fake:
        async with workshop(uri, server_of(fake)) as shop:
            await shop.stage(write_export(tmp_path / "one", told(say(1), say(4), later)))
            lose_the_answer(shop)
            await shop.run()
        async with workshop(uri, server_of(fake)) as shop:
            await shop.stage(write_export(tmp_path / "two", told(*map(say, range(6)), later)))
            await prove(shop)
    assert bodies(fake) == in_order(0, 1, 2, 3, 4, 5, 7)


async def test_a_lost_store_learns_where_everything_lies(tmp_path: Path) -> None:
    async with FakeHomeserver(BENEATH) as fake:
        async with workshop(f"sqlite:///{tmp_path / 'lost.db'}", server_of(fake)) as shop:
            await shop.stage(write_export(tmp_path / "one", told(say(1), say(4))))
            await prove(shop)
        async with workshop(f"sqlite:///{tmp_path / 'new.db'}", server_of(fake)) as shop:
            await shop.stage(write_export(tmp_path / "two", told(*map(say, range(6)))))
            await prove(shop)
    assert bodies(fake) == in_order(*range(6))


async def test_todays_pin_is_the_message_that_another_account_calls_otherwise(tmp_path: Path) -> None:
    of = replace(chat(), numbering=Numbering.ACCOUNT)
    ours = [say(number, time=BEGINNING + number * 1_000, sender=PersonId("anna")) for number in range(1, 9)]
    theirs = [replace(one, id=MessageId(str(number + 3))) for number, one in enumerate(ours, 1)]
    pin = message(20, Pin(MessageId("5")), time=BEGINNING + 20_000)
    async with FakeHomeserver(BENEATH) as fake, workshop(f"sqlite:///{tmp_path / 'store.db'}", server_of(fake)) as shop:
        exports = [
            write_export(tmp_path / "a", told(*ours, of=of)),
            write_export(tmp_path / "b", told(*theirs, pin, of=of)),
        ]
        await shop.stage(*exports)
        await prove(shop)
    [room] = fake.world.rooms.values()
    assert [room.by_id[one].content["body"] for one in room.content("m.room.pinned_events")["pinned"]] == in_order(2)
