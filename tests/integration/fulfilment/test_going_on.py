"""A chat goes on as another, numbered anew, as when a small group becomes a large one: it is one conversation."""

from __future__ import annotations

import pytest

from bridge.model.amendment import Deletion
from bridge.model.chat import Numbering
from bridge.model.ids import ChatId, MessageId
from bridge.store import Phase

CREW, SQUAD = ChatId("crew"), ChatId("squad")


@pytest.fixture
async def moved(office, campfire):
    """Anna's own number of the only message in the crew is 3; the third message of all is going to be the squad's."""
    campfire.add_chat(CREW, "anna", "bora", numbering=Numbering.ACCOUNT)
    campfire.offsets["anna"] = 2
    await campfire.say(CREW, "bora", "before")
    await office.migrate(CREW, "anna")
    office.enters(CREW, "anna")
    return office


async def goes_on(office):
    await office.bridged.campfire.go_on_as(CREW, SQUAD)
    await office.bridged.campfire.say(SQUAD, "bora", "meanwhile")
    await office.bridged.campfire.say(SQUAD, "bora", "after")
    store = office.bridged.shop.store
    portal = None
    while portal is None or portal.phase is not Phase.LIVE:
        portal = await store.portals.of_chat("campfire", SQUAD)
        await office.bridged.until(lambda: True)
    await office.bridged.settled(SQUAD)


async def test_the_conversation_goes_on_in_the_same_room_and_misses_nothing(moved):
    await goes_on(moved)
    assert moved.texts(CREW) == ["before", "meanwhile", "after"]


async def test_what_people_say_here_is_said_in_the_new_chat(moved):
    await goes_on(moved)
    await moved.bridged.says(CREW, "anna", "I am here too")
    await moved.bridged.settled(SQUAD)
    assert moved.bridged.campfire.texts(SQUAD)[-1] == ("anna", "I am here too")
    assert moved.texts(CREW) == ["before", "meanwhile", "after", "I am here too"]


async def test_a_number_that_was_given_again_names_the_new_message(moved):
    await goes_on(moved)
    await moved.bridged.campfire.say(SQUAD, "bora", Deletion(messages=(MessageId("3"),)))
    await moved.bridged.settled(SQUAD)
    assert moved.texts(CREW) == ["before", "meanwhile"]


async def test_the_history_is_still_proven(moved):
    await goes_on(moved)
    portal = await moved.bridged.portal(SQUAD)
    assert (await moved.bridged.shop.verifier.chat(portal.id)).findings == []


async def test_a_chat_that_has_a_room_of_its_own_keeps_it(moved, campfire):
    campfire.add_chat(SQUAD, "anna", "bora")
    await moved.migrate(SQUAD, "anna")
    await campfire.go_on_as(CREW, SQUAD)
    await campfire.say(SQUAD, "bora", "after")
    await moved.bridged.settled(SQUAD)
    assert moved.texts(SQUAD) == ["after"]
