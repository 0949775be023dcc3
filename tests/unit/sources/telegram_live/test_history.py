"""A chat's history: oldest first, each message once, with whoever is named before they are named."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telethon.tl import types

from bridge.errors import NetworkRefused, NetworkUnavailable, NetworkWait
from bridge.model.ids import ChatId, MessageId
from bridge.model.message import Message
from bridge.model.person import Person
from bridge.sources.telegram.live.hearing import history
from tests.unit.sources.telegram_live.lines import FakeLine, chat_with, full_channel, numbered, refused
from tests.unit.sources.telegram_live.objects import ANNA, BORA, LOFT, done, photo, reacted, said, user

LOFT_CHAT = types.PeerChat(LOFT)


async def at_once(_: float) -> None:
    """Nobody waits in tests."""


async def told_nobody(_: str, __: int) -> None:
    """Nobody listens."""


def line_of(*messages: Any, **more: Any) -> FakeLine:
    full = full_channel(**more.pop("full", {}))
    return FakeLine({"GetHistory": chat_with(*messages), "GetFullChannel": full, **more})


async def pages(
    line: FakeLine,
    after: str | None = None,
    until: str | None = None,
    on_wait: Any = told_nobody,
    chat: str = "channel700",
) -> list[Any]:
    limits = (MessageId(after) if after else None, MessageId(until) if until else None)
    found = history(line, ChatId(chat), *limits, on_wait=on_wait, pause=at_once)
    return [list(page) async for page in found]


async def items(line: FakeLine, *limits: Any, **more: Any) -> list[Any]:
    return [item for page in await pages(line, *limits, **more) for item in page if isinstance(item, Message)]


async def numbers(line: FakeLine, *limits: Any, **more: Any) -> list[str]:
    return [item.id for item in await items(line, *limits, **more)]


def several(count: int, **fields: Any) -> list[Any]:
    return [said(number=number, **fields) for number in range(1, count + 1)]


async def test_messages_come_oldest_first_however_many_pages_they_fill():
    assert await numbers(line_of(*several(250))) == [str(number) for number in range(1, 251)]


async def test_an_empty_chat_has_no_history():
    assert await pages(line_of()) == []


@given(st.sets(st.integers(1, 600)), st.integers(0, 600), st.integers(1, 600))
async def test_every_message_between_comes_once_and_in_order(there, after, until):
    line = line_of(*(said(number=number) for number in there))
    wanted = [str(number) for number in sorted(there) if after < number <= until]
    assert await numbers(line, str(after), str(until)) == wanted


async def test_messages_that_are_gone_leave_no_gap_in_which_one_stops():
    gone = [types.MessageEmpty(number, types.PeerChannel(700)) for number in range(1, 150)]
    assert await numbers(line_of(*gone, said(number=150))) == ["150"]


async def test_service_messages_are_history_too():
    line = line_of(said(number=1), done(types.MessageActionHistoryClear(), 2))
    assert await numbers(line) == ["1", "2"]


async def test_people_are_introduced_once():
    (first, second) = await pages(line_of(*several(150)))
    assert [type(item) for item in first[:2]] == [Person, Message]
    assert not [item for item in second if isinstance(item, Person)]


async def test_an_album_has_one_name_also_over_the_border_of_a_page():
    picture = {"media": types.MessageMediaPhoto(photo=photo()), "grouped_id": 7}
    line = line_of(*several(99), *(said("", number, **picture) for number in (100, 101)))
    assert {item.album for item in await items(line) if item.album} == {"100"}


async def test_an_album_has_the_same_name_when_one_begins_within_it():
    picture = {"media": types.MessageMediaPhoto(photo=photo()), "grouped_id": 7}
    line = line_of(*(said("", number, **picture) for number in (4, 5, 6)))
    assert [item.album for item in await items(line, "5")] == ["4"]


async def test_login_codes_are_no_history():
    assert await numbers(line_of(said(number=1), said("12345", 2, sender=777000))) == ["1"]


async def test_what_was_said_before_a_group_became_a_supergroup_comes_first():
    old = [said(number=number, chat=LOFT_CHAT) for number in (40, 41)]
    answer = said(number=42, chat=LOFT_CHAT, reply_to=types.MessageReplyHeader(reply_to_msg_id=41))
    line = line_of(*old, answer, said(number=1), full={"migrated_from_chat_id": LOFT, "migrated_from_max_id": 42})
    found = await items(line)
    assert [item.id for item in found] == ["-999999960", "-999999959", "-999999958", "1"]
    assert found[2].reply is not None and found[2].reply.message == "-999999959"
    assert {item.chat for item in found} == {"channel700"}


async def test_one_goes_on_in_the_time_before_the_supergroup():
    old = [said(number=number, chat=LOFT_CHAT) for number in (40, 41)]
    line = line_of(*old, said(number=1), full={"migrated_from_chat_id": LOFT, "migrated_from_max_id": 41})
    assert await numbers(line, "-999999960") == ["-999999959", "1"]
    assert await numbers(line, None, "-999999960") == ["-999999960"]
    assert await numbers(line, "1") == []


async def test_a_takeout_is_begun_used_and_ended():
    line = line_of(*several(3), InitTakeoutSession=types.account.Takeout(7), FinishTakeoutSession=True)
    await pages(line)
    within = [getattr(request, "takeout_id", None) for request in line.asked]
    assert line.names()[0] == "InitTakeoutSession" and line.names()[-1] == "FinishTakeoutSession"
    assert [number for number in within if number] == [7] * (within.count(7))
    assert line.asked[-1].query.success


async def test_a_takeout_that_breaks_off_is_ended_as_not_done():
    line = line_of(
        InitTakeoutSession=types.account.Takeout(7), FinishTakeoutSession=True, GetHistory=NetworkUnavailable()
    )
    with pytest.raises(NetworkUnavailable):
        await pages(line)
    assert not line.asked[-1].query.success


async def test_whoever_must_confirm_a_takeout_is_told_and_it_goes_on_without():
    told: list[str] = []

    async def tell(words: str, _: int) -> None:
        told.append(words)

    line = line_of(*several(3), InitTakeoutSession=NetworkWait(seconds=86400))
    assert await numbers(line, on_wait=tell) == ["1", "2", "3"]
    assert len(told) == 1 and "confirm" in told[0]


async def test_a_takeout_that_runs_out_is_no_end():
    whole = chat_with(*several(3))
    line = FakeLine({"InitTakeoutSession": types.account.Takeout(7), "GetFullChannel": full_channel()})

    def answer(request: Any) -> Any:
        if getattr(line.asked[-1], "takeout_id", None):
            raise refused("TAKEOUT_INVALID")
        return whole(request)

    line._answers["GetHistory"] = answer
    assert await numbers(line) == ["1", "2", "3"]


async def test_without_a_takeout_one_goes_slowly():
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    async for _ in history(line_of(*several(250)), ChatId("channel700"), pause=pause):
        pass
    assert len(pauses) >= 2


async def test_a_bot_asks_by_number():
    line = FakeLine({"GetMessages": numbered(*several(120)), "GetFullChannel": full_channel()}, is_bot=True)
    assert await numbers(line, None, "120") == [str(number) for number in range(1, 121)]
    assert "GetHistory" not in line.names()


async def test_a_bot_that_does_not_know_the_end_stops_where_nothing_more_is():
    line = FakeLine({"GetMessages": numbered(said(number=3)), "GetFullChannel": full_channel()}, is_bot=True)
    assert await numbers(line) == ["3"]


def named(*people: int) -> Any:
    entries = [types.MessagePeerReaction(types.PeerUser(one), None, types.ReactionEmoji("👍")) for one in people]
    return types.messages.MessageReactionsList(len(people), entries, [], [user(one) for one in people])


async def test_names_of_those_who_reacted_are_asked_for_where_telegram_names_only_some():
    reactions = reacted(("👍", 2), by=((ANNA, "👍"),), can_see_list=True)
    line = line_of(said(reactions=reactions), GetMessageReactionsList=named(ANNA, BORA))
    (item,) = await items(line)
    assert [reactor.person for reactor in item.reactions[0].by] == ["user101", "user102"]


@pytest.mark.parametrize("fields", [{"can_see_list": False}, {"can_see_list": True}])
async def test_names_are_not_asked_for_in_vain(fields):
    count = 1 if fields["can_see_list"] else 2
    line = line_of(said(reactions=reacted(("👍", count), by=((ANNA, "👍"),), **fields)))
    await pages(line)
    assert "GetMessageReactionsList" not in line.names()


async def test_a_wait_costs_names_and_no_messages():
    reactions = reacted(("👍", 2), by=((ANNA, "👍"),), can_see_list=True)
    line = line_of(
        said(reactions=reactions), said(number=2, reactions=reactions), GetMessageReactionsList=NetworkWait(seconds=9)
    )
    assert [item.reactions[0].count for item in await items(line)] == [2, 2]
    assert line.names().count("GetMessageReactionsList") == 1


async def test_a_chat_in_which_login_codes_arrive_has_no_history():
    line = line_of(said("12345", chat=types.PeerUser(777000)))
    with pytest.raises(NetworkRefused):
        await pages(line, chat="user777000")
    assert line.asked == []
