"""Private chats have the same name from every account: the room of one person's is never shown to another."""

from __future__ import annotations

from msgspec.structs import replace

from bridge.commands.services import Stage
from bridge.model.chat import ChatKind
from bridge.model.ids import ChatId

PAIR = ChatId("bora")


async def test_the_room_of_somebody_elses_private_chat_is_not_shown(office, campfire):
    """An administrator has imported Dana's chat with Bora from an export; Anna has one with Bora, too."""
    campfire.add_chat(PAIR, "anna", "bora")
    campfire.chats[PAIR] = chat = replace(campfire.chats[PAIR], kind=ChatKind.DIRECT)
    store = office.bridged.shop.store
    async with store.transaction() as tx:
        portal = await store.portals.ensure(tx, chat)
    await store.portals.take_lease(portal, "test", now=1, ttl=1)
    await store.portals.set_room(portal, "!danas:example.org", lease="test")
    shown = await office.entry(PAIR, "anna")
    assert (shown.room, shown.stage) == (None, Stage.ELSEWHERE)
