"""Whatever two members kept of a chat: their exports together are the chat."""

from __future__ import annotations

import msgspec
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bridge.model.chat import Numbering
from bridge.model.codec import decode
from bridge.model.content import Written
from bridge.model.ids import MessageId
from bridge.model.message import Message
from bridge.portals.rows import inbox_row
from bridge.store import Store
from tests.strategies import PEOPLE, contents
from tests.support.stores import a_chat, an_item, stage

MINUTE = 60_000
NAMES = {"anna": "Mum", "bora": "~ Bo", "chidi": "Chidi (work)"}
CHAT = a_chat(numbering=Numbering.NONE, precision=MINUTE)
TWINS = ("ok", "ha", "Good morning, everybody in the harbour!")


@st.composite
def histories(draw):
    """Minutes, senders and words; every third or so is said again and again."""
    said, minute = [], 0
    for number in range(draw(st.integers(12, 40))):
        minute += draw(st.sampled_from([0, 0, 1, 2, 90]))
        twin = draw(st.sampled_from([None, None, *TWINS]))
        said.append((minute, draw(st.sampled_from(sorted(NAMES))), twin or f"Number {number} of what there is to say"))
    return said


def exported(history, kept, hours=0.0, names=None):
    """A text export: only the minutes, positions for ids, names from somebody's address book."""
    names = names or {}
    said = [one for one, here in zip(history, kept, strict=True) if here]
    return [
        an_item(number, text, time=minute * MINUTE + round(hours * 60) * MINUTE, sender=names.get(who, who))
        for number, (minute, who, text) in enumerate(said, 1)
    ]


async def merged(tmp_path_factory, *exports):
    uri = f"sqlite:///{tmp_path_factory.mktemp('store') / 'beringia.db'}"
    async with await Store.open(uri) as store:
        told = [
            await stage(store, items, chat=CHAT, numbering=Numbering.NONE, precision=MINUTE, is_same=True)
            for items in exports
        ]
        portal = await store.portals.of_chat("demo", "harbour")
        assert portal is not None
        rows = await store.inbox.page(portal.id, None, 10_000)
    return told, [(row.time // MINUTE, words(row)) for row in rows]


def words(row):
    item = decode(row.body)
    assert isinstance(item, Message) and isinstance(item.content, Written)
    return item.content.text.plain


def whole(history):
    return [(minute, text) for minute, _, text in history]


def is_twin(one):
    return one[2] in TWINS


def holes(draw, history):
    """What an export lacks: of what was said only once, anything; twins are in all."""
    return [is_twin(one) or draw(st.sampled_from([True, True, True, False])) for one in history]


PROPERTY = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@PROPERTY
@given(history=histories(), hours=st.sampled_from([0, 2, -5, 5.75]), data=st.data())
async def test_two_exports_with_holes_are_the_whole_history(tmp_path_factory, history, hours, data):
    mine, theirs = holes(data.draw, history), holes(data.draw, history)
    here = [one or other for one, other in zip(mine, theirs, strict=True)]
    _, found = await merged(
        tmp_path_factory, exported(history, mine), exported(history, theirs, hours=hours, names=NAMES)
    )
    expected = [one for one, kept in zip(history, here, strict=True) if kept]
    assert sorted(found) == sorted(whole(expected))
    assert [minute for minute, _ in found] == [minute for minute, _, _ in expected]
    if all(mine) or all(theirs):
        assert found == whole(expected)


@PROPERTY
@given(history=histories(), hours=st.sampled_from([0, 2, -5, 5.75]), data=st.data())
async def test_an_export_with_everything_puts_everything_in_order(tmp_path_factory, history, hours, data):
    kept = [data.draw(st.booleans()) for _ in history]
    assume(sum(not is_twin(one) and here for one, here in zip(history, kept, strict=True)) > 3)
    _, found = await merged(
        tmp_path_factory, exported(history, kept), exported(history, [True] * len(history), hours, NAMES)
    )
    assert sorted(found) == sorted(whole(history))


@PROPERTY
@given(history=histories(), cut=st.integers(6, 12))
async def test_the_same_again_adds_nothing_and_a_newer_one_its_tail(tmp_path_factory, history, cut):
    older = exported(history[:cut], [True] * cut)
    everything = exported(history, [True] * len(history))
    (_, again, newer), found = await merged(tmp_path_factory, older, older, everything)
    assert (again.new, newer.new) == (0, len(history) - cut)
    assert found == whole(history)


def is_sound(content):
    """Half a character is no JSON, so no reader gives it."""
    try:
        return bool(msgspec.json.encode(content))
    except UnicodeEncodeError:
        return False


@st.composite
def anything(draw):
    """Items of a stranger: any content, absurd places, few times."""
    count = draw(st.integers(1, 12))
    return [
        inbox_row(
            Message(
                chat=CHAT.id,
                id=MessageId(str(number)),
                time=draw(st.sampled_from([0, 1, MINUTE, 90 * MINUTE, 253_402_300_799_000])),
                place=draw(st.integers(-(2**63), 2**63 - 1)),
                sender=draw(st.sampled_from([None, *PEOPLE])),
                content=draw(contents().filter(is_sound)),
                edited=draw(st.sampled_from([None, 5])),
            )
        )
        for number in range(count)
    ]


@settings(PROPERTY, max_examples=5)
@given(mine=anything(), theirs=anything(), precision=st.sampled_from([1, 1_000, MINUTE, 1_440 * MINUTE]))
async def test_whatever_two_exports_hold_every_item_is_counted_once(tmp_path_factory, mine, theirs, precision):
    uri = f"sqlite:///{tmp_path_factory.mktemp('store') / 'beringia.db'}"
    async with await Store.open(uri) as store:
        for items in (mine, theirs, mine):
            told = await stage(store, items, chat=CHAT, numbering=Numbering.NONE, precision=precision, is_same=True)
            assert told.new + told.same == len(items)
        (portal,) = await store.portals.list()
        counts = sum((await store.inbox.counts(portal.id)).values())
        contributions = await store.aliases.contributions(portal.id)
    assert counts == sum(one.new for one in contributions) >= max(len(mine), len(theirs))
