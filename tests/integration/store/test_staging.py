"""Staging: exports become one history, whatever overlaps."""

from __future__ import annotations

import pytest

from bridge.errors import ModelError
from bridge.model.chat import Numbering
from bridge.model.ids import ChatId
from bridge.store import LATE, Merged, Staging, State, Terms
from tests.support.stores import a_chat, a_portal, an_export, an_item, messages, say, stage, start


async def test_a_first_export_is_all_new(store):
    assert await stage(store, [an_item(1), an_item(2)]) == Merged(new=2, same=0)


async def test_the_same_export_again_brings_nothing(store):
    portal = await a_portal(store, [an_item(1), an_item(2)])
    assert await stage(store, [an_item(1), an_item(2)]) == Merged(new=0, same=2)
    assert await messages(store, portal) == ["1", "2"]


async def test_overlapping_exports_become_one_history(store):
    portal = await a_portal(store, [an_item(1), an_item(2)])
    assert await stage(store, [an_item(2), an_item(3)]) == Merged(new=1, same=1)
    assert await messages(store, portal) == ["1", "2", "3"]


async def test_an_empty_chat_is_merged_too(store):
    assert await stage(store, []) == Merged(new=0, same=0)


async def test_a_failed_staging_leaves_no_trace(store):
    with pytest.raises(ModelError, match="'2'"):
        await stage(store, [an_item(1), an_item(2), an_item(2)])
    assert await store.exports.list() == []
    assert await store.portals.list() == []
    assert await stage(store, [an_item(1)]) == Merged(new=1, same=0)


async def test_chats_may_alternate_and_keep_apart(store):
    async with store.transaction() as tx:
        staging = await Staging.begin(tx, await store.exports.add(tx, an_export()))
        harbour = await store.portals.ensure(tx, a_chat())
        pier = await store.portals.ensure(tx, a_chat(id=ChatId("pier")))
        for number in range(4):
            await staging.add(harbour if number % 2 else pier, [an_item(number)])
        assert await staging.merge(harbour, Terms(numbering=Numbering.NETWORK)) == Merged(new=2, same=0)
        assert await staging.merge(pier, Terms(numbering=Numbering.NETWORK)) == Merged(new=2, same=0)
    assert await messages(store, pier) == ["0", "2"]
    assert await messages(store, harbour) == ["1", "3"]


async def test_a_second_export_in_one_transaction_does_not_see_the_first_ones_leftovers(store):
    async with store.transaction() as tx:
        portal = await store.portals.ensure(tx, a_chat())
        for number in range(2):
            staging = await Staging.begin(tx, await store.exports.add(tx, an_export()))
            await staging.add(portal, [an_item(number)])
            assert await staging.merge(portal, Terms(numbering=Numbering.NETWORK)) == Merged(new=1, same=0)


# Which body is the better one


@pytest.mark.parametrize("better", [{"present": 1}, {"edited": 1}, {"present": 1, "edited": 0}])
async def test_a_better_body_replaces_one_that_still_waits(store, better):
    portal = await a_portal(store, [an_item(1, "old")])
    assert await stage(store, [an_item(1, "new", **better)]) == Merged(new=0, same=1, improved=1)
    assert "new" in (await store.inbox.get(portal, "1")).body


@pytest.mark.parametrize("worse", [{}, {"present": 0, "edited": 9}, {"present": 1, "edited": 4}, {"present": -1}])
async def test_a_body_that_is_no_better_replaces_nothing(store, worse):
    portal = await a_portal(store, [an_item(1, "old", present=1, edited=5)])
    assert await stage(store, [an_item(1, "new", **worse)]) == Merged(new=0, same=1)
    assert "old" in (await store.inbox.get(portal, "1")).body


async def test_what_could_be_read_replaces_what_could_not(store):
    portal = await a_portal(store, [an_item(1, kind="unreadable", present=-1)])
    await stage(store, [an_item(1, "legible")])
    row = await store.inbox.get(portal, "1")
    assert row.kind == "text"
    assert "legible" in row.body


async def test_a_replaced_body_belongs_to_its_own_export(store):
    portal = await a_portal(store, [an_item(1)])
    first = (await store.inbox.get(portal, "1")).export
    await stage(store, [an_item(1, present=1)])
    assert (await store.inbox.get(portal, "1")).export > first


async def test_a_change_after_sending_is_reported_and_changes_nothing(store):
    portal = await a_portal(store, [an_item(1, "old"), an_item(2)])
    await say(store, portal, 2)
    merged = await stage(store, [an_item(1, "new", edited=9), an_item(2)])
    assert merged == Merged(new=0, same=2, changed_after_sent=1, changed=("1",))
    assert "old" in (await store.inbox.get(portal, "1")).body


async def test_of_two_counts_of_withheld_items_the_larger_stays(store):
    def codes(items):
        return an_item(0, state=State.WITHHELD, reason="login codes", items=items, kind="withheld")

    portal = await a_portal(store, [codes(3)])
    await stage(store, [codes(5)])
    await stage(store, [codes(4)])
    assert await store.inbox.counts(portal) == {(State.WITHHELD, "withheld"): 5}


# What is older than the room


async def test_history_older_than_the_room_is_withheld_with_a_reason(store):
    portal = await a_portal(store, [an_item(5), an_item(6)])
    await say(store, portal, 1)
    assert await stage(store, [an_item(4), an_item(7)]) == Merged(new=2, same=0, late=1)
    assert await messages(store, portal, State.WAITING) == ["6", "7"]
    assert (await store.inbox.get(portal, "4")).reason == LATE


async def test_history_older_than_the_room_waits_when_that_is_wanted(store):
    portal = await a_portal(store, [an_item(5)])
    await say(store, portal, 1)
    assert await stage(store, [an_item(4)], append_late=True) == Merged(new=1, same=0)
    assert await messages(store, portal, State.WAITING) == ["4"]


async def test_nothing_is_late_while_nothing_is_said(store):
    await a_portal(store, [an_item(5)])
    assert await stage(store, [an_item(4)]) == Merged(new=1, same=0)


async def test_an_item_that_is_being_said_counts_as_said(store):
    portal = await a_portal(store, [an_item(5)])
    await start(store, (await store.inbox.next(portal, 1))[0], lease="worker-1")
    assert (await stage(store, [an_item(4)])).late == 1


async def test_contributions_tell_what_each_export_brought(store):
    portal = await a_portal(store, [an_item(1), an_item(2)])
    await stage(store, [an_item(2), an_item(3)])
    first, second, third = await store.aliases.contributions(portal) + [None]
    assert (first.items, first.new, first.same) == (2, 2, 0)
    assert (second.items, second.new, second.same) == (2, 1, 1)
    assert third is None
