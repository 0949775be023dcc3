"""Who leads a chat on the network leads its room; whoever only linked a bot that leads it does not."""

from __future__ import annotations

CREW = "crew"


def level(office, person):
    levels = office.bridged.room(CREW).content("m.room.power_levels")
    return levels["users"].get(office.bridged.user(person), 0)


async def test_who_leads_a_chat_leads_its_room(office, campfire):
    campfire.leaders.add("anna")
    await office.migrate(CREW, "anna")
    assert level(office, "anna") > 0


async def test_a_bot_that_leads_a_chat_gives_no_power_to_whoever_linked_it(office, campfire):
    campfire.members[CREW].add("relay")
    campfire.leaders.add("relay")
    await office.bridged.link("relay", office.bridged.user("dana"), is_bot=True)
    await office.migrate(CREW, "anna")
    assert level(office, "dana") == 0
