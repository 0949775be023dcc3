"""The client against a homeserver that fails: whatever happens, the room is the same in the end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.errors import HomeserverUnavailable, Refused
from bridge.matrix.client import Homeserver
from bridge.matrix.events import RoomId, UserId
from bridge.matrix.retries import RetryPolicy
from bridge.matrix.rooms import RoomSpec, ensure_room, prepare_bot
from tests.support.access import EAGER, access_to
from tests.support.homeserver import (
    BAD_GATEWAY,
    DIE,
    DROP,
    FAULTY,
    GARBLED,
    FakeHomeserver,
    Fault,
    at,
    limited,
    on,
    sometimes,
)

MESSAGE = "m.room.message"
SECRET = "Where the treasure lies"
HELLO = {"msgtype": "m.text", "body": SECRET, "m.mentions": {}}
PASSING = {"drop": DROP, "bad gateway": BAD_GATEWAY, "fault": FAULTY, "garbled": GARBLED, "limited": limited(5)}
ALWAYS_BAD = at(1, "before", BAD_GATEWAY, times=1000)
IMPATIENT = replace(EAGER, first_wait=0.001, longest_wait=0.004)


async def converse(fake: FakeHomeserver, retries: RetryPolicy = IMPATIENT) -> list[dict[str, object]]:
    """All kinds of calls that an import makes; answers with the room as it is afterwards."""
    access = access_to(fake)
    async with access.client(retries) as client:
        await prepare_bot(client)
        room = await ensure_room(client, RoomSpec(access.alias("harbour"), "Harbour", "test", "Test"))
        await _two_people_talk(client, room, access.ghost("anna"), access.ghost("bora"))
        await _send_a_file(client)
    return fake.timeline(room)


async def _two_people_talk(client: Homeserver, room: RoomId, *people: UserId) -> None:
    for number, ghost in enumerate(people):
        await client.register(ghost)
        await client.ensure_device(ghost)
        for sender, membership in ((client.bot, "invite"), (ghost, "join")):
            await client.send_state(room, sender, "m.room.member", ghost, {"membership": membership}, number)
        sent = await client.send(room, ghost, MESSAGE, f"t{number}", HELLO, number)
        relation = {"rel_type": "m.annotation", "event_id": sent, "key": "👍"}
        await client.send(room, ghost, "m.reaction", f"r{number}", {"m.relates_to": relation}, number)


async def _send_a_file(client: Homeserver) -> None:
    content = b"boat" * 1000
    reservation = await client.create_media()
    try:
        await client.upload(reservation.uri, pieces(content), len(content), "text/plain")
    except Refused as refusal:
        if refusal.code != "M_CANNOT_OVERWRITE_MEDIA":
            raise
    # A page of a proxy looks like a file; only who knows the content can tell.
    while b"".join([piece async for piece in client.download(reservation.uri)]) != content:
        continue


async def undisturbed() -> list[dict[str, object]]:
    async with FakeHomeserver() as fake:
        return comparable(await converse(fake))


def comparable(timeline: list[dict[str, object]]) -> list[dict[str, object]]:
    """Without the moment of events that nobody dated."""
    return [{**event, "origin_server_ts": None} for event in timeline]


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING)
@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_failure_of_any_single_request_changes_nothing(fault: Fault, when):
    expected = await undisturbed()
    for number in range(1, 30):
        async with FakeHomeserver(hook=at(number, when, fault)) as fake:
            assert comparable(await converse(fake)) == expected


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
async def test_failures_at_every_fifth_moment_change_nothing(seed: int):
    # The dice may show 500 four times running for one request, which would rightly be taken for its own fault.
    faults = [fault for fault in PASSING.values() if fault is not FAULTY]
    async with FakeHomeserver(hook=sometimes(seed, 0.2, *faults)) as fake:
        assert comparable(await converse(fake)) == await undisturbed()


async def test_a_homeserver_that_dies_and_comes_back_has_the_message_once():
    async with FakeHomeserver() as fake, access_to(fake).client() as client:
        room = await a_room(client)
        fake.hook = on("send", "after", DIE)
        sending = asyncio.create_task(client.send(room, client.bot, MESSAGE, "t1", HELLO))
        await fake.death()
        await fake.start()
        assert [event["event_id"] for event in fake.timeline(room)].count(await sending) == 1
        assert len(bodies(fake, room)) == 1


async def test_nobody_comes_back_sooner_than_the_homeserver_wishes():
    clock = Clock()
    async with FakeHomeserver() as fake, access_to(fake).client(clock.policy(patience=600)) as client:
        fake.hook = on("whoami", "before", limited(7_250), times=3)
        await client.whoami()
        assert len(clock.waits) == 3
        assert all(7.25 <= wait <= 8.25 for wait in clock.waits)


async def test_a_wish_in_the_header_counts_too():
    clock = Clock()
    async with FakeHomeserver() as fake, access_to(fake).client(clock.policy(patience=600)) as client:
        fake.hook = on("whoami", "before", Fault(status=503, body="", headers=(("Retry-After", "120"),)))
        await client.whoami()
        assert clock.waits[0] >= 120


async def test_a_wish_beyond_our_patience_ends_it_at_once():
    clock = Clock()
    async with FakeHomeserver() as fake, access_to(fake).client(clock.policy(patience=300)) as client:
        fake.hook = on("whoami", "before", limited(3_600_000))
        with pytest.raises(HomeserverUnavailable, match="429"):
            await client.whoami()
        assert clock.waits == []


async def test_patience_has_an_end():
    clock = Clock()
    async with FakeHomeserver(hook=ALWAYS_BAD) as fake, access_to(fake).client(clock.policy(patience=300)) as client:
        with pytest.raises(HomeserverUnavailable, match="502"):
            await client.whoami()
    assert 270 < clock.time <= 300


async def test_waits_grow_up_to_a_limit():
    clock = Clock(chance=0.999)
    async with FakeHomeserver(hook=ALWAYS_BAD) as fake, access_to(fake).client(clock.policy(patience=300)) as client:
        with pytest.raises(HomeserverUnavailable):
            await client.whoami()
    assert clock.waits[:3] == pytest.approx([0.5, 1, 2], rel=0.01)
    assert max(clock.waits) <= 30


async def test_nobody_listens():
    clock = Clock()
    async with FakeHomeserver() as fake:
        access = access_to(fake)
    async with access.client(clock.policy(patience=5)) as client:
        with pytest.raises(HomeserverUnavailable, match="Connect"):
            await client.whoami()


async def test_poison_is_refused_after_a_few_tries():
    async with FakeHomeserver() as fake, access_to(fake).client() as client:
        room = await a_room(client)
        poison = {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$x", "key": "\0"}}
        before = len(fake.requests)
        with pytest.raises(Refused) as refused:
            await client.send(room, client.bot, "m.reaction", "t1", poison)
        assert refused.value.status == 500
        assert [moment.endpoint for moment in fake.requests[before:]] == ["send"] * 4 + ["create_media"]


async def test_a_homeserver_without_its_database_is_ill_and_no_message_is_to_blame():
    clock = Clock()
    async with FakeHomeserver() as fake, access_to(fake).client(clock.policy(patience=60)) as client:
        room = await a_room(client)
        fake.hook = at(1, "before", FAULTY, times=10_000)
        with pytest.raises(HomeserverUnavailable, match="500"):
            await client.send(room, client.bot, MESSAGE, "t1", HELLO)


async def test_a_refusal_is_not_tried_again():
    async with FakeHomeserver() as fake, access_to(fake).client() as client:
        room = await a_room(client)
        before = len(fake.requests)
        with pytest.raises(Refused, match="M_TOO_LARGE"):
            await client.send(room, client.bot, MESSAGE, "t1", {**HELLO, "body": "x" * 70_000})
        assert len(fake.requests) == before + 1


async def test_a_redirect_is_not_followed_with_our_token():
    async with FakeHomeserver() as fake, FakeHomeserver() as elsewhere, access_to(fake).client() as client:
        moved = Fault(status=307, body="", headers=(("Location", f"{elsewhere.address}/_matrix/client/versions"),))
        fake.hook = on("whoami", "before", moved)
        with pytest.raises(Refused, match="It has moved to"):
            await client.whoami()
        assert elsewhere.requests == []


async def test_an_html_page_of_a_proxy_is_a_refusal_when_its_status_is_one():
    async with FakeHomeserver() as fake, access_to(fake).client() as client:
        fake.hook = on("whoami", "before", Fault(status=413, body="<html>Request Entity Too Large</html>"))
        with pytest.raises(Refused) as refused:
            await client.whoami()
        assert (refused.value.status, refused.value.code) == (413, "")


async def test_a_cancelled_call_leaves_the_client_usable():
    async with FakeHomeserver() as fake, access_to(fake).client() as client:
        fake.hook = on("whoami", "before", Fault(delay=60))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(client.whoami(), 0.05)
        assert await client.whoami() == client.bot


@pytest.mark.parametrize("answer", [{}, [], 7])
async def test_an_answer_that_says_nothing_is_none(answer: object):
    async with FakeHomeserver() as fake, access_to(fake).client() as client:
        fake.hook = on("whoami", "before", Fault(status=200, body=answer))
        with pytest.raises(HomeserverUnavailable, match="no user_id"):
            await client.whoami()


async def test_an_upload_begins_anew_with_each_try():
    readings = 0

    async def chunks() -> AsyncIterator[bytes]:
        nonlocal readings
        readings += 1
        yield b"boat"

    async with FakeHomeserver() as fake, access_to(fake).client() as client:
        reservation = await client.create_media()
        fake.hook = on("upload", "before", BAD_GATEWAY, times=2)
        await client.upload(reservation.uri, chunks, 4, "text/plain")
        assert readings == 3
        assert [piece async for piece in client.download(reservation.uri)] == [b"boat"]


async def test_a_file_that_cannot_be_read_is_not_the_homeservers_fault():
    async def chunks() -> AsyncIterator[bytes]:
        yield b"bo"
        raise OSError(5, "Input/output error")

    async with FakeHomeserver() as fake, access_to(fake).client() as client:
        reservation = await client.create_media()
        with pytest.raises(OSError, match="Input/output error"):
            await client.upload(reservation.uri, chunks, 4, "text/plain")


async def test_no_log_says_what_was_said(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    async with FakeHomeserver(hook=sometimes(1, 0.3, BAD_GATEWAY, FAULTY, limited(1))) as fake:
        await converse(fake)
        token = fake.settings.as_token
    assert "502" in caplog.text
    assert SECRET not in caplog.text
    assert "Harbour" not in caplog.text
    assert token not in caplog.text


@dataclass
class Clock:
    """Time passes only while somebody waits."""

    time: float = 0.0
    chance: float = 0.0
    waits: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.time += seconds

    def policy(self, patience: float) -> RetryPolicy:
        return RetryPolicy(patience=patience, sleep=self.sleep, now=lambda: self.time, chance=lambda: self.chance)


async def a_room(client: Homeserver) -> RoomId:
    await prepare_bot(client)
    return await client.create_room({"room_version": "11"})


def bodies(fake: FakeHomeserver, room: RoomId) -> list[str]:
    return [event["content"]["body"] for event in fake.timeline(room) if event["type"] == MESSAGE]


def pieces(content: bytes) -> Callable[[], AsyncIterator[bytes]]:
    async def chunks() -> AsyncIterator[bytes]:
        yield content

    return chunks
