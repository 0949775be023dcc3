"""Importing against the small homeserver: what any run must give."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bridge.model.codec import Item
from bridge.model.event import TitleChange
from bridge.model.ids import ChatId, MessageId
from bridge.model.unreadable import Withheld
from bridge.store import State
from tests.support.histories import chat, eventful, message, people, write_export
from tests.support.homeserver import FakeHomeserver
from tests.support.importing import server_of, workshop


@pytest.fixture
async def fake() -> AsyncIterator[FakeHomeserver]:
    async with FakeHomeserver() as fake:
        yield fake


async def test_an_eventful_history_is_proven(store_uri: str, tmp_path: Path, fake: FakeHomeserver) -> None:
    async with workshop(store_uri, server_of(fake)) as shop:
        await shop.stage(write_export(tmp_path / "export", eventful(4)))
        assert [result.error for result in await shop.run()] == [None]
        proof = await shop.verify()
        assert proof.sound, proof


async def test_every_item_has_its_outcome(store_uri: str, tmp_path: Path, fake: FakeHomeserver) -> None:
    async with workshop(store_uri, server_of(fake)) as shop:
        plan = await shop.stage(write_export(tmp_path / "export", eventful(4)))
        await shop.run()
        counts = await shop.store.inbox.counts(plan.chosen[0].portal)
    assert sum(counts.values()) == 42
    assert {state for state, _ in counts} == {State.DONE, State.WITHHELD, State.UNSUPPORTED, State.MISSING}


async def test_a_chat_that_must_not_be_read_gets_no_room(store_uri: str, tmp_path: Path, fake: FakeHomeserver) -> None:
    withheld = Withheld(chat=ChatId("codes"), id=MessageId("all"), reason="must not be read", count=7)
    async with workshop(store_uri, server_of(fake)) as shop:
        await shop.stage(write_export(tmp_path / "export", iter([chat("codes"), withheld])))
        assert [result.error for result in await shop.run()] == [None]
        proof = await shop.verify()
    assert proof.sound
    assert proof.chats[0].items == 7
    assert not fake.world.rooms


async def names_of(tmp_path: Path, store_uri: str, fake: FakeHomeserver, *items: Item) -> list[str]:
    """How the room was called, one name after the other."""
    async with workshop(store_uri, server_of(fake)) as shop:
        await shop.stage(write_export(tmp_path / "export", iter([chat("ops", "Quay"), *people(), *items])))
        assert [result.error for result in await shop.run()] == [None]
        assert (await shop.verify()).sound
    (room,) = fake.world.rooms.values()
    return [event.content["name"] for event in room.events if event.type == "m.room.name"]


async def test_a_chat_that_was_renamed_has_its_names_in_their_order(
    store_uri: str, tmp_path: Path, fake: FakeHomeserver
) -> None:
    renamings = (message(number, TitleChange(title)) for number, title in enumerate(("Pier", "Quay")))
    names = await names_of(tmp_path, store_uri, fake, message(9), *renamings)
    assert names == ["Pier (Campfire)", "Quay (Campfire)"]


async def test_a_chat_that_was_never_renamed_has_its_name_from_the_beginning(
    store_uri: str, tmp_path: Path, fake: FakeHomeserver
) -> None:
    assert await names_of(tmp_path, store_uri, fake, message(0)) == ["Quay (Campfire)"]


async def test_a_chat_ends_with_todays_name_even_if_its_last_renaming_is_not_there(
    store_uri: str, tmp_path: Path, fake: FakeHomeserver
) -> None:
    names = await names_of(tmp_path, store_uri, fake, message(0, TitleChange("Pier")))
    assert names == ["Pier (Campfire)", "Quay (Campfire)"]
