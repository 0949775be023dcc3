"""A room in which people live is still proven to hold its history."""

from __future__ import annotations

from bridge.history.verify import Verifier
from bridge.model.amendment import Deletion, ReactionChange, Revision
from bridge.model.codec import Item
from bridge.model.content import Written
from bridge.model.ids import MessageId, PersonId
from bridge.model.message import Reaction, Reactor
from bridge.model.text import Text
from tests.support.bridging import Bridged, bridging
from tests.support.histories import write_export

CREW = "crew"


async def _with_history(bridged: Bridged, tmp_path, count: int = 6) -> list[MessageId]:
    """A history that was said there, staged as an export, and imported."""
    ids = [await bridged.campfire.say(CREW, "bora", f"history {number}") for number in range(count)]
    items: list[Item] = [bridged.campfire.chats[CREW], *bridged.campfire.log]
    await bridged.shop.stage(write_export(tmp_path / "export", iter(items)))
    assert [result.error for result in await bridged.shop.run()] == [None]
    return ids


async def _findings(bridged: Bridged) -> list:
    verifier: Verifier = bridged.shop.verifier
    return (await verifier.chat((await bridged.portal(CREW)).id)).findings


async def test_talk_changes_nothing_of_the_proof(fake, store_uri, campfire, tmp_path):
    campfire.add_chat(CREW, "anna", "bora")
    async with bridging(store_uri, fake, campfire) as bridged:
        ids = await _with_history(bridged, tmp_path)
        await bridged.link("anna")
        await bridged.join(CREW, "anna", ear="anna")
        await bridged.says(CREW, "anna", "hello")
        await campfire.say(CREW, "bora", "hello")
        await campfire.say(CREW, "bora", Revision(message=ids[0], content=Written(Text("edited"))))
        await campfire.say(CREW, "bora", Deletion(messages=(ids[1],)))
        liked = Reaction(emoji="👍", count=1, by=(Reactor(person=PersonId("bora")),))
        await campfire.say(CREW, "bora", ReactionChange(message=ids[2], reactions=(liked,)))
        await bridged.settled(CREW)
        assert await _findings(bridged) == []


async def test_what_somebody_takes_from_history_shows(fake, store_uri, campfire, tmp_path):
    campfire.add_chat(CREW, "anna", "bora")
    async with bridging(store_uri, fake, campfire) as bridged:
        await _with_history(bridged, tmp_path)
        await bridged.link("anna")
        await bridged.join(CREW, "anna", ear="anna")
        await bridged.settled(CREW)
        room = bridged.room(CREW)
        lost = next(event for event in room.events if event.content.get("body") == "history 3")
        room.events.remove(lost)
        assert [finding.difference for finding in await _findings(bridged)] == ["missing"]
