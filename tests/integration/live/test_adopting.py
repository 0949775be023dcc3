"""What is in the room although the store does not know of it is not said again, whoever has spoken since."""

from __future__ import annotations

from bridge.errors import StoreError

CREW = "crew"


async def test_what_people_said_here_meanwhile_hides_nothing_of_what_we_had_said(bridged):
    """The homeserver has forgotten what it was told under which number, as it does after a day."""
    finish, tries = bridged.shop.store.live_sending.finish, list[object]()

    async def fail(*arguments, **more):
        tries.append(arguments)
        if len(tries) > 1:
            return await finish(*arguments, **more)
        await bridged.says(CREW, "anna", "hers")
        await bridged.until(lambda: len(bridged.campfire.log) == 2)
        while await bridged.shop.store.outbox.next((await bridged.portal(CREW)).id, 1):
            await bridged.until(lambda: True)
        bridged.fake.world.transactions.clear()
        await bridged.fake.restart()
        raise StoreError("the disk is full")

    bridged.shop.store.live_sending.finish = fail
    await bridged.campfire.say(CREW, "bora", "his")
    await bridged.settled(CREW)
    assert bridged.heard(CREW) == [("Bora (Campfire)", "his"), ("@anna", "hers")]
