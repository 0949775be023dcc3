"""What people get when they type a command."""

from __future__ import annotations

import pytest

from bridge.commands.services import ChatStatus, LoginState, Progress, Stage, Step
from bridge.errors import ArchiveError, LoginLost, NetworkRefused, NetworkUnavailable, NetworkWait
from bridge.matrix.events import RoomId
from bridge.model.chat import ChatKind
from tests.support.commands import ANNA, BORA, chat, direct, login_entry

HERE = {"stage": Stage.BRIDGED, "room": RoomId("!tea:example.org")}


async def test_help_lists_what_a_person_may_type():
    told = await direct().type("help")
    assert "• migrate <chat> – Move a chat here" in told
    assert "• login [qr, phone or bot] – " in told


async def test_help_about_one_command_says_more():
    assert "you are invited to the room" in await direct().type("help migrate")


@pytest.mark.parametrize("typed", ["HELP", "!help", "/help", "  help "])
async def test_commands_may_be_typed_as_people_are_used_to(typed):
    assert "You can type:" in await direct().type(typed)


async def test_a_typing_error_is_met_with_a_proposal():
    assert await direct().type("migrat Tea round") == "I do not know that. Did you mean migrate?"


async def test_what_nobody_understands_is_answered_with_the_way_to_help():
    assert await direct().type("good evening") == "I do not know that. help says what you can type."


@pytest.mark.parametrize("typed", ["migrate a\nstop", "migrate a\x00b", "chats \u2028a", "help\x1b[2J", "x" * 501])
async def test_several_lines_and_invisible_characters_are_refused(typed):
    anna = direct()
    assert "I did not understand this." in await anna.type(typed)
    assert anna.services.did == []


async def test_chats_are_listed_with_what_tells_them_apart():
    anna = direct(entries=[chat(members=3, last=1_700_000_000_000), chat("Tea bar", kind=ChatKind.CHANNEL, **HERE)])
    told = await anna.type("chats")
    assert "1. Tea round – group, 3 members, last message 2023-11-14" in told
    assert "2. Tea bar (https://matrix.to/#/!tea:example.org) – channel, bridged" in told


async def test_chats_can_be_looked_for():
    told = await direct(entries=[chat(), chat("Coffee"), chat("The TEA bar")]).type("chats tea")
    assert "Tea round" in told and "The TEA bar" in told and "Coffee" not in told


async def test_many_chats_are_cut_and_the_rest_is_counted():
    told = await direct(entries=[chat(f"Chat {number}") for number in range(50)]).type("chats")
    assert "30. Chat 29" in told and "Chat 30" not in told and "And 20 more" in told


async def test_no_chats_are_no_riddle():
    assert "logins says whether your account is connected" in await direct(entries=[]).type("chats")


async def test_a_chat_moves_and_says_how_far_it_is_in_one_message():
    anna = direct()
    anna.services.gate.clear()
    told = await anna.type("migrate Tea round")
    assert told.splitlines() == [
        "Moving Tea round here. This message says how far it is.",
        "Reading the history: 10 of about 40 messages (25 %).",
    ]
    anna.services.gate.set()
    await anna.time.pass_by(0)
    assert anna.last.startswith("Tea round (https://matrix.to/#/!tea:example.org) is here, with 1,234 messages.")
    relations = [event["content"].get("m.relates_to", {}) for event in anna.server.of_bot]
    assert [relation.get("event_id") for relation in relations] == [None, "$1", "$1"]


async def test_progress_is_shown_every_few_seconds_and_the_newest_of_it():
    anna = direct(steps=[Progress(step=Step.FETCHING, done=done, total=100) for done in range(100)])
    anna.services.gate.clear()
    await anna.type("migrate Tea round")
    assert len(anna.server.said) == 2
    await anna.time.pass_by(4)
    assert len(anna.server.said) == 2
    anna.services.gate.set()
    await anna.time.pass_by(1)
    assert "is here" in anna.last and len(anna.server.said) == 3


async def test_a_wait_of_the_network_says_until_when():
    anna = direct(steps=[Progress(step=Step.WAITING, until=1_700_000_000_000, why="too many questions")])
    anna.services.gate.clear()
    told = await anna.type("migrate Tea round")
    assert "asks to wait until 2023-11-14 22:13 UTC (too many questions). Then it goes on by itself." in told


