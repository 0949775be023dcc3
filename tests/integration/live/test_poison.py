"""One item that nobody can handle stops no room."""

from __future__ import annotations

import struct

import pytest

from bridge.errors import NetworkUnavailable
from bridge.matrix import to_content
from bridge.matrix.rooms import prepare_bot
from bridge.model.content import Attachment
from bridge.model.ids import MediaId
from bridge.model.media import Media, MediaKind, MediaState

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


async def test_a_file_that_only_a_lost_login_could_fetch_is_missing_and_the_next_item_is_said(bridged):
    bridged.campfire.files["plan"] = b"a plan"
    asked: list[object] = []
    bridged.campfire.before_piece = lambda *one: lose_the_line(asked, one)
    media = Media(
        kind=MediaKind.FILE, state=MediaState.PRESENT, reference=MediaId("plan"), file_name="plan.txt", size=6
    )
    await bridged.campfire.say(CREW, "bora", Attachment(media=media))
    await bridged.campfire.say(CREW, "bora", "bread")
    portal, login = await bridged.portal(CREW), bridged.logins["anna"]
    await bridged.until(lambda: asked)
    await bridged.bridge.lines.log_out(login.id)
    await bridged.settled(CREW)
    assert "bread" in [words for _, words in bridged.heard(CREW)]
    assert await bridged.shop.store.live_inbox.reasons(portal.id, 1)


def lose_the_line(asked, one):
    asked.append(one)
    raise NetworkUnavailable("the line broke")
