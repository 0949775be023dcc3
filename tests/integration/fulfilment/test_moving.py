"""A chat moves: its whole history, then what is said; again, by two, after a stop."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bridge.commands.services import Stage, Step
from bridge.errors import NetworkRefused, NetworkUnavailable
from bridge.matrix.events import UserId
from bridge.model.chat import ChatKind
from bridge.model.content import Attachment
from bridge.model.ids import MediaId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.store import Phase
from tests.support.campfire import NETWORK

CREW = "crew"


async def say(office, *words):
    for one in words:
        await office.bridged.campfire.say(CREW, "bora", one)


async def portal_of(office):
    return await office.bridged.portal(CREW)


async def test_history_comes_first_then_what_is_said(office):
    await say(office, "one", "two")
    moved = await office.migrate(CREW, "anna")
    await say(office, "three")
    await office.bridged.settled(CREW)
    assert office.texts(CREW) == ["one", "two", "three"]
    assert (moved.messages, moved.live, moved.title) == (2, True, "Crew")


async def test_who_moves_a_chat_is_invited(office):
    moved = await office.migrate(CREW, "anna")
    room = office.bridged.fake.world.rooms[moved.room]
    assert room.membership(office.bridged.user("anna")) == "invite"


async def test_a_chat_without_messages_moves(office):
    assert (await office.migrate(CREW, "anna")).messages == 0
    await say(office, "first")
    await office.bridged.settled(CREW)
    assert office.texts(CREW) == ["first"]


async def test_moving_again_changes_nothing(office):
    await say(office, "one", "two")
    first = await office.migrate(CREW, "anna")
    await say(office, "three")
    await office.bridged.settled(CREW)
    again = await office.migrate(CREW, "anna")
    await office.bridged.settled(CREW)
    assert (again.room, office.texts(CREW)) == (first.room, ["one", "two", "three"])


async def test_two_people_move_a_chat_together(office):
    await office.link("bora")
    await say(office, *"abcdefg")
    one, two = await asyncio.gather(office.migrate(CREW, "anna"), office.migrate(CREW, "bora"))
    room = office.bridged.fake.world.rooms[one.room]
    assert one.room == two.room
    assert office.texts(CREW) == list("abcdefg")
    assert [room.membership(office.bridged.user(one)) for one in ("anna", "bora")] == ["invite", "invite"]


async def test_what_is_said_while_history_is_fetched_is_said_once(office):
    await say(office, *"abcdef")
    loop, talk = asyncio.get_running_loop(), list[asyncio.Task[Any]]()
    office.bridged.campfire.before_page = lambda: talk.append(loop.create_task(say(office, f"late {len(talk)}")))
    await office.migrate(CREW, "anna")
    await asyncio.gather(*talk)
    await office.bridged.settled(CREW)
    assert office.texts(CREW) == [*"abcdef", *(f"late {number}" for number in range(len(talk)))]


async def test_files_of_history_move_and_those_that_are_gone_are_told(office):
    there, gone = (
        Media(kind=MediaKind.FILE, state=MediaState.PRESENT, reference=MediaId(name), file_name=f"{name}.txt", size=5)
        for name in ("here", "gone")
    )
    office.bridged.campfire.files["here"] = b"bread"
    await say(office, Attachment(media=there), Attachment(media=gone))
    moved = await office.migrate(CREW, "anna")
    files = [event for event in office.bridged.room(CREW).events if event.content.get("msgtype") == "m.file"]
    assert [office.bridged.fake.world.files[event.content["url"].rpartition("/")[2]].content for event in files] == [
        b"bread"
    ]
    assert sum(moved.losses.values()) == 1


@pytest.mark.parametrize(
    ("last", "expected"), [(None, []), (0, []), (2, ["two", "three"]), (9, ["one", "two", "three"])]
)
async def test_a_chat_is_bridged_with_its_last_messages(office, last, expected):
    await say(office, "one", "two", "three")
    await office.bridge(CREW, "anna", last)
    await say(office, "four")
    await office.bridged.settled(CREW)
    assert office.texts(CREW) == [*expected, "four"]


async def test_after_a_stop_nothing_goes_over(office):
    await office.migrate(CREW, "anna")
    office.enters(CREW, "anna")
    await office.stop(CREW, "anna")
    await say(office, "unheard")
    await office.bridged.says(CREW, "anna", "unsaid")
    assert office.texts(CREW) == ["unsaid"]
    assert office.bridged.campfire.texts(CREW) == [("bora", "unheard")]


async def test_what_was_said_after_a_stop_is_fetched_when_it_goes_on(office):
    await say(office, "one")
    await office.migrate(CREW, "anna")
    await say(office, "two")
    await office.bridged.settled(CREW)
    await office.stop(CREW, "anna")
    await say(office, "three", "four")
    await office.migrate(CREW, "anna")
    await say(office, "five")
    await office.bridged.settled(CREW)
    assert office.texts(CREW) == ["one", "two", "three", "four", "five"]


async def test_what_was_missed_comes_before_what_is_said_while_it_is_fetched(office):
    await office.migrate(CREW, "anna")
    office.enters(CREW, "anna")
    await say(office, "one")
    await office.bridged.settled(CREW)
    await office.stop(CREW, "anna")
    await say(office, *"abcdefgh")
    loop, talk = asyncio.get_running_loop(), list[asyncio.Task[Any]]()

    def interrupted():
        talk.append(loop.create_task(say(office, f"late {len(talk)}")))

    office.bridged.campfire.before_page = interrupted
    await office.migrate(CREW, "anna")
    await asyncio.gather(*talk)
    await office.bridged.settled(CREW)
    assert office.texts(CREW) == ["one", *"abcdefgh", *(f"late {number}" for number in range(len(talk)))]


async def test_a_move_that_is_stopped_in_the_middle_goes_on_later(office):
    await say(office, *"abcdefghi")
    reached = asyncio.Event()
    office.bridged.campfire.before_page = reached.set
    under_way = asyncio.create_task(office.migrate(CREW, "anna"))
    await reached.wait()
    await office.stop(CREW, "anna")
    with pytest.raises(NetworkRefused, match="stopped"):
        await under_way
    await say(office, "j")
    await office.migrate(CREW, "anna")
    await office.bridged.settled(CREW)
    assert office.texts(CREW) == list("abcdefghij")


async def test_a_fetch_that_fails_is_told_and_goes_on_where_it_was(office):
    await say(office, *"abcdefghi")
    pages = []

    def unreachable():
        pages.append(1)
        if len(pages) == 2:
            raise NetworkUnavailable("the line broke")

    office.bridged.campfire.before_page = unreachable
    with pytest.raises(NetworkUnavailable):
        await office.migrate(CREW, "anna")
    await office.moves.resume()
    await office.bridged.until(lambda: pages.count(1) >= 4)
    await office.migrate(CREW, "anna")
    assert office.texts(CREW) == list("abcdefghi")
    assert len(pages) == 4


async def test_private_chats_are_refused(office):
    office.bridged.campfire.add_chat("pair", "anna", "bora")
    chats = office.bridged.campfire.chats
    chats["pair"] = type(chats["pair"])(network=NETWORK, id="pair", kind=ChatKind.DIRECT, title="Pair")
    with pytest.raises(NetworkRefused, match="private"):
        await office.migrate("pair", "anna")
    assert await office.bridged.shop.store.portals.list() == []


async def test_chats_show_how_far_they_are_and_whose(office):
    await office.link("bora")
    assert (await office.entry(CREW, "bora")).stage is Stage.ELSEWHERE
    await office.migrate(CREW, "anna")
    mine, theirs = await office.entry(CREW, "anna"), await office.entry(CREW, "bora")
    assert (mine.stage, theirs.stage, mine.yours, theirs.yours) == (Stage.BRIDGED, Stage.BRIDGED, True, False)
    await office.stop(CREW, "anna")
    assert (await office.entry(CREW, "bora")).stage is Stage.HERE
    assert (await office.entry(CREW, "bora")).yours


async def test_status_counts_what_is_said_and_what_will_never_be(office):
    await say(office, "one")
    await office.migrate(CREW, "anna")
    office.enters(CREW, "dana")
    await say(office, "two")
    await office.bridged.says(CREW, "dana", "nobody speaks for me")
    await office.bridged.settled(CREW)
    (status,) = await office.moves.status(UserId(office.bridged.user("anna")))
    assert (status.messages, status.unsent, status.failed) == (2, 0, 1)


async def test_syncing_asks_for_the_title_and_brings_people_in(office):
    await office.migrate(CREW, "anna")
    office.bridged.campfire.members[CREW].add("chidi")
    user = UserId(office.bridged.user("anna"))
    await office.moves.sync(user, await office.entry(CREW, "anna"), office._tell)
    members = office.bridged.room(CREW).state.values()
    assert "Chidi (Campfire)" in [event.content.get("displayname") for event in members]


async def test_progress_tells_the_steps_in_their_order(office):
    await say(office, "one", "two")
    await office.migrate(CREW, "anna")
    steps = list(dict.fromkeys(one.step for one in office.progress))
    assert steps == [Step.FETCHING, Step.SENDING, Step.CHECKING]
    assert (await portal_of(office)).phase is Phase.LIVE
