"""What items say about each other, in the room: threads, and answers to what is not a message."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bridge.model.event import Change, Member, Membership
from bridge.model.ids import MessageId, PersonId
from bridge.model.message import Message, Reply
from tests.support.histories import chat, message, people, write_export
from tests.support.homeserver import FakeHomeserver
from tests.support.importing import server_of, workshop


@pytest.fixture
async def fake() -> AsyncIterator[FakeHomeserver]:
    async with FakeHomeserver() as fake:
        yield fake


async def room_of(fake: FakeHomeserver, folder: Path, *messages: Message) -> list[dict[str, Any]]:
    """The events that say these messages, in a proven room."""
    server = server_of(fake)
    async with workshop(f"sqlite:///{folder / 'store.db'}", server) as shop:
        await shop.stage(write_export(folder / "export", iter([chat(), *people(), *messages])))
        assert [result.error for result in await shop.run()] == [None]
        assert (await shop.verify()).sound
    [room] = fake.world.rooms
    return [event for event in fake.timeline(room) if "beringia.source" in event["content"]]


async def test_a_thread_that_begins_within_a_thread_goes_on_without_one(fake: FakeHomeserver, tmp_path: Path) -> None:
    events = await room_of(
        fake,
        tmp_path,
        message(1, sender=PersonId("anna")),
        message(2, sender=PersonId("anna"), thread=MessageId("1")),
        message(3, sender=PersonId("anna"), thread=MessageId("2")),
    )
    relations = [event["content"].get("m.relates_to", {}) for event in events[-2:]]
    assert relations[0]["rel_type"] == "m.thread"
    assert relations[1].get("rel_type") != "m.thread"


async def test_an_answer_to_a_coming_is_aimed_at_it(fake: FakeHomeserver, tmp_path: Path) -> None:
    joining = Membership(change=Change.JOINED, members=(Member(person=PersonId("bora"), name="Bora"),))
    events = await room_of(
        fake,
        tmp_path,
        message(1, joining, sender=PersonId("bora")),
        message(2, sender=PersonId("bora"), reply=Reply(message=MessageId("1"))),
    )
    target = events[-1]["content"]["m.relates_to"]["m.in_reply_to"]["event_id"]
    assert target in {event["event_id"] for event in events[:-1] if event["type"] == "m.room.member"}
