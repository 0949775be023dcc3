"""The commit that ends an item: whole, fenced, and never twice."""

from __future__ import annotations

import asyncio

import pytest

from bridge.errors import LeaseLost, StoreError
from bridge.store import State
from tests.integration.store.watching import cancelled_after, snapshot
from tests.support.stores import a_portal, an_event, an_item, finish, messages, say, say_one, stage, start

LEASE = "worker-1"


async def test_items_come_in_the_order_of_time_then_place_then_id(store):
    items = [an_item(1, time=5, place=2), an_item(2, time=5, place=1), an_item(3, time=4), an_item(10, time=5, place=2)]
    portal = await a_portal(store, items)
    assert [row.message for row in await store.inbox.next(portal, 10)] == ["3", "2", "1", "10"]


async def test_an_interrupted_item_comes_first(store):
    portal = await a_portal(store, [an_item(2)])
    (second,) = await store.inbox.next(portal, 1)
    await start(store, second, lease=LEASE)
    await stage(store, [an_item(1)], append_late=True)
    rows = await store.inbox.next(portal, 2)
    assert [(row.message, row.state) for row in rows] == [("2", State.SENDING), ("1", State.WAITING)]


async def test_an_end_changes_everything_at_once_and_begins_the_next(store):
    portal = await a_portal(store, [an_item(1), an_item(2)])
    first, second = await store.inbox.next(portal, 2)
    await start(store, first, lease=LEASE)
    went_on = await finish(
        store,
        first,
        State.MISSING,
        lease=LEASE,
        cursor=None,
        reason="the photo was not exported",
        notes=["sticker shown as a picture"],
        events=[an_event()],
        memberships={"@anna:example.org": "join"},
        pinned=["$event-0"],
        following=second,
    )
    assert went_on
    assert await snapshot(store, portal) == {
        "cursor": "1",
        "pinned": ("$event-0",),
        "states": {"1": "missing", "2": "sending"},
        "events": ["$event-0"],
        "joined": {"@anna:example.org"},
    }
    ended = await store.inbox.get(portal, "1")
    assert (ended.reason, ended.notes) == ("the photo was not exported", ("sticker shown as a picture",))


async def test_pins_stay_when_an_item_says_nothing_of_them(store):
    portal = await a_portal(store, [an_item(1), an_item(2)])
    first, second = await store.inbox.next(portal, 2)
    await say_one(store, first, pinned=["$a", "$b"])
    await say_one(store, second)
    assert (await store.portals.get(portal)).pinned == ("$a", "$b")


@pytest.mark.parametrize("wrong", [{"lease": "worker-2"}, {"cursor": "0"}, {"cursor": "1"}])
async def test_a_worker_that_was_overtaken_changes_nothing(store, wrong):
    portal = await a_portal(store, [an_item(1), an_item(2)])
    first, second = await store.inbox.next(portal, 2)
    await start(store, first, lease=LEASE)
    before = await snapshot(store, portal)
    fence = {"lease": LEASE, "cursor": None, **wrong}
    with pytest.raises(LeaseLost):
        await finish(
            store, first, State.DONE, events=[an_event()], memberships={"@a:b": "join"}, following=second, **fence
        )
    assert await snapshot(store, portal) == before


async def test_an_item_does_not_begin_without_the_lease(store):
    portal = await a_portal(store, [an_item(1)])
    (row,) = await store.inbox.next(portal, 1)
    with pytest.raises(LeaseLost):
        await start(store, row, lease="worker-2")
    assert await messages(store, portal, State.WAITING) == ["1"]


async def test_an_item_cannot_end_twice(store):
    portal = await a_portal(store, [an_item(1)])
    (row,) = await store.inbox.next(portal, 1)
    await say_one(store, row)
    with pytest.raises(StoreError, match="one is not being sent"):
        await finish(store, row, State.DONE, lease=LEASE, cursor="1")


async def test_an_event_cannot_say_two_items(store):
    portal = await a_portal(store, [an_item(1), an_item(2)])
    first, second = await store.inbox.next(portal, 2)
    await say_one(store, first, events=[an_event()])
    with pytest.raises(StoreError, match=r"(?i)unique"):
        await say_one(store, second, events=[an_event()])
    assert await messages(store, portal, State.SENDING) == ["2"]


async def test_a_body_that_was_replaced_meanwhile_is_read_again(store):
    portal = await a_portal(store, [an_item(1), an_item(2)])
    first, second = await store.inbox.next(portal, 2)
    await start(store, first, lease=LEASE)
    await stage(store, [an_item(2, "better", present=1)])
    went_on = await finish(store, first, State.DONE, lease=LEASE, cursor=None, following=second)
    assert not went_on
    (again,) = await store.inbox.next(portal, 2)
    assert "better" in again.body
    assert await start(store, again, lease=LEASE)


