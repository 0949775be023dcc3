"""Exports without ids: several members' exports of one chat become one history."""

from __future__ import annotations

import pytest

from bridge.errors import Undecided
from bridge.model.chat import Numbering
from bridge.model.codec import decode
from bridge.model.content import Written
from bridge.model.message import Message
from bridge.store import Disagreement, SamePerson, State
from tests.support.stores import a_chat, an_item, messages, say, stage

MINUTE = 60_000
CHAT = a_chat(numbering=Numbering.NONE, precision=MINUTE)


def counted(*said, clock=0, people=None, start=0, **values):
    """Items of a text export, which counts them: each is (minute, sender, text)."""
    names = people or {}
    return [
        an_item(number, text, time=(start + minute) * MINUTE + clock, sender=names.get(who, who), **values)
        for number, (minute, who, text) in enumerate(said, 1)
    ]


async def bring(store, items, **terms):
    return await stage(
        store, items, chat=CHAT, **{"numbering": Numbering.NONE, "precision": MINUTE, "is_same": True, **terms}
    )


async def inbox(store):
    """What is there, in order."""
    portal = await store.portals.of_chat("demo", "harbour")
    return await store.inbox.page(portal.id, None, 10_000)


async def history(store):
    """What was said, in order."""
    contents = [message_of(row).content for row in await inbox(store)]
    return [content.text.plain for content in contents if isinstance(content, Written)]


def message_of(row):
    item = decode(row.body)
    assert isinstance(item, Message)
    return item


TALK = [
    (0, "anna", "Who brings the lanterns tonight?"),
    (1, "bora", "I do, as always and for ever"),
    (1, "bora", "ok"),
    (1, "bora", "ok"),
    (3, "anna", "And what about the old boat?"),
    (4, "chidi", "It is leaking, but it swims"),
    (4, "anna", "ok"),
    (9, "dana", "Then see you all at the pier"),
]
WORDS = [text for _, _, text in TALK]


def without(*gone):
    return [one for index, one in enumerate(TALK) if index not in gone]


async def test_the_export_of_itself_adds_nothing(store):
    await bring(store, counted(*TALK))
    merged = await bring(store, counted(*TALK), is_same=False)
    assert (merged.new, merged.same) == (0, 8)
    assert merged.sureness.is_sure and merged.sureness.share == 1


async def test_what_either_export_lacks_comes_from_the_other_in_its_place(store):
    await bring(store, counted(*without(0, 4)))
    merged = await bring(store, counted(*without(1, 5)), is_same=False)
    assert (merged.new, merged.same) == (2, 4)
    assert await history(store) == WORDS


async def test_a_newer_export_adds_only_its_tail(store):
    await bring(store, counted(*TALK[:5]))
    merged = await bring(store, counted(*TALK), is_same=False)
    assert (merged.new, merged.same) == (3, 5)
    assert await history(store) == WORDS


async def test_a_third_twin_survives(store):
    await bring(store, counted(*TALK))
    thrice = [*TALK[:4], (1, "bora", "ok"), *TALK[4:]]
    assert (await bring(store, counted(*thrice))).new == 1
    assert (await history(store)).count("ok") == 4


async def test_other_names_and_another_time_zone_do_not_hide_what_is_the_same(store):
    await bring(store, counted(*without(0, 4)))
    names = {"anna": "Mum", "bora": "+44 20 0000000", "chidi": "C.", "dana": "Dana from the pier"}
    merged = await bring(store, counted(*without(5), clock=-90 * MINUTE, people=names))
    assert (merged.new, merged.sureness.hours) == (2, 1.5)
    assert await history(store) == WORDS
    assert SamePerson("+44 20 0000000", "bora", 3) in merged.people


async def test_times_of_new_items_are_told_by_the_clock_of_what_is_there(store):
    await bring(store, counted(*without(4)))
    await bring(store, counted(*TALK, clock=-90 * MINUTE))
    (row,) = [row for row in await inbox(store) if "boat" in row.body]
    assert row.time == message_of(row).time == 3 * MINUTE


async def test_an_export_that_knows_seconds_finds_its_place_among_minutes(store):
    await bring(store, counted(*without(2, 3)))
    precise = [item._replace(time=item.time + 20_000 + number) for number, item in enumerate(counted(*TALK))]
    merged = await bring(store, precise, precision=1_000)
    assert (merged.new, await history(store)) == (2, WORDS)


