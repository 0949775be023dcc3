"""Who may come in, and where the bot listens."""

from __future__ import annotations

import pytest

from bridge.commands.services import Offer
from bridge.errors import HomeserverUnavailable
from bridge.matrix.events import RoomId, UserId
from bridge.model.ids import Network
from tests.support.commands import ANNA, BORA, BOT, NETWORK, ROOM, Script, ask, direct, scan

STRANGER = UserId("@anna:elsewhere.example")


async def invite(person, host, *, others=()):
    person.server.members = {ROOM: {host, *others}}
    before = len(person.server.said)
    await person.send("m.room.member", {"membership": "invite", "is_direct": True}, sender=host, state_key=BOT)
    return "\n".join(person.server.said[before:])


async def test_the_bot_comes_to_whoever_may_ask_and_says_hello():
    anna = direct()
    told = await invite(anna, ANNA)
    assert "login links your Tea account" in told
    assert BOT in anna.server.members[ROOM]


async def test_the_same_invitation_twice_is_one_hello():
    anna = direct()
    await invite(anna, ANNA)
    await anna.door.handle(dict(anna.server.timeline[0]))
    assert len(anna.server.said) == 1


async def test_hello_names_all_networks():
    offers = [Offer(NETWORK, "Tea"), Offer(Network("coffee"), "Coffee"), Offer(Network("mate"), "Mate")]
    assert "your Tea, Coffee and Mate account" in await invite(direct(networks=offers), ANNA)


async def test_without_a_network_hello_promises_nothing():
    assert "No network is set up here yet." in await invite(direct(networks=[]), ANNA)


@pytest.mark.parametrize("host", [STRANGER, ANNA])
async def test_an_invitation_of_those_who_may_not_is_declined_politely(host):
    anna = direct(levels={BORA: "user"})
    assert await invite(anna, host) == ""
    assert anna.server.left == [(ROOM, "You may not use this bridge. Ask whoever runs it.")]
    assert BOT not in anna.server.members[ROOM]


async def test_the_bot_does_not_stay_where_others_are():
    anna = direct()
    assert "I listen only where the two of us are alone" in await invite(anna, ANNA, others=[BORA])
    assert BOT not in anna.server.members[ROOM]


async def test_an_invitation_that_was_withdrawn_is_no_trouble():
    anna = direct()
    anna.server.closed = True
    assert await invite(anna, ANNA) == ""


async def test_the_room_of_a_chat_is_none_for_commands():
    anna = direct(portals={ROOM})
    assert await anna.type("help") == ""


async def test_commands_where_others_read_along_are_refused():
    anna = direct()
    anna.server.members[ROOM].add(BORA)
    assert await anna.type("migrate Tea round") == (
        "I listen only where the two of us are alone: please write to me in a direct chat."
    )
    assert anna.services.did == []


async def test_what_is_not_meant_for_the_bot_is_not_answered_where_others_are():
    anna = direct()
    anna.server.members[ROOM].add(BORA)
    assert await anna.type("good evening, Bora") == ""


async def test_a_secret_is_removed_also_when_somebody_has_come_in_meanwhile():
    script = Script(ask(), None)
    anna = direct(script)
    await anna.type("login phone")
    anna.server.members[ROOM].add(BORA)
    await anna.type("12345")
    assert (script.answers, script.cancelled, anna.server.redacted) == ([], 1, ["$2"])


async def test_who_may_not_use_the_bridge_is_told_so_once():
    anna = direct(levels={BORA: "user"})
    assert "You may not use this bridge." in await anna.type("help")
    assert await anna.type("help") == ""


async def test_a_permission_that_was_taken_away_counts_at_once():
    anna = direct(levels={ANNA: "user"})
    anna.door._permissions = type(anna.door._permissions).configured("example.org", {})
    assert "You may not" in await anna.type("migrate Tea round")
    assert anna.services.did == []


