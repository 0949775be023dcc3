"""The client against a real Synapse, and the homeserver in memory against the same expectations."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from bridge.errors import MediaError, Refused
from bridge.matrix.client import Homeserver
from bridge.matrix.events import ContentUri, EventId, UserId
from bridge.matrix.pages import Event
from tests.acceptance.conftest import Party, Subject

HELLO = {"msgtype": "m.text", "body": "Hello", "m.mentions": {}}
IN_2019 = 1_555_555_555_555
MESSAGE = "m.room.message"


async def test_the_bot_is_who_the_token_says(homeserver: Homeserver):
    assert await homeserver.whoami() == homeserver.bot


async def test_a_wrong_token_is_refused(subject: Subject):
    async with Homeserver(subject.access.address, "wrong", subject.access.domain, subject.access.bot) as stranger:
        assert await refusal_of(stranger.whoami()) == (401, "M_UNKNOWN_TOKEN")


async def test_the_homeserver_says_what_time_it_is(homeserver: Homeserver):
    assert await homeserver.server_time() > IN_2019


async def test_a_ghost_is_made_once(homeserver: Homeserver, party: Party):
    assert await homeserver.register(party.anna) is False


async def test_nobody_outside_the_namespace_can_be_made(homeserver: Homeserver, subject: Subject):
    stranger = UserId(f"@stranger:{subject.access.domain}")
    assert await refusal_of(homeserver.register(stranger)) == (400, "M_EXCLUSIVE")


async def test_a_ghost_has_the_name_it_was_given(homeserver: Homeserver, party: Party):
    await homeserver.set_display_name(party.anna, "Anna (Test)")
    assert (await homeserver.profile(party.anna) or {})["displayname"] == "Anna (Test)"


async def test_nobody_has_no_profile(homeserver: Homeserver, subject: Subject):
    assert await homeserver.profile(subject.access.ghost("nobody")) is None


async def test_a_message_keeps_its_date_to_the_millisecond(homeserver: Homeserver, party: Party):
    sent = await homeserver.send(party.room, party.anna, MESSAGE, "t1", HELLO, IN_2019)
    assert (await read(homeserver, party, sent))["origin_server_ts"] == IN_2019


async def test_a_join_keeps_its_date(homeserver: Homeserver, party: Party):
    await homeserver.send_state(party.room, homeserver.bot, "m.room.member", party.chidi, {"membership": "invite"}, 1)
    joined = await homeserver.send_state(
        party.room, party.chidi, "m.room.member", party.chidi, {"membership": "join"}, 2
    )
    assert (await read(homeserver, party, joined))["origin_server_ts"] == 2


async def test_the_same_transaction_is_one_message(homeserver: Homeserver, party: Party):
    first = await homeserver.send(party.room, party.anna, MESSAGE, "t1", HELLO, IN_2019)
    assert await homeserver.send(party.room, party.anna, MESSAGE, "t1", HELLO, IN_2019) == first


async def test_the_same_transaction_is_one_message_even_after_a_restart(
    homeserver: Homeserver, party: Party, subject: Subject
):
    first = await homeserver.send(party.room, party.anna, MESSAGE, "t1", HELLO)
    await subject.restart()
    assert await homeserver.send(party.room, party.anna, MESSAGE, "t1", HELLO) == first


async def test_twins_are_two_messages(homeserver: Homeserver, party: Party):
    first = await homeserver.send(party.room, party.anna, MESSAGE, "t1", HELLO, IN_2019)
    assert await homeserver.send(party.room, party.anna, MESSAGE, "t2", HELLO, IN_2019) != first


async def test_two_ghosts_with_one_transaction_id_are_taken_for_one(homeserver: Homeserver, party: Party):
    """Why transaction ids must differ across senders: the second message is lost without a word."""
    first = await homeserver.send(party.room, party.anna, MESSAGE, "t1", HELLO)
    assert await homeserver.send(party.room, party.bora, MESSAGE, "t1", HELLO) == first


async def test_only_the_sender_sees_the_transaction_id(homeserver: Homeserver, party: Party):
    sent = await homeserver.send(party.room, party.anna, MESSAGE, "t1", HELLO)
    assert (await read(homeserver, party, sent, party.anna))["unsigned"].get("transaction_id") == "t1"
    assert "transaction_id" not in (await read(homeserver, party, sent, party.bora))["unsigned"]


async def test_equal_state_is_said_once(homeserver: Homeserver, party: Party):
    first = await homeserver.send_state(party.room, party.anna, "m.room.name", "", {"name": "Quay"}, 1)
    assert await homeserver.send_state(party.room, party.anna, "m.room.name", "", {"name": "Quay"}, 2) == first
    assert await homeserver.send_state(party.room, party.bora, "m.room.name", "", {"name": "Quay"}, 3) != first


async def test_a_join_takes_the_name_of_the_profile(homeserver: Homeserver, party: Party):
    await homeserver.set_display_name(party.chidi, "Chidi (Test)")
    for sender, membership in ((homeserver.bot, "invite"), (party.chidi, "join")):
        await homeserver.send_state(party.room, sender, "m.room.member", party.chidi, {"membership": membership})
    member = await homeserver.state_event(party.room, "m.room.member", party.chidi)
    assert member == {"membership": "join", "displayname": "Chidi (Test)"}


async def test_who_is_not_in_the_room_cannot_speak_in_it(homeserver: Homeserver, party: Party):
    assert await refusal_of(homeserver.send(party.room, party.chidi, MESSAGE, "t1", HELLO)) == (403, "M_FORBIDDEN")


async def test_who_was_not_invited_cannot_join(homeserver: Homeserver, party: Party):
    join = homeserver.send_state(party.room, party.chidi, "m.room.member", party.chidi, {"membership": "join"})
    assert await refusal_of(join) == (403, "M_FORBIDDEN")


async def test_a_reaction_is_given_once(homeserver: Homeserver, party: Party):
    sent = await homeserver.send(party.room, party.anna, MESSAGE, "t1", HELLO)
    await homeserver.send(party.room, party.bora, "m.reaction", "t2", reaction(sent))
    again = homeserver.send(party.room, party.bora, "m.reaction", "t3", reaction(sent))
    assert await refusal_of(again) == (400, "M_DUPLICATE_ANNOTATION")


async def test_a_reaction_to_nothing_is_refused(homeserver: Homeserver, party: Party):
    nothing = EventId("$" + "n" * 43)
    assert (await refusal_of(homeserver.send(party.room, party.anna, "m.reaction", "t1", reaction(nothing))))[0] == 400


async def test_a_message_of_60_000_bytes_is_taken(homeserver: Homeserver, party: Party):
    assert await homeserver.send(party.room, party.anna, MESSAGE, "t1", {**HELLO, "body": "x" * 60_000})


async def test_a_message_of_65_500_bytes_is_too_long(homeserver: Homeserver, party: Party):
    long = homeserver.send(party.room, party.anna, MESSAGE, "t1", {**HELLO, "body": "x" * 65_500})
    assert await refusal_of(long) == (413, "M_TOO_LARGE")


@pytest.mark.parametrize("number", [1.5, 2**53])
async def test_numbers_that_canonical_json_lacks_are_refused(homeserver: Homeserver, party: Party, number: float):
    bad = homeserver.send(party.room, party.anna, MESSAGE, "t1", {**HELLO, "number": number})
    assert await refusal_of(bad) == (400, "M_BAD_JSON")


async def test_a_lone_surrogate_is_refused_before_it_is_sent(homeserver: Homeserver, party: Party):
    poison = homeserver.send(party.room, party.anna, MESSAGE, "t1", {**HELLO, "body": "\ud800"})
    assert await refusal_of(poison) == (400, "M_NOT_JSON")


async def test_a_room_reads_the_same_from_both_ends(homeserver: Homeserver, party: Party):
    for number in range(5):
        await homeserver.send(party.room, party.anna, MESSAGE, f"t{number}", HELLO, IN_2019 - number)
    forwards = [event["event_id"] async for event in timeline(homeserver, party, "f")]
    backwards = [event["event_id"] async for event in timeline(homeserver, party, "b")]
    assert forwards == backwards[::-1]
    assert len(forwards) == len(set(forwards))


async def test_one_can_read_on_from_a_context(homeserver: Homeserver, party: Party):
    sent = [await homeserver.send(party.room, party.anna, MESSAGE, f"t{number}", HELLO) for number in range(3)]
    middle = await homeserver.context(party.room, sent[1])
    assert middle is not None
    assert middle.event["event_id"] == sent[1]
    page = await homeserver.messages(party.room, "f", middle.end)
    assert [event["event_id"] for event in page.events] == sent[2:]


async def test_an_event_that_is_not_there_is_none(homeserver: Homeserver, party: Party):
    assert await homeserver.event(party.room, EventId("$" + "n" * 43)) is None


async def test_who_was_not_invited_cannot_read(homeserver: Homeserver, party: Party):
    assert (await refusal_of(homeserver.messages(party.room, "b", user=party.chidi)))[0] == 403


async def test_an_alias_that_is_free_leads_nowhere(homeserver: Homeserver, subject: Subject):
    assert await homeserver.resolve_alias(subject.access.alias("free")) is None


async def test_a_file_comes_back_as_it_was_sent(homeserver: Homeserver):
    content = bytes(range(256)) * 4096
    uri = await uploaded(homeserver, content)
    digest = hashlib.sha256()
    async for chunk in homeserver.download(uri):
        digest.update(chunk)
    assert digest.digest() == hashlib.sha256(content).digest()


async def test_an_address_is_filled_once(homeserver: Homeserver):
    uri = await uploaded(homeserver, b"once")
    again = homeserver.upload(uri, in_pieces(b"more"), 4, "text/plain")
    assert await refusal_of(again) == (409, "M_CANNOT_OVERWRITE_MEDIA")


async def test_an_address_that_was_never_filled_gives_no_file(homeserver: Homeserver):
    reservation = await homeserver.create_media()
    assert await refusal_of(everything(homeserver.download(reservation.uri))) == (504, "M_NOT_YET_UPLOADED")


async def test_a_file_that_is_too_large_is_refused_before_it_is_sent(homeserver: Homeserver):
    limit = await homeserver.upload_limit() or 0
    reservation = await homeserver.create_media()
    huge = homeserver.upload(reservation.uri, in_pieces(b"never read"), limit + 1, "text/plain")
    assert await refusal_of(huge) == (413, "M_TOO_LARGE")


async def test_a_file_that_shrank_is_our_own_trouble(homeserver: Homeserver):
    reservation = await homeserver.create_media()
    with pytest.raises(MediaError, match="4 bytes instead of 5"):
        await homeserver.upload(reservation.uri, in_pieces(b"four"), 5, "text/plain", "four.txt")


def reaction(target: EventId) -> dict[str, Any]:
    return {"m.relates_to": {"rel_type": "m.annotation", "event_id": target, "key": "👍"}}


async def refusal_of(call: Any) -> tuple[int, str]:
    with pytest.raises(Refused) as refused:
        await call
    return refused.value.status, refused.value.code


async def read(homeserver: Homeserver, party: Party, event: EventId, user: UserId | None = None) -> Event:
    found = await homeserver.event(party.room, event, user)
    assert found is not None
    return found


async def timeline(homeserver: Homeserver, party: Party, direction: Any) -> AsyncIterator[Event]:
    token = None
    while True:
        page = await homeserver.messages(party.room, direction, token, limit=3)
        for event in page.events:
            yield event
        token = page.next
        if token is None:
            return


async def uploaded(homeserver: Homeserver, content: bytes) -> ContentUri:
    reservation = await homeserver.create_media()
    await homeserver.upload(reservation.uri, in_pieces(content), len(content), "application/octet-stream", "ä b.bin")
    return reservation.uri


def in_pieces(content: bytes, size: int = 65_536) -> Callable[[], AsyncIterator[bytes]]:
    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(content), size):
            yield content[start : start + size]

    return chunks


async def everything(chunks: AsyncIterator[bytes]) -> bytes:
    return b"".join([chunk async for chunk in chunks])
