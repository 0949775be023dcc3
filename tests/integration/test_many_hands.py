"""Several members' exports of one chat, from the files to the proven room."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from bridge.errors import PlanError, Undecided
from bridge.history.homes import Kinship
from bridge.history.stage import stage
from bridge.model.chat import Numbering
from bridge.model.content import Attachment, Written
from bridge.model.ids import ChatId, MediaId, MessageId, Network, PersonId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.message import Message, Reply
from bridge.model.person import Person
from bridge.model.text import Text
from bridge.sources.archive import Archive
from bridge.sources.discovery import identify
from bridge.sources.hints import Hints
from tests.support.hands import BEGINNING, MINUTE, WORDS, a_chat, text_export
from tests.support.histories import FILE, write_export
from tests.support.homeserver import FakeHomeserver
from tests.support.importing import prove, server_of, workshop

SAME = Kinship(same=True)


def database_export(folder, chat=None):
    """The same with ids of the network, seconds, a reply, and a file."""
    chat = chat or a_chat(numbering=Numbering.NETWORK, precision=1)
    items = [
        Message(
            chat=chat.id,
            id=MessageId(f"id-{line}"),
            time=BEGINNING + line // 2 * MINUTE + 10_000 + line,
            place=line,
            sender=PersonId("anna" if line % 2 else "bora"),
            content=Written(Text(words)),
            reply=Reply(message=MessageId("id-0")) if line == 1 else None,
        )
        for line, words in enumerate(WORDS)
    ]
    photo = Attachment(media=Media(kind=MediaKind.FILE, state=MediaState.PRESENT, reference=MediaId(FILE)))
    more = Message(
        chat=chat.id, id=MessageId("id-9"), time=BEGINNING + 9 * MINUTE, place=9, sender=PersonId("anna"), content=photo
    )
    return write_export(folder, iter([chat, Person(id=PersonId("anna"), name="Anna B."), *items, more]))


@pytest.fixture
async def shop(store_uri):
    async with FakeHomeserver() as fake, workshop(store_uri, server_of(fake)) as opened:
        yield opened


async def said(shop, chat="title:pier"):
    portal = await shop.store.portals.of_chat("campfire", chat)
    return [
        row.body.partition('"plain":"')[2].partition('"')[0] for row in await shop.store.inbox.page(portal.id, None, 99)
    ]


async def test_three_members_exports_become_one_proven_room(shop, tmp_path):
    await shop.stage(text_export(tmp_path / "anna", 0, 1, 2, 3, 5, 6, 7))
    plan = await shop.stage(
        text_export(tmp_path / "bora", 1, 2, 3, 4, 5, 7, name="Mum", hours=2),
        text_export(tmp_path / "chidi", 4, 5, 6, 7, name="Anna (work)", hours=-1),
        kinship=SAME,
    )
    assert await said(shop) == list(WORDS)
    assert [fit.hours for fit in plan.chats[0].fits] == [-2, 1]
    await prove(shop)


async def test_real_ids_bring_replies_and_files_to_a_counted_history(shop, tmp_path):
    await shop.stage(text_export(tmp_path / "anna", hours=3))
    plan = await shop.stage(database_export(tmp_path / "database"), kinship=SAME)
    assert (plan.chats[0].new, plan.chats[0].improved) == (1, 8)
    await prove(shop)


async def test_a_counted_export_after_the_import_adds_its_tail_alone(shop, tmp_path):
    await shop.stage(database_export(tmp_path / "database"))
    await prove(shop)
    more = (*WORDS, "", "", "", "", "", "", "", "", "", "", "", "Home again, all of us")
    plan = await shop.stage(text_export(tmp_path / "anna", *range(8), 19, words=more), kinship=SAME)
    assert (plan.chats[0].new, plan.chats[0].same, plan.chats[0].late) == (1, 8, 0)
    await prove(shop)


async def test_other_names_are_told_with_what_speaks_for_them(shop, tmp_path):
    await shop.stage(text_export(tmp_path / "anna"))
    plan = await shop.stage(text_export(tmp_path / "bora", name="Mum"))
    (fit,) = plan.chats[0].fits
    assert fit.sure and [(one.their_name, one.our_name, one.times) for one in fit.people] == [("Mum", "Anna", 4)]


# Which chat is it?


async def test_a_chat_that_is_only_called_the_same_asks_first(shop, tmp_path):
    await shop.stage(text_export(tmp_path / "anna"))
    other = text_export(tmp_path / "other", words=[words[::-1] for words in WORDS])
    with pytest.raises(Undecided, match="--other-chat") as raised:
        await shop.stage(other)
    assert "'The pier'" in raised.value.message
    await shop.stage(other, kinship=Kinship(other=True))
    assert len(await shop.store.portals.list()) == 2
    assert await said(shop) == list(WORDS)


async def test_an_export_that_was_kept_apart_stays_apart_when_it_is_planned_again(shop, tmp_path):
    await shop.stage(text_export(tmp_path / "anna"))
    other = text_export(tmp_path / "other", words=[words[::-1] for words in WORDS])
    first = await shop.stage(other, kinship=Kinship(other=True))
    again = await shop.stage(other)
    assert [chat.portal for chat in again.chats] == [chat.portal for chat in first.chats]


@pytest.mark.parametrize("name", ["campfire-7", "The old pier"])
async def test_another_format_of_the_chat_is_led_into_it(shop, tmp_path, name):
    chat = a_chat(id=ChatId("campfire-7"), title="The old pier", numbering=Numbering.NETWORK, precision=1)
    await shop.stage(database_export(tmp_path / "database", chat))
    plan = await shop.stage(text_export(tmp_path / "anna"), kinship=Kinship(into=name))
    (portal,) = await shop.store.portals.list()
    assert (portal.chat.title, portal.chat.numbering) == ("The old pier", Numbering.NETWORK)
    assert (plan.chats[0].title, plan.chats[0].new, plan.chats[0].same) == ("The old pier", 0, 8)
    await prove(shop)


@pytest.mark.parametrize(
    ("into", "why"), [("Nowhere", "No chat"), ("Elsewhere", "of Smoke"), ("Twice", "Several chats")]
)
async def test_what_cannot_be_led_into_a_chat_says_why(shop, tmp_path, into, why):
    elsewhere = a_chat(network=Network("smoke"), id=ChatId("1"), title="Elsewhere")
    twice = [a_chat(id=ChatId(str(number)), title="Twice") for number in (2, 3)]
    for number, chat in enumerate((elsewhere, *twice)):
        await shop.stage(text_export(tmp_path / str(number), chat=chat))
    with pytest.raises(PlanError, match=why):
        await shop.stage(text_export(tmp_path / "anna"), kinship=Kinship(into=into))


async def test_an_export_of_several_chats_is_led_into_none(shop, tmp_path):
    await shop.stage(text_export(tmp_path / "anna"))
    several = write_export(tmp_path / "several", iter([a_chat(), a_chat(id=ChatId("2"))]))
    with pytest.raises(PlanError, match="several"):
        await shop.stage(several, kinship=Kinship(into="The pier"))


async def test_what_more_has_come_of_stays_where_it_is(shop, tmp_path):
    await shop.stage(text_export(tmp_path / "anna"))
    await shop.stage(other := text_export(tmp_path / "other", chat=a_chat(id=ChatId("2"), title="Two")))
    await prove(shop)
    with pytest.raises(PlanError, match="staged before"):
        await shop.stage(other, kinship=Kinship(into="The pier"))


# Answers that come later


BERLIN = Hints(timezone=ZoneInfo("Europe/Berlin"))


async def stage_with(shop, export, hints):
    with Archive.open(export) as archive:
        return await stage(shop.store, archive, identify(archive), hints, now=shop.clock())


async def test_an_export_is_staged_anew_when_its_time_zone_is_told_later(shop, tmp_path):
    export = text_export(tmp_path / "anna")
    first = await stage_with(shop, export, Hints())
    staged = await stage_with(shop, export, BERLIN)
    again = await stage_with(shop, export, BERLIN)
    assert (staged.already, again.already, again.export) == (
        False,
        True,
        staged.export,
    ) and first.export != again.export
    assert await said(shop) == list(WORDS)


async def test_once_something_was_said_answers_come_too_late(shop, tmp_path):
    export = text_export(tmp_path / "anna")
    await shop.stage(export)
    await prove(shop)
    with pytest.raises(PlanError, match="--timezone"):
        await stage_with(shop, export, BERLIN)


async def test_once_another_export_was_merged_answers_come_too_late(shop, tmp_path):
    export = text_export(tmp_path / "anna")
    await shop.stage(export, text_export(tmp_path / "bora", name="Mum"))
    with pytest.raises(PlanError, match="--timezone"):
        await stage_with(shop, export, BERLIN)
    assert await said(shop) == list(WORDS)


async def test_what_was_taken_for_a_chat_of_its_own_may_still_be_said_to_be_another(shop, tmp_path):
    await shop.stage(text_export(tmp_path / "anna"))
    other = text_export(tmp_path / "bora", chat=a_chat(id=ChatId("title:quay"), title="The quay"))
    await shop.stage(other)
    await shop.stage(other, kinship=Kinship(into="The pier"))
    assert await said(shop) == list(WORDS)
    plan = await shop.stage(other, kinship=Kinship(into="The pier"))
    assert [chat.title for chat in plan.chats] == ["The pier"]
