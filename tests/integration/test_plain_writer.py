"""The plain way of writing, where something stands in the room already, or no longer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from bridge.errors import HomeserverError
from bridge.matrix.client import Homeserver
from bridge.matrix.events import LETTING_IN, REDACTION_TYPE, Draft, EventId, Role, RoomId, UserId
from bridge.matrix.plain import PlainWriter
from bridge.matrix.rooms import RoomSpec, ensure_room, prepare_bot
from bridge.matrix.source_key import SourceKeys
from bridge.matrix.writing import Recovered, Said, Script, Unrecorded
from bridge.model.ids import ChatId, MessageId, Network
from tests.support.access import access_to
from tests.support.homeserver import FakeHomeserver

KEYS = SourceKeys(b"secret", Network("test"), ChatId("c"))
NOWHERE = EventId("$" + "n" * 43)


@dataclass
class Party:
    """A room with Anna in it, and Bora outside."""

    fake: FakeHomeserver
    homeserver: Homeserver
    room: RoomId
    anna: UserId
    bora: UserId

    async def write(self, *drafts: Draft, recovered: Recovered | None = None) -> Said:
        writer = PlainWriter(self.homeserver, self.room, KEYS, recovered or {}, _may_speak)
        [said] = await writer.write([Script(MessageId("1"), "key", (1, 1, "1"), drafts)])
        return said

    def draft(self, part: int = 0, **changes: Any) -> Draft:
        defaults: dict[str, Any] = {"sender": self.anna, "type": "m.room.message", "role": Role.MESSAGE}
        return Draft(
            **{"content": {"body": "Hello", "msgtype": "m.text"}, "time": 1, "part": part, **defaults, **changes}
        )

    def redaction(self, event: EventId) -> Draft:
        return self.draft(type=REDACTION_TYPE, role=Role.REDACTION, redacts=event, content={"mark": 1})

    def invitation(self, user: UserId, part: int) -> Draft:
        changes = {"type": "m.room.member", "role": Role.INVITE, "state_key": user, "content": {"membership": "invite"}}
        return self.draft(part, sender=self.homeserver.bot, **changes)


async def _may_speak() -> None:
    """Always."""


@pytest.fixture
async def party() -> AsyncIterator[Party]:
    async with FakeHomeserver() as fake, access_to(fake).client() as homeserver:
        access = access_to(fake)
        anna, bora = access.ghost("anna"), access.ghost("bora")
        await prepare_bot(homeserver)
        for ghost in (anna, bora):
            await homeserver.register(ghost)
            await homeserver.ensure_device(ghost)
        spec = RoomSpec(alias=access.alias("harbour"), name="Harbour", network="test", network_title="Test")
        room = await ensure_room(homeserver, spec)
        await homeserver.live.invite(room, anna)
        await homeserver.live.join(room, anna)
        yield Party(fake, homeserver, room, anna, bora)


async def test_a_redaction_takes_the_event_away_and_keeps_its_mark(party: Party) -> None:
    said = await party.write(party.draft())
    told = await party.write(party.redaction(said.event_ids[0]))
    assert (await party.homeserver.event(party.room, said.event_ids[0]) or {})["content"] == {}
    redaction = await party.homeserver.event(party.room, told.event_ids[0]) or {}
    assert redaction["content"] == {"mark": 1, "redacts": said.event_ids[0]}


async def test_what_is_gone_already_is_no_trouble(party: Party) -> None:
    said = await party.write(party.redaction(NOWHERE), party.draft(1))
    assert (said.refusal, list(said.event_ids)) == (None, [1])


async def test_a_redaction_gets_its_device_back(party: Party) -> None:
    said = await party.write(party.draft())
    party.fake.world.users[party.anna].devices.clear()
    assert 0 in (await party.write(party.redaction(said.event_ids[0]))).event_ids


async def test_somebody_else_may_be_let_in_the_second_time(party: Party) -> None:
    found = Unrecorded(NOWHERE, party.homeserver.bot, "m.room.member", party.anna)
    said = await party.write(party.invitation(party.bora, LETTING_IN), recovered={("key", LETTING_IN): found})
    assert said.event_ids[LETTING_IN] != NOWHERE


async def test_what_stands_in_the_place_of_a_message_must_be_that_message(party: Party) -> None:
    found = Unrecorded(NOWHERE, party.bora, "m.room.message", None)
    with pytest.raises(HomeserverError, match="in the place of this item"):
        await party.write(party.draft(), recovered={("key", 0): found})
