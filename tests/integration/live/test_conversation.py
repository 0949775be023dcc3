"""People on both sides of a bridge are in one conversation."""

from __future__ import annotations

from bridge.model.amendment import Deletion, ReactionChange, Revision
from bridge.model.content import Written
from bridge.model.ids import PersonId
from bridge.model.message import Reaction, Reactor, Reply
from bridge.model.text import Text

CREW = "crew"


async def test_what_is_said_on_the_network_is_said_in_the_room(bridged):
    await bridged.campfire.say(CREW, "bora", "Is anybody there?")
    await bridged.settled(CREW)
    assert bridged.heard(CREW) == [("Bora (Campfire)", "Is anybody there?")]


async def test_who_has_linked_an_account_speaks_with_it(bridged):
    await bridged.says(CREW, "anna", "I am")
    await bridged.settled(CREW)
    assert bridged.campfire.texts(CREW) == [("anna", "I am")]


async def test_who_has_none_is_relayed_with_their_name(bridged):
    await bridged.says(CREW, "dana", "So am I")
    await bridged.settled(CREW)
    assert bridged.campfire.texts(CREW) == [("relay", "dana: So am I")]


async def test_nothing_that_we_said_is_heard_again(bridged):
    for number in range(5):
        await bridged.says(CREW, "anna", f"mine {number}")
        await bridged.says(CREW, "dana", f"hers {number}")
        await bridged.campfire.say(CREW, "bora", f"his {number}")
    await bridged.settled(CREW)
    assert len(bridged.heard(CREW)) == len(bridged.campfire.texts(CREW)) == 15


async def test_replies_go_both_ways(bridged):
    first = await bridged.campfire.say(CREW, "bora", "Tea?")
    await bridged.settled(CREW)
    question = bridged.room(CREW).events[-1]
    answer = {"msgtype": "m.text", "body": "Yes", "m.relates_to": {"m.in_reply_to": {"event_id": question.id}}}
    event = await bridged.says(CREW, "anna", answer)
    await bridged.settled(CREW)
    said = bridged.campfire.log[-1]
    assert said.reply == Reply(message=first)
    await bridged.campfire.say(CREW, "bora", "Good", reply=Reply(message=said.id))
    await bridged.settled(CREW)
    assert bridged.room(CREW).events[-1].content["m.relates_to"]["m.in_reply_to"]["event_id"] == event


async def test_an_edit_on_the_network_replaces_the_event(bridged):
    first = await bridged.campfire.say(CREW, "bora", "Teh")
    await bridged.campfire.say(CREW, "bora", Revision(message=first, content=Written(Text("The"))))
    await bridged.settled(CREW)
    assert bridged.heard(CREW) == [("Bora (Campfire)", "The")]


async def test_an_edit_in_the_room_edits_the_message_once(bridged):
    event = await bridged.says(CREW, "anna", "Teh")
    await bridged.settled(CREW)
    new = {"msgtype": "m.text", "body": "The"}
    await bridged.says(
        CREW,
        "anna",
        {**new, "body": "* The", "m.new_content": new, "m.relates_to": {"rel_type": "m.replace", "event_id": event}},
    )
    await bridged.settled(CREW)
    assert bridged.campfire.texts(CREW) == [("anna", "The")]
    assert bridged.heard(CREW) == [("@anna", "The")]


async def test_what_is_deleted_on_the_network_is_taken_back_in_the_room(bridged):
    first = await bridged.campfire.say(CREW, "bora", "Oops")
    await bridged.campfire.say(CREW, "bora", Deletion(messages=(first,)))
    await bridged.settled(CREW)
    assert bridged.heard(CREW) == []


async def test_what_is_taken_back_in_the_room_is_deleted_on_the_network(bridged):
    event = await bridged.says(CREW, "anna", "Oops")
    await bridged.settled(CREW)
    redaction = bridged.append(CREW, "anna", "m.room.redaction", {"redacts": event})
    await bridged.tell(redaction, redacts=event)
    await bridged.settled(CREW)
    assert bridged.campfire.texts(CREW) == []


async def test_reactions_come_and_go(bridged):
    first = await bridged.campfire.say(CREW, "bora", "Cake!")
    await bridged.settled(CREW)
    cake = bridged.room(CREW).events[-1]
    liked = Reaction(emoji="👍", count=1, by=(Reactor(person=PersonId("bora")),))
    await bridged.campfire.say(CREW, "bora", ReactionChange(message=first, reactions=(liked,)))
    await bridged.settled(CREW)
    assert [key for _, event, key in bridged.room(CREW).annotations if event == cake.id] == ["👍\ufe0f"] or [
        key for _, event, key in bridged.room(CREW).annotations
    ] == ["👍"]
    await bridged.campfire.say(CREW, "bora", ReactionChange(message=first, reactions=()))
    await bridged.settled(CREW)
    assert not bridged.room(CREW).annotations


async def test_a_reaction_in_the_room_is_given_on_the_network_and_not_twice_in_the_room(bridged):
    await bridged.campfire.say(CREW, "bora", "Cake!")
    await bridged.settled(CREW)
    cake = bridged.room(CREW).events[-1]
    relation = {"rel_type": "m.annotation", "event_id": cake.id, "key": "👍"}
    await bridged.says(CREW, "anna", {"m.relates_to": relation}, "m.reaction")
    await bridged.settled(CREW)
    assert isinstance(bridged.campfire.log[-1].content, ReactionChange)
    assert sum(event.type == "m.reaction" for event in bridged.room(CREW).events) == 1