async def test_a_chat_that_is_here_is_not_moved_again():
    anna = direct(entries=[chat(**HERE)])
    assert "It is here already" in await anna.type("migrate Tea round")
    assert anna.services.did == []


@pytest.mark.parametrize("words", ["Tea round", "tea ROUND", "round", "round tea", "1"])
async def test_a_chat_is_named_by_its_title_by_words_or_by_its_number(words):
    anna = direct(entries=[chat(), chat("Coffee")])
    await anna.type("chats")
    await anna.type(f"migrate {words}")
    assert anna.services.did == [("migrate", ANNA, "Tea round")]


async def test_an_exact_title_wins_over_those_that_hold_it():
    anna = direct(entries=[chat("Tea"), chat("Tea round")])
    await anna.type("migrate tea")
    assert anna.services.did == [("migrate", ANNA, "Tea")]


async def test_when_several_are_meant_a_number_chooses():
    anna = direct(entries=[chat("Tea round"), chat("Tea bar")])
    assert (await anna.type("migrate tea")).startswith("There are several; which one?\n\n1. Tea round")
    assert "Type a number from 1 to 2, or cancel." in await anna.type("3")
    await anna.type("2")
    assert anna.services.did == [("migrate", ANNA, "Tea bar")]


async def test_a_wrongly_spelled_title_finds_the_nearest():
    anna = direct(entries=[chat("Tea round"), chat("Coffee")])
    assert "Did you mean one of these?\n\n1. Tea round" in await anna.type("migrate Tee rund")
    await anna.type("1")
    assert anna.services.did == [("migrate", ANNA, "Tea round")]


async def test_a_title_that_is_not_there_is_not_there():
    assert "There is no such chat. chats lists" in await direct().type("migrate Zirkus")


async def test_a_command_is_a_command_even_while_something_is_asked():
    anna = direct(entries=[chat("Tea round"), chat("Tea bar")])
    await anna.type("migrate tea")
    assert "You can type:" in await anna.type("help")
    await anna.type("1")
    assert anna.services.did == [("migrate", ANNA, "Tea round")]


async def test_a_question_can_be_cancelled():
    anna = direct(entries=[chat("Tea round"), chat("Tea bar")])
    await anna.type("migrate tea")
    assert await anna.type("cancel") == "Ended. Nothing was kept."
    assert "For example migrate 1." in await anna.type("1")
    assert await anna.type("cancel") == "There is nothing to cancel."
    assert anna.services.did == []


async def test_a_room_id_means_nothing():
    anna = direct(entries=[chat(**HERE)])
    assert "There is no such chat." in await anna.type("migrate !tea:example.org")


@pytest.mark.parametrize(
    ("typed", "last"), [("bridge Tea round", None), ("bridge Tea round last 50", 50), ("bridge round LAST 1", 1)]
)
async def test_bridging_takes_as_many_of_the_last_messages_as_one_likes(typed, last):
    anna = direct()
    await anna.type(typed)
    assert anna.services.did == [("bridge", ANNA, "Tea round", last)]


@pytest.mark.parametrize("count", ["0", "99999999"])
async def test_a_number_of_messages_has_bounds(count):
    anna = direct()
    assert "A number from 1 to 1,000,000" in await anna.type(f"bridge Tea round last {count}")
    assert anna.services.did == []


@pytest.mark.parametrize("command", ["migrate", "bridge"])
async def test_a_chat_must_be_named(command):
    assert (await direct().type(command)).startswith("Which chat? chats lists them")


@pytest.mark.parametrize(("command", "words"), [("stop", "is not bridged any more"), ("sync", "is up to date")])
async def test_the_only_bridged_chat_needs_no_name(command, words):
    anna = direct(entries=[chat(**HERE), chat("Coffee")])
    assert words in await anna.type(command)
    assert anna.services.did == [(command, ANNA, "Tea round")]


@pytest.mark.parametrize("command", ["stop", "sync"])
async def test_of_several_bridged_chats_one_is_chosen(command):
    anna = direct(entries=[chat(**HERE), chat("Coffee", **HERE)])
    assert "Which one?" in await anna.type(command)
    await anna.type("2")
    assert anna.services.did == [(command, ANNA, "Coffee")]


