"""Where history is still to be laid beneath a room, what changes it waits for it."""

from __future__ import annotations

import pytest

from bridge.model.amendment import Deletion, Revision
from bridge.model.content import Written
from bridge.model.ids import MessageId
from bridge.model.text import Text
from bridge.portals.live.returning import NextItems
from tests.support.histories import write_export

CREW = "crew"
CHANGES = [Deletion(messages=(MessageId("1"),)), Revision(message=MessageId("1"), content=Written(Text("new")))]


async def staged(bridged, tmp_path):
    """The history of another crew, which is not imported yet."""
    bridged.campfire.add_chat("team", "anna", "bora")
    await bridged.campfire.say("team", "bora", "history")
    items = [bridged.campfire.chats["team"], *bridged.campfire.log]
    await bridged.shop.stage(write_export(tmp_path / "export", iter(items)))
    portal = await bridged.portal("team")
    await bridged.shop.store.portals.set_ear(portal.id, bridged.logins["anna"].id, relay=None, seam="1")
    await bridged.bridge.learn()
    return portal.id


async def waiting(bridged, portal):
    return [row.message for row in await NextItems(bridged.shop.store).next(portal, 10)]


@pytest.mark.parametrize("change", CHANGES, ids=["deletion", "edit"])
async def test_a_change_of_what_is_still_to_be_laid_waits_and_nothing_overtakes_it(bridged, tmp_path, change):
    portal = await staged(bridged, tmp_path)
    before = await bridged.campfire.say("team", "bora", "talk")
    await bridged.campfire.say("team", "bora", change)
    await bridged.campfire.say("team", "bora", "more talk")
    while await bridged._unheard(await bridged.portal("team")):
        await bridged.until(lambda: True)
    assert await waiting(bridged, portal) == [before]


async def test_a_change_of_what_was_said_just_now_waits_for_nothing(bridged, tmp_path):
    portal = await staged(bridged, tmp_path)
    said = await bridged.campfire.say("team", "bora", "talk")
    await bridged.campfire.say("team", "bora", Deletion(messages=(said,)))
    while await bridged._unheard(await bridged.portal("team")):
        await bridged.until(lambda: True)
    assert len(await waiting(bridged, portal)) == 2
