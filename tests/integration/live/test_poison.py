"""One item that nobody can handle stops no room."""

from __future__ import annotations

import struct

import pytest

from bridge.matrix import to_content
from bridge.matrix.rooms import prepare_bot

CREW = "crew"


@pytest.fixture
def poisonous(monkeypatch):
    """The conversion has a mistake, which shows with a certain word only."""

    def convert(item, *rest):
        if "poison" in str(item):
            raise struct.error("poison")
        return to_content.convert(item, *rest)

    monkeypatch.setattr("bridge.portals.live.forgiving.convert", convert)


async def test_an_item_that_cannot_be_converted_is_told_and_the_next_is_said(bridged, poisonous):
    await bridged.campfire.say(CREW, "bora", "poison")
    await bridged.campfire.say(CREW, "bora", "bread")
    await bridged.settled(CREW)
    told, said = bridged.heard(CREW)
    assert "could not be read" in told[1]
    assert said == ("Bora (Campfire)", "bread")


async def test_an_event_that_cannot_be_said_is_told_and_the_next_is_said(bridged):
    def choke(utterance):
        if "poison" in str(utterance.item):
            raise struct.error("argument out of range")

    bridged.campfire.before_say = choke
    await prepare_bot(bridged.shop.homeserver)
    await bridged.says(CREW, "anna", "poison")
    await bridged.says(CREW, "anna", "bread")
    await bridged.settled(CREW)
    assert bridged.campfire.texts(CREW) == [("anna", "bread")]
    assert "Not sent to" in " ".join(words for _, words in bridged.heard(CREW))
