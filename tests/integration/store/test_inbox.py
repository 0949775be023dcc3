"""Asking the inbox."""

from __future__ import annotations

import pytest

from bridge.store import State
from tests.support.stores import a_portal, an_item, messages, say, say_one, stage, start


@pytest.mark.parametrize("size", [1, 2, 3, 7])
async def test_pages_join_without_gap_or_overlap_in_the_chats_order(store, size):
    # Ids that sort otherwise as numbers, as words, and by bytes; equal times and places.
    ids = ["9", "10", "B", "a", "Ä", "_", "~"]
    portal = await a_portal(store, [an_item(1, message=message) for message in ids])
    seen, after = [], None
    while page := await store.inbox.page(portal, after, size):
        seen += [row.message for row in page]
        after = page[-1].order
    assert seen == sorted(ids, key=str.encode)


async def test_pages_hold_every_state_and_the_other_only_what_is_not_done(store):
    portal = await a_portal(store, [an_item(1), an_item(2), an_item(3)])
    await say(store, portal, 1)
    assert [row.message for row in await store.inbox.page(portal, None, 10)] == ["1", "2", "3"]
    assert [row.message for row in await store.inbox.not_done(portal, None, 10)] == ["2", "3"]
    (second, _) = await store.inbox.not_done(portal, None, 10)
    assert [row.message for row in await store.inbox.not_done(portal, second.order, 10)] == ["3"]


async def test_an_item_comes_back_as_it_was_staged(store):
    item = an_item(1, "Grüße \U0001f980 \u202e", sender=None)
    portal = await a_portal(store, [item])
    row = await store.inbox.get(portal, "1")
    assert (row.message, row.time, row.place, row.kind, row.sender, row.body) == item[:6]
    assert (row.state, row.reason, row.notes, row.count) == (State.WAITING, None, (), 1)


async def test_items_are_found_by_their_ids(store):
    portal = await a_portal(store, [an_item(number) for number in range(1_200)])
    found = await store.inbox.get_many(portal, [str(number) for number in range(0, 2_400, 2)])
    assert sorted(found, key=int) == [str(number) for number in range(0, 1_200, 2)]
    assert await store.inbox.get(portal, "1200") is None


async def test_the_counts_add_up_to_what_was_staged(store):
    login_codes = an_item(0, state=State.WITHHELD, reason="login codes", items=40, kind="withheld")
    portal = await a_portal(store, [login_codes, an_item(1), an_item(2, kind="poll", sender="bora")])
    await say(store, portal, 1)
    assert await store.inbox.counts(portal) == {
        (State.WITHHELD, "withheld"): 40,
        (State.DONE, "text"): 1,
        (State.WAITING, "poll"): 1,
    }
    assert await store.inbox.by_sender(portal) == {
        ("anna", State.WITHHELD): 40,
        ("anna", State.DONE): 1,
        ("bora", State.WAITING): 1,
    }


async def test_an_empty_inbox_answers_with_nothing(store):
    portal = await a_portal(store)
    assert await store.inbox.next(portal, 10) == []
    assert await store.inbox.counts(portal) == {}
    assert await store.inbox.oldest_time(portal) is None
    assert await store.inbox.unfinished(portal) == 0


async def test_what_waits_and_what_is_being_said_is_unfinished(store):
    portal = await a_portal(store, [an_item(1), an_item(2), an_item(3)])
    first, second, _ = await store.inbox.next(portal, 3)
    await say_one(store, first)
    await start(store, second, lease="worker-1")
    assert await store.inbox.unfinished(portal) == 2


async def test_the_oldest_time_is_not_that_of_an_item_that_is_withheld(store):
    withheld = an_item(0, state=State.WITHHELD, reason="login codes")
    portal = await a_portal(store, [withheld, an_item(5), an_item(6)])
    assert await store.inbox.oldest_time(portal) == 5_000


async def test_late_items_can_be_said_after_all_and_others_stay_withheld(store):
    portal = await a_portal(store, [an_item(5)])
    await say(store, portal, 1)
    await stage(store, [an_item(1), an_item(2, state=State.WITHHELD, reason="login codes")])
    assert await store.inbox.append_late(portal) == 1
    assert await messages(store, portal, State.WAITING) == ["1"]
    assert await messages(store, portal, State.WITHHELD) == ["2"]