async def test_the_same_message_twice_is_carried_out_once():
    anna = direct()
    await anna.type("bridge Tea round")
    await anna.door.handle(dict(anna.server.timeline[0]))
    assert len(anna.services.did) == 1


async def test_an_answer_that_could_not_be_said_is_no_second_command():
    anna = direct()
    anna.server.failing.append(HomeserverUnavailable())
    with pytest.raises(HomeserverUnavailable):
        await anna.type("bridge Tea round")
    await anna.door.handle(dict(anna.server.timeline[0]))
    assert anna.server.said == []


@pytest.mark.parametrize(
    "content",
    [
        {"msgtype": "m.notice", "body": "help"},
        {"msgtype": "m.text", "body": 7},
        {"msgtype": "m.text"},
        {"body": "help"},
        {},
    ],
)
async def test_what_programs_say_and_what_is_broken_is_passed_over(content):
    anna = direct()
    await anna.send("m.room.message", content)
    assert anna.server.said == []


@pytest.mark.parametrize("kind", ["m.reaction", "m.room.topic", "m.room.redaction", "org.example.odd"])
async def test_other_events_are_passed_over(kind):
    anna = direct()
    await anna.send(kind, {"body": "help"})
    assert anna.server.said == []


async def test_an_edit_is_no_command():
    anna = direct()
    relation = {"rel_type": "m.replace", "event_id": "$0"}
    assert await anna.type("* help", **{"m.relates_to": relation}) == ""


async def test_a_reply_is_taken_without_what_it_quotes():
    anna = direct()
    told = await anna.type("> <@bot> Hello\n\nhelp", **{"m.relates_to": {"m.in_reply_to": {"event_id": "$0"}}})
    assert "You can type:" in told


async def test_encrypted_messages_are_answered_once_with_the_way_out():
    anna = direct()
    await anna.send("m.room.encrypted", {"ciphertext": "…"})
    await anna.send("m.room.encrypted", {"ciphertext": "…"})
    assert anna.server.said == [
        "I cannot read encrypted messages. Please begin another direct chat with me, without encryption."
    ]


async def test_when_the_person_leaves_the_bot_lets_go_and_leaves_too():
    script = Script(scan())
    anna = direct(script)
    await anna.type("login")
    anna.server.members[ROOM].discard(ANNA)
    await anna.send("m.room.member", {"membership": "leave"}, state_key=ANNA)
    assert (script.cancelled, anna.server.left) == (1, [(ROOM, "Nobody is here any more.")])


async def test_rooms_in_which_nobody_talked_with_the_bot_are_not_left():
    anna = direct()
    anna.server.members[ROOM].discard(ANNA)
    await anna.send("m.room.member", {"membership": "leave"}, state_key=ANNA)
    assert anna.server.left == []


async def test_whoever_is_too_fast_is_told_so_once_and_heard_again_after_a_minute():
    anna = direct()
    for _ in range(10):
        await anna.type("whoami")
    assert "Wait a minute" in await anna.type("migrate Tea round")
    assert await anna.type("migrate Tea round") == ""
    assert anna.services.did == []
    await anna.time.pass_by(60)
    assert "You are" in await anna.type("whoami")


async def test_a_secret_is_removed_also_from_whoever_is_too_fast():
    script = Script(ask(), None)
    anna = direct(script)
    for _ in range(9):
        await anna.type("whoami")
    await anna.type("login phone")
    await anna.type("12345")
    assert (script.answers, len(anna.server.redacted)) == ([], 1)
    await anna.time.pass_by(60)
    assert "is linked" in await anna.type("12345")


async def test_people_do_not_disturb_each_other():
    anna = direct(Script(ask(), None))
    await anna.type("login phone")
    other = RoomId("!bora:example.org")
    anna.server.members[other] = {BOT, BORA}
    anna.room, anna.person = other, BORA
    assert "You are @bora:example.org" in await anna.type("whoami")
    assert anna.server.redacted == []
