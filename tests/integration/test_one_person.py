"""One person whom several exports call by several names: asked for, decided, and said by one puppet."""

from __future__ import annotations

import pytest

from bridge.errors import PlanError
from bridge.history.homes import Kinship
from bridge.history.people import Decider, who_is_who
from tests.support.hands import text_export
from tests.support.homeserver import FakeHomeserver
from tests.support.importing import prove, server_of, workshop

NETWORK = "campfire"
SAME = Kinship(same=True)


@pytest.fixture
async def fake():
    async with FakeHomeserver() as running:
        yield running


@pytest.fixture
async def shop(store_uri, fake):
    async with workshop(store_uri, server_of(fake)) as opened:
        yield opened


@pytest.fixture
def decider(shop):
    return Decider(shop.store, shop.importer.house.identities, shop.clock)


async def two_hands(shop, folder):
    """Bora calls her Mum, and has the last word of hers, which Anna's own export lacks."""
    await shop.stage(text_export(folder / "anna", 0, 1, 2, 3, 4, 5, 6))
    await shop.stage(text_export(folder / "bora", name="Mum"), kinship=SAME)


def voices(fake):
    """The names under which something was said in the room."""
    (room,) = fake.world.rooms.values()
    return {
        fake.world.user(event.sender).profile["displayname"] for event in room.events if event.type == "m.room.message"
    }


async def test_who_said_the_same_things_is_likely_to_be_one_person(shop, tmp_path):
    await two_hands(shop, tmp_path)
    (open_one,) = (await who_is_who(shop.store, NETWORK)).open
    assert (open_one.other.name, open_one.person.name, open_one.is_likely) == ("Mum", "Anna", True)
    assert open_one.why == ("said 3 of 3 messages that both exports have",)


async def test_nobody_is_taken_for_somebody_else_unasked(shop, fake, tmp_path):
    await two_hands(shop, tmp_path)
    await prove(shop)
    assert voices(fake) == {"Anna (Campfire)", "Bora (Campfire)", "Mum (Campfire)"}


async def test_whoever_is_one_person_speaks_with_one_voice_and_is_proven(shop, fake, decider, tmp_path):
    await two_hands(shop, tmp_path)
    await decider.join(NETWORK, "name:Mum", "name:Anna")
    await prove(shop)
    assert voices(fake) == {"Anna (Campfire)", "Bora (Campfire)"}
    assert (await who_is_who(shop.store, NETWORK)).open == []


async def test_whoever_means_somebody_who_means_somebody_means_the_last(shop, decider, tmp_path):
    await two_hands(shop, tmp_path)
    await decider.join(NETWORK, "name:Mum", "name:Anna")
    await decider.join(NETWORK, "name:Anna", "name:Bora")
    decisions = await shop.store.one_person.of_network(NETWORK)
    assert [decisions.meant(one) for one in ("name:Mum", "name:Anna", "name:Bora")] == ["name:Bora"] * 3


async def test_a_circle_is_refused(shop, decider, tmp_path):
    await two_hands(shop, tmp_path)
    await decider.join(NETWORK, "name:Mum", "name:Anna")
    with pytest.raises(PlanError, match="--two"):
        await decider.join(NETWORK, "name:Anna", "name:Mum")


async def test_whoever_is_decided_to_be_two_is_not_asked_for_again(shop, decider, tmp_path):
    await two_hands(shop, tmp_path)
    await decider.part(NETWORK, "name:Mum")
    assert (await who_is_who(shop.store, NETWORK)).open == []


async def test_what_was_said_in_a_room_stays_said_by_whoever_said_it(shop, decider, tmp_path):
    await two_hands(shop, tmp_path)
    await prove(shop)
    with pytest.raises(PlanError, match="stays as it is"):
        await decider.join(NETWORK, "name:Mum", "name:Anna")


async def test_a_later_export_may_still_be_joined_to_whoever_has_spoken(shop, fake, decider, tmp_path):
    await shop.stage(text_export(tmp_path / "anna", 0, 1, 2, 3, 4, 5, 6))
    await prove(shop)
    await shop.stage(text_export(tmp_path / "bora", name="Mum"), kinship=SAME)
    await decider.join(NETWORK, "name:Mum", "name:Anna")
    await prove(shop)
    assert voices(fake) == {"Anna (Campfire)", "Bora (Campfire)"}