async def test_a_first_item_that_was_replaced_meanwhile_does_not_begin(store):
    portal = await a_portal(store, [an_item(1)])
    (row,) = await store.inbox.next(portal, 1)
    await stage(store, [an_item(1, "better", present=1)])
    assert not await start(store, row, lease=LEASE)


async def test_an_item_that_another_one_now_precedes_does_not_begin(store):
    portal = await a_portal(store, [an_item(1), an_item(3)])
    first, third = await store.inbox.next(portal, 2)
    await start(store, first, lease=LEASE)
    await stage(store, [an_item(2)])
    assert not await finish(store, first, State.DONE, lease=LEASE, cursor=None, following=third)
    assert not await start(store, third, lease=LEASE)
    assert [row.message for row in await store.inbox.next(portal, 2)] == ["2", "3"]


async def test_without_a_following_item_none_is_begun(store):
    portal = await a_portal(store, [an_item(1), an_item(2)])
    await say(store, portal, 1)
    assert await messages(store, portal, State.WAITING) == ["2"]


@pytest.mark.parametrize("outcome", [State.WAITING, State.SENDING])
async def test_what_is_no_outcome_ends_no_item(store, outcome):
    portal = await a_portal(store, [an_item(1)])
    (row,) = await store.inbox.next(portal, 1)
    with pytest.raises(ValueError, match="not an outcome"):
        await finish(store, row, outcome, lease=LEASE, cursor=None)


@pytest.mark.parametrize("outcome", [State.WITHHELD, State.UNSUPPORTED, State.MISSING, State.FAILED])
async def test_an_outcome_that_is_not_done_needs_a_reason(store, outcome):
    portal = await a_portal(store, [an_item(1)])
    (row,) = await store.inbox.next(portal, 1)
    with pytest.raises(ValueError, match="needs a reason"):
        await finish(store, row, outcome, lease=LEASE, cursor=None)


@pytest.mark.parametrize("steps", range(0, 40, 2))
async def test_wherever_an_end_is_cancelled_it_happened_wholly_or_not_at_all(store, steps):
    portal = await a_portal(store, [an_item(1), an_item(2)])
    first, second = await store.inbox.next(portal, 2)
    await start(store, first, lease=LEASE)
    before = await snapshot(store, portal)
    ending = finish(store, first, State.DONE, lease=LEASE, cursor=None, events=[an_event()], following=second)
    await cancelled_after(ending, steps)
    await settled(store)
    after = {**before, "cursor": "1", "states": {"1": "done", "2": "sending"}, "events": ["$event-0"]}
    assert await snapshot(store, portal) in (before, after)


async def test_of_two_that_want_a_lease_one_gets_it(store):
    portal = await a_portal(store, lease=None)
    wanted = [store.portals.take_lease(portal, f"worker-{n}", now=0, ttl=10) for n in range(8)]
    assert sorted(await asyncio.gather(*wanted)) == [False] * 7 + [True]


async def test_a_lease_is_kept_while_it_runs_and_taken_when_it_has_run_out(store):
    portal = await a_portal(store, lease=None)
    assert await store.portals.take_lease(portal, "one", now=0, ttl=10)
    assert not await store.portals.take_lease(portal, "two", now=9, ttl=10)
    await store.portals.renew(portal, "one", now=9, ttl=10)
    assert not await store.portals.take_lease(portal, "two", now=18, ttl=10)
    assert await store.portals.take_lease(portal, "two", now=19, ttl=10)


async def test_a_lease_that_was_taken_cannot_be_renewed_nor_given_back(store):
    portal = await a_portal(store, lease=None)
    await store.portals.take_lease(portal, "one", now=0, ttl=10)
    await store.portals.take_lease(portal, "two", now=10, ttl=10)
    with pytest.raises(LeaseLost):
        await store.portals.renew(portal, "one", now=11, ttl=10)
    await store.portals.release(portal, "one")
    assert (await store.portals.get(portal)).lease == "two"


async def test_a_lease_that_was_given_back_is_free(store):
    portal = await a_portal(store, lease="one")
    await store.portals.release(portal, "one")
    assert await store.portals.take_lease(portal, "two", now=0, ttl=10)


async def test_a_room_is_not_recorded_without_the_lease(store):
    portal = await a_portal(store)
    with pytest.raises(LeaseLost):
        await store.portals.set_room(portal, "!room:example.org", lease="worker-2")
    assert (await store.portals.get(portal)).room_id is None


async def settled(store):
    """Wait until whatever was still under way on the writing side has ended."""
    async with store.transaction():
        pass
