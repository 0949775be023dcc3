"""Importing against the small homeserver: what any run must give."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bridge.matrix.events import UserId
from bridge.model.ids import ChatId, MessageId
from bridge.model.unreadable import Withheld
from bridge.store import State
from tests.support.histories import chat, eventful, write_export
from tests.support.homeserver import FakeHomeserver
from tests.support.importing import Server, workshop


@pytest.fixture
async def fake() -> AsyncIterator[FakeHomeserver]:
    async with FakeHomeserver() as fake:
        yield fake


def server_of(fake: FakeHomeserver) -> Server:
    return Server(fake.address, fake.settings.as_token, fake.settings.domain, UserId(fake.settings.bot))


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