@pytest.mark.parametrize(("person", "did"), [(ANNA, []), (BORA, [("stop", BORA, "Tea round")])])
async def test_what_somebody_else_moved_is_stopped_by_them_or_an_administrator(person, did):
    someone = direct(person=person, entries=[chat(yours=False, **HERE)])
    await someone.type("stop")
    assert someone.services.did == did


async def test_where_nothing_is_bridged_nothing_can_be_stopped():
    assert "None of your chats is bridged." in await direct().type("stop")


async def test_the_status_names_what_is_stuck():
    entries = [
        ChatStatus(chat=chat(stage=Stage.MOVING), progress=Progress(step=Step.SENDING, done=1, total=2)),
        ChatStatus(chat=chat("Bar", **HERE), messages=7, unsent=1, failed=2),
    ]
    told = await direct(statuses=entries).type("status")
    assert "Tea round – Writing it into the room: 1 of about 2 messages (50 %)." in told
    assert "bridged, 7 messages; 1 message on the way to the network; 2 messages could not be delivered" in told


async def test_a_status_of_nothing_says_what_to_do():
    assert "migrate moves a chat here" in await direct().type("status")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({}, "connected"),
        ({"state": LoginState.DISCONNECTED}, "I keep trying"),
        ({"state": LoginState.WAITING, "until": 0}, "asks to wait until 1970-01-01 00:00 UTC"),
        ({"state": LoginState.LOST, "why": "ended on another device"}, "link it again with login (ended on another"),
    ],
)
async def test_logins_say_how_they_are_doing(state, words):
    told = await direct(linked_accounts=[login_entry(**state)]).type("logins")
    assert "1. Tea: Anna (@anna) – " in told and words in told


@pytest.mark.parametrize(("answer", "did"), [("yes", [("log_out", 1)]), ("no", [])])
async def test_logging_out_is_confirmed_first(answer, did):
    anna = direct(linked_accounts=[login_entry()])
    assert "Log out of Anna (@anna)?" in await anna.type("logout")
    await anna.type(answer)
    assert anna.services.did == did


async def test_of_several_logins_one_is_chosen():
    anna = direct(linked_accounts=[login_entry(), login_entry(id=2, name="Work")])
    for typed in ("logout", "2", "perhaps", "yes"):
        await anna.type(typed)
    assert anna.services.did == [("log_out", 2)]


@pytest.mark.parametrize("command", ["logins", "logout"])
async def test_without_a_login_there_is_nothing_to_say(command):
    assert "You have linked no account" in await direct().type(command)


@pytest.mark.parametrize(("person", "level"), [(ANNA, "users"), (BORA, "administrators")])
async def test_whoami_says_who_one_is(person, level):
    told = await direct(person=person, linked_accounts=[login_entry()]).type("whoami")
    assert f"You are {person}, and may do what {level} may do here." in told
    assert "On Tea you are Anna (@anna)." in told


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (NetworkWait(seconds=90), "The network asks to wait 1 min 30 s. Try again then."),
        (NetworkUnavailable(), "Try again in a few minutes."),
        (NetworkRefused("nothing is linked. Type `login`."), "Nothing is linked. Type login."),
        (NetworkRefused(), "The chat network refuses this, and would refuse it again."),
        (LoginLost("type `login` again."), "Type login again."),
        (ArchiveError("an odd ` in it"), "an odd ` in it"),
    ],
)
async def test_every_failure_says_what_to_do_next(error, words):
    assert words in await direct(failure=[error]).type("chats")


async def test_a_failure_takes_the_place_of_progress():
    anna = direct(entries=[chat("Tea round"), chat("Tea bar")])
    await anna.type("migrate tea")
    anna.services.failure.append(NetworkRefused("You were removed from this chat."))
    assert (await anna.type("1")).endswith("You were removed from this chat.")
    assert anna.server.of_bot[-1]["content"]["m.relates_to"]["rel_type"] == "m.replace"


async def test_a_mistake_of_ours_is_recorded_without_what_was_typed(caplog):
    anna = direct(failure=[ValueError("Tea round")])
    told = await anna.type("chats Tea round")
    assert "by a mistake of mine. It is recorded under $0." in told
    assert "ValueError in FakeChats.of" in caplog.text
    assert "Tea round" not in caplog.text
