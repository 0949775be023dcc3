"""Histories at the edge of what there can be: they become proven rooms, or none, with every item accounted for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from bridge.errors import PlanError
from bridge.history.plan import choose_groups, find_wishes, make_plan
from bridge.history.stage import stage
from bridge.model.chat import Chat, ChatKind, Numbering
from bridge.model.codec import Item
from bridge.model.content import Written
from bridge.model.event import Change, Member, Membership, Pin
from bridge.model.ids import MessageId, PersonId
from bridge.model.message import Message, Reaction, Reactor, Reply
from bridge.model.text import Text
from bridge.model.unreadable import Unreadable
from bridge.sources.archive import Archive
from bridge.sources.discovery import identify
from bridge.sources.hints import Hints
from bridge.store import State
from tests.support.histories import BEGINNING, CAST, chat, message, people, write_export
from tests.support.homeserver import FakeHomeserver
from tests.support.importing import Workshop, prove, server_of, workshop

BASIC_GROUP = replace(chat(), numbering=Numbering.ACCOUNT)


def written(number: int, words: str, reply: Reply | None = None) -> Message:
    sender, time = PersonId(CAST[number % 4]), BEGINNING + number * 1000
    return message(number, Written(Text(words)), sender=sender, time=time, reply=reply)


def as_numbered_by(account: int, messages: Iterable[Message]) -> Iterator[Message]:
    """The same messages, as another account numbers them; it knows only those it has itself."""
    found = list(messages)
    names = {one.id: MessageId(str(int(one.id) * 3 + account)) for one in found}
    for one in found:
        reply = one.reply and replace(one.reply, message=names.get(one.reply.message, MessageId("999")))
        content = one.content
        if isinstance(content, Pin) and content.message is not None:
            content = replace(content, message=names[content.message])
        yield replace(one, id=names[one.id], place=int(names[one.id]), reply=reply, content=content)


def basic_group(numbers: Iterable[int]) -> Iterator[Message]:
    """Answers, pins and twins in a group without numbers of its own."""
    for number in numbers:
        match number % 5:
            case 1:
                yield written(number, "yes", reply=Reply(message=MessageId(str(number - 1))))
            case 2:
                yield replace(written(number, ""), content=Pin(MessageId(str(number - 2))))
            case _:
                yield written(number, f"message {number % 3}")


@pytest.mark.parametrize("together", [True, False])
async def test_overlapping_exports_of_two_accounts_are_one_history(
    store_uri: str, tmp_path: Path, together: bool
) -> None:
    async with FakeHomeserver() as fake, workshop(store_uri, server_of(fake)) as shop:
        hers = write_export(tmp_path / "hers", iter([BASIC_GROUP, *people(), *basic_group(range(40))]))
        theirs = as_numbered_by(7, basic_group(range(20, 60)))
        his = write_export(tmp_path / "his", iter([BASIC_GROUP, *people(), *theirs]))
        if together:
            await shop.stage(hers, his)
        else:
            await shop.stage(hers)
            await prove(shop)
            await shop.stage(his)
        await prove(shop)
        [portal] = await shop.store.portals.list()
        assert sum((await shop.store.inbox.counts(portal.id)).values()) == 60


async def test_an_empty_chat_gets_no_room(tmp_path: Path) -> None:
    async with FakeHomeserver() as fake, workshop(f"sqlite:///{tmp_path / 'store.db'}", server_of(fake)) as shop:
        with pytest.raises(PlanError, match="it holds no messages"):
            await shop.stage(write_export(tmp_path / "empty", iter([chat(), *people()])))
        assert not fake.world.rooms


async def test_a_chat_of_which_nothing_can_be_read_says_so_item_by_item(tmp_path: Path) -> None:
    async with FakeHomeserver() as fake, workshop(f"sqlite:///{tmp_path / 'store.db'}", server_of(fake)) as shop:
        broken = [
            Unreadable(chat=chat().id, id=MessageId(str(number)), time=0, place=number, reason="no sender")
            for number in range(5)
        ]
        plan = await shop.stage(write_export(tmp_path / "export", iter([chat(), *broken])))
        await prove(shop)
        counts = await shop.store.inbox.counts(plan.chosen[0].portal)
        assert counts == {(State.UNSUPPORTED, "unreadable"): 5}


async def test_people_react_after_they_left_and_before_they_came(tmp_path: Path) -> None:
    async with FakeHomeserver() as fake, workshop(f"sqlite:///{tmp_path / 'store.db'}", server_of(fake)) as shop:
        chidi = PersonId("chidi")
        liked = (Reaction(emoji="👍", count=1, by=(Reactor(person=chidi),)),)

        def change(number: int, how: Change) -> Message:
            members = (Member(person=chidi, name="Chidi"),)
            return message(number, Membership(change=how, members=members), sender=PersonId("anna"))

        history: list[Item] = [chat(), *people()]
        history += [message(1, sender=PersonId("anna"), reactions=liked), change(2, Change.INVITED)]
        history += [change(3, Change.REMOVED), message(4, sender=PersonId("anna"), reactions=liked)]
        history += [change(5, Change.REMOVED), change(6, Change.REMOVED), message(7, sender=chidi)]
        await shop.stage(write_export(tmp_path / "export", iter(history)))
        await prove(shop)


@pytest.mark.parametrize(("private", "only", "rooms"), [(False, (), 1), (True, (), 2), (False, ("Anna",), 1)])
async def test_private_chats_come_when_they_are_asked_for(
    tmp_path: Path, private: bool, only: tuple[str, ...], rooms: int
) -> None:
    async with FakeHomeserver() as fake, workshop(f"sqlite:///{tmp_path / 'store.db'}", server_of(fake)) as shop:
        direct = Chat(network=chat().network, id=chat("dm").id, kind=ChatKind.DIRECT, title="Anna")
        export = write_export(
            tmp_path / "export", iter([chat(), direct, *people(), message(1), message(1, chat="dm"), message(2)])
        )
        await plan_of(shop, export, private, only)
        await prove(shop)
        assert len(fake.world.rooms) == rooms


async def test_what_one_plan_has_finished_the_next_leaves_as_it_is(tmp_path: Path) -> None:
    async with FakeHomeserver() as fake, workshop(f"sqlite:///{tmp_path / 'store.db'}", server_of(fake)) as shop:
        export = write_export(tmp_path / "export", small("a"), small("b"))
        await plan_of(shop, export, False, ("A",))
        await prove(shop)
        events = sum(len(room.events) for room in fake.world.rooms.values())
        await plan_of(shop, export, False, ())
        await prove(shop)
        first = next(iter(fake.world.rooms.values()))
        assert len(first.events) == events


async def test_a_chat_that_is_asked_for_and_not_there_is_named(tmp_path: Path) -> None:
    async with FakeHomeserver() as fake, workshop(f"sqlite:///{tmp_path / 'store.db'}", server_of(fake)) as shop:
        export = write_export(tmp_path / "export", small("a"), small("b"))
        with pytest.raises(PlanError, match=r"'Opps'.* There are: A, B"):
            await plan_of(shop, export, False, ("A", "Opps"))
        assert await shop.store.plans.list() == []


def small(name: str) -> Iterator[Item]:
    yield chat(name)
    yield from people()
    yield from (message(number, chat=name) for number in (1, 2))


async def plan_of(shop: Workshop, export: Path, private: bool, only: tuple[str, ...]) -> None:
    with Archive.open(export) as archive:
        staged = await stage(shop.store, archive, identify(archive), Hints(), now=shop.clock())
    find_wishes([staged], only)
    await make_plan(shop.store, [staged], choose_groups(private, only), now=shop.clock())
