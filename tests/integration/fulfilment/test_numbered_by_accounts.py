"""Small groups in which every account numbers the messages for itself, heard and spoken in through several."""

from __future__ import annotations

import pytest

from bridge.matrix.events import UserId
from bridge.model.amendment import Deletion, ReactionChange, Revision
from bridge.model.chat import Numbering
from bridge.model.content import Written
from bridge.model.ids import MessageId, PersonId
from bridge.model.message import Reaction, Reactor, Reply
from bridge.model.text import Text
from tests.support.histories import write_export
from tests.support.moving import moving

BAND = "band"


@pytest.fixture
def campfire(campfire):
    campfire.add_chat(BAND, "anna", "bora", "chidi", numbering=Numbering.ACCOUNT)
    campfire.offsets |= {"anna": 1, "bora": 3, "chidi": 2}
    return campfire


@pytest.fixture
async def band(sqlite_uri, fake, campfire, tmp_path):
    """Anna and Bora have linked their accounts; the band is heard through Anna, and both are in its room."""
    async with moving(sqlite_uri, fake, campfire, tmp_path / "live") as office:
        await office.link("anna")
        await office.link("bora")
        for words in ("one", "two", "three"):
            await campfire.say(BAND, "chidi", words)
        await office.migrate(BAND, "anna")
        for person in ("anna", "bora"):
            office.enters(BAND, person)
        yield office


async def hears(office, sender, content, **more):
    """Something happens there, and everything settles."""
    said = await office.bridged.campfire.say(BAND, sender, content, **more)
    await office.bridged.settled(BAND)
    return said


async def says(office, person, content, kind="m.room.message"):
    event = await office.bridged.says(BAND, person, content, kind)
    await office.bridged.settled(BAND)
    return event


def event_of(office, words):
    return next(event for event in office.bridged.room(BAND).events if event.content.get("body") == words)


def answer(words, event):
    return {"msgtype": "m.text", "body": words, "m.relates_to": {"m.in_reply_to": {"event_id": event}}}


def edit(words, event):
    new = {"msgtype": "m.text", "body": words}
    return {
        **new,
        "body": f"* {words}",
        "m.new_content": new,
        "m.relates_to": {"rel_type": "m.replace", "event_id": event},
    }


async def test_what_two_people_say_through_their_own_accounts_is_said_once(band):
    await says(band, "anna", "mine")
    await says(band, "bora", "hers")
    await hears(band, "chidi", "his")
    assert band.bridged.campfire.texts(BAND)[3:] == [("anna", "mine"), ("bora", "hers"), ("chidi", "his")]
    assert band.texts(BAND) == ["one", "two", "three", "mine", "hers", "his"]


async def test_the_same_words_twice_are_two_messages(band):
    for person in ("bora", "anna", "bora", "bora"):
        await says(band, person, "la")
    await hears(band, "bora", "la")
    assert band.texts(BAND) == ["one", "two", "three", *["la"] * 5]


async def test_answers_there_find_what_was_said_here_through_another_account(band):
    event = await says(band, "bora", "question")
    said = band.bridged.campfire.log[-1].id
    await hears(band, "chidi", "reply", reply=Reply(message=said))
    assert event_of(band, "reply").content["m.relates_to"]["m.in_reply_to"]["event_id"] == event


async def test_edits_there_find_what_was_said_here_through_another_account(band):
    event = await says(band, "bora", "teh")
    said = band.bridged.campfire.log[-1].id
    await hears(band, "bora", Revision(message=said, content=Written(Text("the"))))
    assert band.texts(BAND)[3:] == ["teh", "edited: the"]
    assert event_of(band, "edited: the").content["m.relates_to"]["m.in_reply_to"]["event_id"] == event


async def test_deletions_there_find_what_was_said_here_through_another_account(band):
    await says(band, "bora", "oops")
    await hears(band, "bora", Deletion(messages=(band.bridged.campfire.log[-1].id,)))
    assert band.texts(BAND) == ["one", "two", "three"]


async def test_edits_of_ones_own_go_to_the_right_message(band):
    event = await says(band, "bora", "teh")
    await says(band, "bora", edit("the", event))
    assert band.bridged.campfire.texts(BAND)[3:] == [("bora", "the")]
    assert band.texts(BAND)[3:] == ["the"]