async def test_finer_times_take_the_place_of_coarse_ones_while_nobody_has_read_them(store):
    await bring(store, counted(*TALK))
    precise = [item._replace(time=item.time + 20_000 + number) for number, item in enumerate(counted(*without(3)))]
    await bring(store, precise, precision=1_000)
    rows = await inbox(store)
    assert (await history(store), [row.time % MINUTE // 1_000 for row in rows]) == (WORDS, [20] * 8)
    assert all(message_of(row).time == row.time for row in rows)


async def test_what_was_said_keeps_its_time(store):
    await bring(store, counted(*TALK))
    portal = await store.portals.of_chat("demo", "harbour")
    assert await store.portals.take_lease(portal.id, "worker-1", now=0, ttl=60_000)
    await say(store, portal.id, 1)
    precise = [item._replace(time=item.time + 20_000 + number) for number, item in enumerate(counted(*TALK))]
    await bring(store, precise, precision=1_000)
    assert {row.time % MINUTE for row in await inbox(store)} == {0}


async def test_minutes_find_their_place_among_seconds(store):
    precise = [item._replace(time=item.time + 20_000 + number) for number, item in enumerate(counted(*without(2, 3)))]
    await bring(store, precise, precision=1_000)
    merged = await bring(store, counted(*TALK))
    assert (merged.new, await history(store)) == (2, WORDS)


async def test_who_said_the_same_is_remembered(store):
    await bring(store, counted(*TALK))
    await bring(store, counted(*TALK, people={"anna": "Mum"}))
    portal = await store.portals.of_chat("demo", "harbour")
    seen = await store.aliases.same_people(portal.chat.network)
    assert SamePerson("Mum", "anna", 3) in seen


# When nobody can be sure


@pytest.mark.parametrize(
    ("said", "doubt"),
    [
        ([(minute + 500, who, text) for minute, who, text in TALK], "no time in common"),
        ([(minute, who, text[::-1] + "?") for minute, who, text in TALK], "0 of"),
        ([TALK[2], TALK[3]], "too little in common"),
    ],
)
async def test_what_may_be_another_chat_asks_first_and_keeps_nothing(store, said, doubt):
    await bring(store, counted(*TALK))
    with pytest.raises(Undecided, match=doubt) as raised:
        await bring(store, counted(*said), is_same=False)
    assert "--same-chat" in raised.value.message and "--other-chat" in raised.value.message
    assert len(await store.exports.list()) == 1


async def test_whoever_says_that_it_is_one_chat_is_believed(store):
    await bring(store, counted(*TALK[:4]))
    merged = await bring(store, counted(*TALK[5:]))
    assert (merged.new, merged.sureness.is_sure) == (3, False)
    assert len(await history(store)) == 7


# Where exports disagree


async def test_an_edit_is_one_item_and_a_disagreement(store):
    await bring(store, counted(*TALK))
    items = counted(*TALK)
    items[4] = an_item(5, "And what about the old blue boat?", time=3 * MINUTE, sender="anna", edited=4 * MINUTE)
    merged = await bring(store, items)
    assert (merged.new, merged.disagreements) == (0, {"other words": 1})
    assert merged.disagreeing == (Disagreement("5", "other words"),)


async def test_ids_of_counted_items_lead_to_the_inbox(store):
    await bring(store, counted(*without(0)))
    await bring(store, counted(*TALK))
    export = (await store.exports.list())[-1].id
    portal = await store.portals.of_chat("demo", "harbour")
    assert await store.aliases.resolve(export, portal.id, ["1", "2"]) == {"1": f"1~{export}", "2": "1"}


# Real ids and counted ones


def real(*said, start=100, **values):
    """The same from a database: ids of the network, times to the second."""
    return [
        an_item(start + number, text, time=minute * MINUTE + 5_000 + number, sender=f"id-{who}", **values)
        for number, (minute, who, text) in enumerate(said, 1)
    ]


async def bring_real(store, items, **terms):
    chat = a_chat()
    return await stage(store, items, chat=chat, numbering=Numbering.NETWORK, **terms)


async def test_real_ids_meet_a_counted_history_and_the_better_body_wins(store):
    await bring(store, counted(*without(0)))
    merged = await bring_real(store, real(*TALK))
    assert (merged.new, merged.same, merged.improved) == (1, 7, 7)
    assert await history(store) == WORDS
    rows = await inbox(store)
    assert {row.sender for row in rows} == {"id-anna", "id-bora", "id-chidi", "id-dana"}
    assert all(message_of(row).time == row.time for row in rows)


async def test_a_second_export_with_real_ids_is_matched_by_them(store):
    await bring(store, counted(*without(0)))
    await bring_real(store, real(*TALK))
    merged = await bring_real(store, real(*TALK, (10, "anna", "Nobody came at all")))
    assert (merged.new, merged.same) == (1, 8)
    assert await history(store) == [*WORDS, "Nobody came at all"]


async def test_true_times_put_those_without_a_zone_right(store):
    await bring(store, counted(*without(7), clock=120 * MINUTE))
    await bring_real(store, real(*without(0)))
    rows = await inbox(store)
    assert (rows[0].time, await history(store)) == (0, WORDS)
    assert rows[1].time == MINUTE + 5_001


async def test_a_counted_export_completes_one_with_real_ids(store):
    await bring_real(store, real(*without(4)))
    merged = await bring(store, counted(*TALK))
    assert (merged.new, merged.same, merged.improved) == (1, 7, 0)
    assert await history(store) == WORDS


async def test_what_was_said_stays_and_what_comes_before_it_is_late(store):
    await bring(store, counted(*without(4)))
    portal = await store.portals.of_chat("demo", "harbour")
    assert await store.portals.take_lease(portal.id, "worker-1", now=0, ttl=60_000)
    await say(store, portal.id, 7)
    merged = await bring(store, counted(*TALK, (10, "anna", "ok")))
    assert (merged.new, merged.late) == (2, 1)
    assert len(await messages(store, portal.id, State.WAITING)) == 1
