"""What people say waits for the network: postponed, refused, answered too late, and always in its order."""

from __future__ import annotations

import pytest

from bridge.errors import NetworkRefused, NetworkUnavailable, NetworkWait
from bridge.store import OutboxState

CREW = "crew"


class Trouble:
    """Raises these errors, one for each time that something is about to be said, and nothing from then on."""

    def __init__(self, *errors: Exception | None) -> None:
        self.errors = list(errors)
        self.tries: list[bool] = []

    def __call__(self, utterance) -> None:
        self.tries.append(utterance.repeated)
        error = self.errors.pop(0) if self.errors else None
        if error is not None:
            raise error


def texts(bridged):
    return [words for _, words in bridged.campfire.texts(CREW)]


async def counts(bridged):
    return await bridged.shop.store.outbox.counts((await bridged.portal(CREW)).id)


async def test_what_must_wait_is_said_in_its_order(bridged):
    bridged.campfire.before_say = Trouble(NetworkWait(seconds=0), NetworkWait(seconds=0))
    for words in "abc":
        await bridged.says(CREW, "anna", words)
    await bridged.settled(CREW)
    assert texts(bridged) == list("abc")


async def test_nothing_is_asked_before_a_wait_is_over(bridged):
    trouble = bridged.campfire.before_say = Trouble(NetworkWait(seconds=3600))
    await bridged.says(CREW, "anna", "patience")
    await bridged.until(lambda: trouble.tries)
    await bridged.says(CREW, "anna", "more")
    assert (texts(bridged), trouble.tries) == ([], [False])
    bridged.shop.clock.now += 3_600_000
    await bridged.bridge.take_in()
    await bridged.settled(CREW)
    assert (texts(bridged), trouble.tries) == (["patience", "more"], [False, False, False])


async def test_a_wait_after_a_lost_answer_keeps_in_mind_that_it_may_have_arrived(bridged):
    bridged.campfire.after_say = Trouble(NetworkUnavailable("the answer is lost"))
    trouble = bridged.campfire.before_say = Trouble(None, NetworkWait(seconds=0))
    await bridged.says(CREW, "anna", "once")
    await bridged.settled(CREW)
    assert (texts(bridged), trouble.tries) == (["once"], [False, True, True])


async def test_what_is_refused_is_told_to_whoever_said_it(bridged):
    bridged.campfire.before_say = Trouble(NetworkRefused("you may not write there.", code="FORBIDDEN"))
    event = await bridged.says(CREW, "anna", "unwanted")
    await bridged.says(CREW, "anna", "wanted")
    await bridged.settled(CREW)
    told = bridged.room(CREW).events[-1]
    assert told.content["m.relates_to"]["m.in_reply_to"]["event_id"] == event
    assert told.content["body"] == "Not sent to Campfire: you may not write there."
    assert texts(bridged) == ["wanted"]
    assert await counts(bridged) == {OutboxState.FAILED: 1, OutboxState.DONE: 1}


async def test_who_nobody_speaks_for_is_told_so(bridged):
    portal = await bridged.portal(CREW)
    await bridged.shop.store.portals.set_ear(portal.id, portal.ear, relay=None, seam=portal.seam)
    await bridged.says(CREW, "dana", "hello?")
    await bridged.settled(CREW)
    assert "you have not linked an account" in bridged.heard(CREW)[-1][1]


async def test_when_the_login_goes_in_the_middle_the_end_is_told_as_unknown(bridged):
    bridged.campfire.after_say = Trouble(*[NetworkUnavailable("the answer is lost")] * 100_000)
    await bridged.says(CREW, "anna", "did it arrive?")
    await bridged.until(lambda: texts(bridged))
    await bridged.shop.store.logins.lose(bridged.logins["anna"].id, "revoked")
    await bridged.until(lambda: any("whether it arrived is not known" in words for _, words in bridged.heard(CREW)))
    assert texts(bridged) == ["did it arrive?"]


@pytest.mark.parametrize("repeats", [1, 3])
async def test_lost_answers_say_nothing_twice(bridged, repeats):
    bridged.campfire.after_say = Trouble(*[NetworkUnavailable("the answer is lost")] * repeats)
    await bridged.says(CREW, "anna", "once")
    await bridged.says(CREW, "dana", "and once")
    await bridged.settled(CREW)
    assert texts(bridged) == ["once", "dana: and once"]
    assert len(bridged.heard(CREW)) == 2


async def test_a_flood_from_both_sides_keeps_its_order(bridged):
    mine = [f"mine {number}" for number in range(100)]
    his = [f"his {number}" for number in range(100)]
    for one, other in zip(mine, his, strict=True):
        bridged.append(CREW, "anna", "m.room.message", {"msgtype": "m.text", "body": one})
        await bridged.campfire.say(CREW, "bora", other)
    await bridged.tell_all(CREW)
    await bridged.settled(CREW)
    assert [words for who, words in bridged.campfire.texts(CREW) if who == "anna"] == mine
    assert [words for who, words in bridged.heard(CREW) if who == "Bora (Campfire)"] == his
    assert len(bridged.heard(CREW)) == len(texts(bridged)) == 200