async def test_answers_of_the_one_who_hears_go_to_the_right_message(band):
    await says(band, "anna", answer("to you", event_of(band, "two").id))
    assert band.bridged.campfire.log[-1].reply == Reply(message=MessageId("2"))


async def test_answers_through_another_account_are_said_without_a_wrong_link(band):
    await says(band, "bora", answer("to you", event_of(band, "two").id))
    said = band.bridged.campfire.log[-1]
    assert (said.content.text.plain, said.reply) == ("to you", None)


async def test_reactions_through_another_account_never_hit_another_message(band):
    relation = {"rel_type": "m.annotation", "event_id": event_of(band, "two").id, "key": "👍"}
    before = len(band.bridged.campfire.log)
    await says(band, "bora", {"m.relates_to": relation}, "m.reaction")
    assert len(band.bridged.campfire.log) == before
    assert "every account numbers" in band.texts(BAND)[-1]


async def test_reactions_of_the_one_who_hears_and_of_others_there_find_their_message(band):
    relation = {"rel_type": "m.annotation", "event_id": event_of(band, "two").id, "key": "👍"}
    await says(band, "anna", {"m.relates_to": relation}, "m.reaction")
    assert band.bridged.campfire.log[-1].content.message == "2"
    liked = (Reaction(emoji="👍", count=1, by=(Reactor(person=PersonId("chidi")),)),)
    await hears(band, "chidi", ReactionChange(message=MessageId("3"), reactions=liked))
    reacted = {target for _, target, _ in band.bridged.room(BAND).annotations}
    assert event_of(band, "three").id in reacted


async def test_who_takes_over_numbers_otherwise_and_nothing_is_lost_or_doubled(band):
    await says(band, "bora", "hers")
    await hears(band, "chidi", "his")
    (login,) = await band.accounts.of(UserId(band.bridged.user("anna")))
    await band.accounts.log_out(login)
    await band.bridged.campfire.say(BAND, "chidi", "more", reply=Reply(message=MessageId("2")))
    await band.bridged.until(lambda: "more" in band.texts(BAND))
    assert band.texts(BAND) == ["one", "two", "three", "hers", "his", "more"]
    target = event_of(band, "more").content["m.relates_to"]["m.in_reply_to"]["event_id"]
    assert target == event_of(band, "two").id


async def test_what_was_missed_while_stopped_is_fetched_once(band):
    await hears(band, "chidi", "four")
    await band.stop(BAND, "anna")
    await band.bridged.campfire.say(BAND, "chidi", "five")
    await band.migrate(BAND, "anna")
    await hears(band, "chidi", "six")
    assert band.texts(BAND) == ["one", "two", "three", "four", "five", "six"]


async def test_an_export_of_another_member_whose_numbers_collide_loses_nothing(sqlite_uri, fake, campfire, tmp_path):
    for number in range(6):
        await campfire.say(BAND, "chidi", f"past {number}")
    there = [message for message in campfire.log if message.chat == BAND]
    moved = [_numbered(message, campfire.offsets["bora"]) for message in there[:4]]
    async with moving(sqlite_uri, fake, campfire, tmp_path / "live") as office:
        await office.bridged.shop.stage(write_export(tmp_path / "export", iter([campfire.chats[BAND], *moved])))
        assert [result.error for result in await office.bridged.shop.run()] == [None]
        await office.link("anna")
        await office.migrate(BAND, "anna")
        await hears(office, "chidi", "new", reply=Reply(message=there[1].id))
        assert office.texts(BAND) == [*(f"past {number}" for number in range(6)), "new"]
        target = event_of(office, "new").content["m.relates_to"]["m.in_reply_to"]["event_id"]
        assert target == event_of(office, "past 1").id
        office.enters(BAND, "anna")
        await says(office, "anna", answer("to you", event_of(office, "past 3").id))
        assert campfire.log[-1].reply == Reply(message=there[3].id)


def _numbered(message, offset):
    return type(message)(
        chat=message.chat,
        id=MessageId(str(int(message.id) + offset)),
        time=message.time,
        place=message.place + offset,
        sender=message.sender,
        content=message.content,
    )
