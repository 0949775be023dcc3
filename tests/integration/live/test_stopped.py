"""Of a chat that was stopped nothing goes over any more, and whoever wrote last is told so."""

from __future__ import annotations

import asyncio

from bridge.errors import NetworkUnavailable
from bridge.store import OutboxState

CREW = "crew"


def out_of_reach(tries):
    def fail(_utterance):
        tries.append(1)
        raise NetworkUnavailable("the line broke")

    return fail


async def test_what_still_waited_when_a_chat_was_stopped_is_not_said(bridged):
    store, portal = bridged.shop.store, await bridged.portal(CREW)
    tries: list[int] = []
    bridged.campfire.before_say = out_of_reach(tries)
    await bridged.says(CREW, "anna", "begun")
    await bridged.says(CREW, "anna", "not begun")
    await bridged.until(lambda: tries)
    await store.portals.set_ear(portal.id, None, relay=None, seam=portal.seam)
    await bridged.bridge.learn()
    bridged.campfire.before_say = lambda _: None
    await bridged.settled(CREW)
    assert bridged.campfire.texts(CREW) == [("anna", "begun")]
    assert await store.outbox.counts(portal.id) == {OutboxState.DONE: 1, OutboxState.FAILED: 1}
    assert "no longer bridged" in " ".join(words for _, words in bridged.heard(CREW))


async def test_what_another_process_has_finished_is_not_begun_again(bridged):
    """Two processes look at the same row; one of them holds an old copy of it."""
    store, portal = bridged.shop.store, await bridged.portal(CREW)
    tries: list[int] = []
    bridged.campfire.before_say = out_of_reach(tries)
    await bridged.says(CREW, "anna", "once")
    await bridged.until(lambda: tries)
    (row,) = await store.outbox.next(portal.id, 1)
    bridged.campfire.before_say = lambda _: None
    await bridged.settled(CREW)
    assert not await store.outbox.start(row, login=bridged.logins["anna"].id, person="anna")
    assert await store.outbox.counts(portal.id) == {OutboxState.DONE: 1}


async def test_a_login_that_is_let_go_while_it_takes_its_lease_is_free(bridged, monkeypatch):
    logins, taken = bridged.shop.store.logins, asyncio.Event()
    take = logins.take_lease

    async def take_slowly(login, lease, **times):
        await take(login, lease, **times)
        taken.set()
        await asyncio.Event().wait()  # the answer of the database never comes

    monkeypatch.setattr(logins, "take_lease", take_slowly)
    late = await bridged.link("chidi")
    await taken.wait()
    await bridged.bridge.close()
    found = await logins.get(late.id)
    assert found is not None and found.lease is None
