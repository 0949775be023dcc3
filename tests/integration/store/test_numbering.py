"""Exports of people for whom the network numbers the same messages differently."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.model.chat import ChatKind, Numbering
from bridge.store import Merged, Store
from tests.support.stores import a_chat, a_portal, an_item, messages, stage

CHAT = a_chat(kind=ChatKind.GROUP, numbering=Numbering.ACCOUNT)


def annas(*numbers, **values):
    """Messages as Anna's account numbers them."""
    return [an_item(number, **values) for number in numbers]


def boras(*numbers, **values):
    """The same messages as Bora's account numbers them: a hundred higher."""
    return [
        item._replace(message=str(number + 100), place=number + 100)
        for number, item in zip(numbers, annas(*numbers, **values), strict=True)
    ]


async def bring(store, items):
    return await stage(store, items, chat=CHAT, numbering=Numbering.ACCOUNT)


async def newest_export(store):
    return (await store.exports.list())[-1].id


async def test_another_persons_export_brings_only_what_is_new(store):
    portal = await a_portal(store, annas(1, 2, 3))
    assert await bring(store, boras(2, 3, 4)) == Merged(new=1, same=2, foreign=True)
    export = await newest_export(store)
    assert await messages(store, portal) == ["1", "2", "3", f"104~{export}"]


async def test_ids_are_translated_for_the_export_that_uses_them(store):
    portal = await a_portal(store, annas(1, 2, 3))
    await bring(store, boras(2, 3, 4))
    export = await newest_export(store)
    translated = await store.aliases.resolve(export, portal, ["102", "104"])
    assert translated == {"102": "2", "104": f"104~{export}"}


async def test_an_id_that_a_foreign_export_does_not_contain_never_names_another_persons_message(store):
    portal = await a_portal(store, annas(*range(1, 8)))
    await bring(store, boras(5, 6))
    (translated,) = (await store.aliases.resolve(await newest_export(store), portal, ["3"])).values()
    assert await store.inbox.get(portal, translated) is None


async def test_ids_of_the_first_export_are_the_inboxs_own(store):
    portal = await a_portal(store, annas(1, 2))
    first = await newest_export(store)
    await bring(store, boras(1, 2, 3))
    assert await store.aliases.resolve(first, portal, ["1", "103"]) == {"1": "1", "103": "103"}


async def test_a_later_export_of_the_same_person_keeps_its_ids(store):
    portal = await a_portal(store, annas(1, 2))
    assert await bring(store, annas(1, 2, 3)) == Merged(new=1, same=2)
    assert await messages(store, portal) == ["1", "2", "3"]


async def test_a_message_that_came_by_a_foreign_export_is_known_when_its_own_number_comes(store):
    portal = await a_portal(store, annas(1, 2))
    await bring(store, boras(1, 2, 3))
    assert await bring(store, annas(1, 2, 3)) == Merged(new=0, same=3)
    assert len(await messages(store, portal)) == 3


async def test_messages_of_one_second_are_told_apart(store):
    await a_portal(store, [an_item(number, f"word {number}", time=7) for number in (1, 2, 3)])
    theirs = [an_item(number, f"word {number - 50}", time=7) for number in (51, 52, 53)]
    assert await bring(store, theirs) == Merged(new=0, same=3, foreign=True)


async def test_different_messages_of_one_second_are_both_kept(store):
    portal = await a_portal(store, [an_item(1, "mine", time=7)])
    assert await bring(store, [an_item(51, "theirs", time=7)]) == Merged(new=1, same=0, foreign=True)
    assert len(await messages(store, portal)) == 2


async def test_a_better_body_from_a_foreign_export_takes_the_place_of_the_same_message(store):
    portal = await a_portal(store, annas(1, 2))
    assert (await bring(store, boras(1, 2, present=1))).improved == 2
    assert [row.export for row in await store.inbox.page(portal, None, 9)] == [await newest_export(store)] * 2


async def test_service_messages_without_a_sender_are_recognised_too(store):
    await a_portal(store, annas(1, 2, sender=None))
    assert await bring(store, boras(1, 2, sender=None)) == Merged(new=0, same=2, foreign=True)


history = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(["anna", "bora"]), st.sampled_from("abcd")), max_size=12
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=history, offset=st.integers(1, 6), data=st.data())
async def test_whatever_two_people_kept_of_a_chat_nothing_is_lost_or_doubled(tmp_path_factory, said, offset, data):
    everything = [
        an_item(n, text, time=1_000 * time, sender=who)
        for n, (time, who, text) in enumerate(sorted(said, key=lambda one: one[0]))
    ]
    mine = data.draw(st.lists(st.sampled_from(everything), unique=True) if everything else st.just([]))
    mine.sort(key=lambda item: item.place)
    theirs = [item._replace(message=str(int(item.message) + offset), place=item.place + offset) for item in everything]
    async with await Store.open(f"sqlite:///{tmp_path_factory.mktemp('store') / 'beringia.db'}") as store:
        portal = await a_portal(store, mine)
        merged = await bring(store, theirs)
        kept = [words(row) for row in await store.inbox.page(portal, None, 100)]
    assert merged.new + merged.same == len(theirs)
    assert sorted(kept) == sorted(words(item) for item in everything)


def words(item):
    """What was said, by whom and when, whatever its number."""
    return item.time, item.sender, item.body.partition('"content"')[2]
