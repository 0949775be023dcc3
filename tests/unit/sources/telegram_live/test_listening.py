"""Listening to an account: nothing lost, and the position never ahead of what was delivered."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telethon.tl import functions, types

from bridge.errors import LoginLost, NetworkRefused, NetworkUnavailable, NetworkWait
from bridge.sources.telegram.live.peers import name_of
from bridge.sources.telegram.live.updates.comparing import DeletedIn
from bridge.sources.telegram.live.updates.listening import Listener, Pace
from bridge.sources.telegram.live.updates.marks import Behind
from bridge.sources.telegram.live.updates.positions import Positions
from tests.support.telegram_sequences import COMMON, LONG_AGO, Memory, Sequence, TelegramAccount, message, pushed

GROUP, CHANNEL, OTHER = "chat5", "channel7", "channel8"


class Crash(Exception):
    """The process ends here."""


class PlainEar:
    """Hears every update as a word: what happened to which message."""

    noted: dict[str, bytes | None] = {}  # noqa: RUF012 - never changed
    is_remembered = staticmethod(lambda _: None)

    async def hear(self, step, wanted):
        update = step.update
        if isinstance(update, DeletedIn | types.UpdateDeleteChannelMessages):
            return [f"{number} gone" for number in update.messages]
        if hasattr(update, "message"):
            kind = "edited" if "Edit" in type(update).__name__ else "said"
            return [f"{name_of(update.message.peer_id)}/{update.message.id} {kind}"]
        return [type(update).__name__]


class Hearing:
    """A listener that runs until it is done, and everything that it delivered."""

    def __init__(self, account: TelegramAccount, memory: Memory | None = None, chats=(GROUP, CHANNEL)) -> None:
        self.account, self.memory, self.chats = account, memory or Memory(), chats
        self.heard: list[Any] = []
        self.crash_after: int | None = None
        pace = Pace(account.time.now, account.time.sleep)
        self.listener = Listener(account, Positions(self.memory), PlainEar(), pace)  # type: ignore[arg-type]

    async def deliver(self, heard) -> None:
        if self.crash_after is not None:
            self.crash_after -= len(heard)
            if self.crash_after < 0:
                raise Crash
        self.heard += heard

    async def run(self, *containers: Any, seconds: float = 30) -> list[Any]:
        for container in containers:
            self.account.inflow.put_nowait(container)
        until = self.account.time.seconds + seconds
        task = asyncio.create_task(self.listener.run(lambda: self.chats, self.deliver))
        while not task.done() and self.account.time.seconds < until:  # noqa: ASYNC110 - the time is the test's own
            await asyncio.sleep(0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        return self.heard


def account_with(*chats: str, **settings: Any) -> TelegramAccount:
    account = TelegramAccount(**settings)
    for chat in chats:
        account.sequences[chat] = Sequence()
    return account


async def begun(*chats: str, **settings: Any) -> Hearing:
    """An account that is listened to already; what follows is news."""
    hearing = Hearing(account_with(*(chat for chat in chats if chat.startswith("channel")), **settings), chats=chats)
    await hearing.run()
    return hearing


async def test_what_is_pushed_is_delivered_and_then_remembered():
    hearing = await begun(GROUP)
    assert await hearing.run(pushed(hearing.account.say(GROUP, 9))) == ["chat5/9 said"]
    assert hearing.memory.entries["position/common"].startswith(b"[2,")


async def test_what_was_not_pushed_is_found_by_the_next_push():
    hearing = await begun(CHANNEL)
    hearing.account.say(CHANNEL, 1)
    assert await hearing.run(pushed(hearing.account.say(CHANNEL, 2))) == ["channel7/1 said", "channel7/2 said"]


async def test_what_was_not_pushed_is_found_after_a_quarter_of_an_hour_at_the_latest():
    hearing = await begun(CHANNEL)
    hearing.account.say(CHANNEL, 1)
    assert await hearing.run(seconds=1000) == ["channel7/1 said"]


async def test_edits_and_deletions_of_the_time_away_are_heard():
    hearing = await begun(CHANNEL)
    hearing.account.delete(CHANNEL, [3, 4])
    again = Hearing(hearing.account, hearing.memory, (CHANNEL,))
    assert await again.run() == ["3 gone", "4 gone"]


async def test_the_differences_of_all_followed_channels_are_asked_for_at_the_start():
    hearing = await begun(CHANNEL, OTHER)
    hearing.account.say(CHANNEL, 1)
    hearing.account.say(OTHER, 2)
    again = Hearing(hearing.account, hearing.memory, (CHANNEL, OTHER))
    assert sorted(await again.run(seconds=1)) == ["channel7/1 said", "channel8/2 said"]


async def test_a_difference_in_many_slices_comes_whole_and_in_order():
    hearing = await begun(CHANNEL, slice_size=2)
    for number in range(7):
        hearing.account.say(CHANNEL, number)
    assert await hearing.run(types.UpdatesTooLong()) == [f"channel7/{number} said" for number in range(7)]


async def test_channels_that_are_not_followed_are_not_asked_for():
    hearing = await begun(CHANNEL)
    hearing.account.asked.clear()
    other = account_with(OTHER).say(OTHER, 1)
    assert await hearing.run(pushed(other), seconds=1) == []
    assert hearing.account.asked == []


async def test_what_happens_elsewhere_moves_the_position_and_is_not_heard():
    hearing = await begun(GROUP)
    assert await hearing.run(pushed(hearing.account.say("chat6", 1)), pushed(hearing.account.say(GROUP, 2))) == [
        "chat5/2 said"
    ]


async def test_login_codes_are_never_heard_even_when_their_chat_is_followed():
    hearing = await begun(GROUP, "user777000")
    code = message(1, types.PeerUser(777000), "Login code: 12345")
    update = hearing.account.sequences[COMMON].add(lambda pts, count: types.UpdateNewMessage(code, pts, count))
    short = types.UpdateShortMessage(1, 777000, "Login code: 12345", pts=2, pts_count=1, date=LONG_AGO)
    assert await hearing.run(short, pushed(update), types.UpdatesTooLong()) == []


async def test_a_short_message_is_asked_for_whole():
    hearing = await begun(GROUP)
    hearing.account.say(GROUP, 9)
    short = types.UpdateShortChatMessage(9, 2, 5, "text 9", pts=2, pts_count=1, date=LONG_AGO)
    assert await hearing.run(short) == ["chat5/9 said"]


async def test_what_this_session_said_itself_is_heard_in_its_place():
    hearing = await begun(GROUP)
    hearing.account.say(GROUP, 9)
    answer = types.UpdateShortSentMessage(id=9, pts=2, pts_count=1, date=LONG_AGO)
    assert await hearing.run(answer) == ["chat5/9 said"]


async def test_an_answer_that_only_counts_is_followed_by_the_difference():
    hearing = await begun(CHANNEL)
    hearing.account.delete(CHANNEL, [1])
    assert await hearing.run(Behind(CHANNEL, 2)) == ["1 gone"]


async def test_a_channel_that_is_followed_anew_begins_now():
    account = account_with(CHANNEL)
    account.say(CHANNEL, 1)
    hearing = Hearing(account, chats=(CHANNEL,))
    assert await hearing.run() == []
    assert await hearing.run(pushed(account.say(CHANNEL, 2))) == ["channel7/2 said"]


async def test_following_tells_the_newest_message_and_everything_after_it_is_heard():
    account = account_with(CHANNEL)
    account.say(CHANNEL, 41)
    hearing = Hearing(account, chats=())
    assert await hearing.listener.follow(CHANNEL) == 41
    account.say(CHANNEL, 42)
    hearing.chats = (CHANNEL,)
    assert await hearing.run() == ["channel7/42 said"]


async def test_a_chat_without_messages_has_no_newest():
    assert await Hearing(account_with(CHANNEL)).listener.follow(CHANNEL) is None


async def test_between_following_and_being_named_a_chat_is_listened_to_already():
    hearing = await begun(GROUP)
    hearing.chats = ()
    await hearing.listener.follow(GROUP)
    assert await hearing.run(pushed(hearing.account.say(GROUP, 9))) == ["chat5/9 said"]


async def test_what_was_not_delivered_comes_again_after_a_crash():
    hearing = await begun(GROUP)
    hearing.crash_after = 0
    with pytest.raises(Crash):
        await hearing.run(pushed(hearing.account.say(GROUP, 9)))
    again = Hearing(hearing.account, hearing.memory, (GROUP,))
    assert await again.run() == ["chat5/9 said"]


async def test_what_was_delivered_and_not_remembered_comes_again():
    hearing = await begun(GROUP)
    before = dict(hearing.memory.entries)
    assert await hearing.run(pushed(hearing.account.say(GROUP, 9))) == ["chat5/9 said"]
    again = Hearing(hearing.account, Memory(before), (GROUP,))
    assert await again.run() == ["chat5/9 said"]


async def test_whoever_came_along_with_a_push_is_remembered():
    hearing = await begun(GROUP)
    container = pushed(hearing.account.say(GROUP, 9))
    await hearing.run(container)
    assert container in hearing.account.met


async def test_a_group_that_cannot_be_read_any_more_does_not_stop_the_others():
    hearing = await begun(GROUP, "chat6")
    hearing.account.say("chat6", 2)
    hearing.account.too_long.add(COMMON)
    hearing.account.fail = raising_for_group(5, NetworkRefused(code="CHAT_FORBIDDEN"))
    assert await hearing.run(types.UpdatesTooLong()) == ["chat6/2 said"]


async def test_a_channel_that_telegram_cannot_answer_for_does_not_stop_the_others():
    hearing = await begun(CHANNEL, OTHER)
    hearing.account.fail = raising_for_channel(7, NetworkUnavailable())
    hearing.account.say(OTHER, 2)
    assert await hearing.run(types.UpdatesTooLong()) == ["channel8/2 said"]


async def test_a_login_that_was_ended_ends_listening():
    hearing = await begun(CHANNEL)
    hearing.account.fail = raising(functions.updates.GetDifferenceRequest, LoginLost("SESSION_REVOKED"))
    with pytest.raises(LoginLost):
        await hearing.run(types.UpdatesTooLong())


async def test_a_connection_lost_in_the_middle_of_a_difference_loses_nothing():
    hearing = await begun(CHANNEL, slice_size=2)
    for number in range(6):
        hearing.account.say(CHANNEL, number)
    hearing.account.fail = failing_sometimes(functions.updates.GetChannelDifferenceRequest, NetworkUnavailable())
    assert await hearing.run(types.UpdatesTooLong()) == [f"channel7/{number} said" for number in range(6)]


async def test_while_one_channel_must_wait_the_others_are_heard():
    hearing = await begun(CHANNEL, OTHER)
    hearing.account.fail = raising_for_channel(7, NetworkWait(seconds=100))
    hearing.account.say(CHANNEL, 1)
    hearing.account.say(OTHER, 2)
    assert await hearing.run(types.UpdatesTooLong(), seconds=50) == ["channel8/2 said"]


async def test_a_channel_that_threw_the_account_out_does_not_stop_the_others():
    hearing = await begun(CHANNEL, OTHER)
    hearing.account.fail = raising_for_channel(7, NetworkRefused(code="CHANNEL_PRIVATE"))
    assert await hearing.run(types.UpdatesTooLong(), pushed(hearing.account.say(OTHER, 2))) == ["channel8/2 said"]


async def test_where_a_channels_difference_is_too_long_its_history_is_read():
    hearing = await begun(CHANNEL)
    await hearing.run(pushed(hearing.account.say(CHANNEL, 1)), pushed(hearing.account.say(CHANNEL, 2)))
    for number in range(3, 260):
        hearing.account.say(CHANNEL, number)
    hearing.account.too_long.add(CHANNEL)
    assert (await hearing.run(types.UpdatesTooLong()))[2:] == [f"channel7/{number} said" for number in range(3, 260)]


async def test_where_a_difference_is_too_long_edits_and_deletions_in_the_recent_stretch_are_found():
    hearing = await begun(CHANNEL)
    for number in (1, 2, 3):
        await hearing.run(pushed(hearing.account.say(CHANNEL, number)))
    del hearing.account.histories[CHANNEL][2]
    hearing.account.histories[CHANNEL][1].edit_date = LONG_AGO
    hearing.account.too_long.add(CHANNEL)
    assert (await hearing.run(types.UpdatesTooLong()))[3:] == ["channel7/1 edited", "2 gone"]


async def test_where_the_accounts_difference_is_too_long_all_its_groups_are_read():
    hearing = await begun(GROUP, "chat6")
    hearing.account.say(GROUP, 1)
    hearing.account.say("chat6", 2)
    hearing.account.too_long.add(COMMON)
    assert await hearing.run(types.UpdatesTooLong()) == ["chat5/1 said", "chat6/2 said"]


async def test_containers_with_numbers_of_their_own_are_heard_once_and_in_order():
    hearing = await begun(GROUP)
    typing = types.UpdateChatUserTyping(5, types.PeerUser(2), types.SendMessageTypingAction())
    shown = types.UpdateChatDefaultBannedRights(types.PeerChat(5), types.ChatBannedRights(LONG_AGO), 1)
    second, first = pushed(shown, seq=2), pushed(typing, seq=1)
    assert await hearing.run(second, first, first) == ["UpdateChatUserTyping", "UpdateChatDefaultBannedRights"]


HAPPENINGS = st.lists(
    st.tuples(st.sampled_from([GROUP, CHANNEL, OTHER]), st.sampled_from(["push", "lose", "twice", "late", "crash"])),
    max_size=15,
)


@settings(max_examples=60, deadline=None)
@given(HAPPENINGS, st.integers(1, 3))
def test_whatever_happens_to_pushes_and_process_everything_is_heard_in_order(happenings, slice_size):
    asyncio.run(_live_through(happenings, slice_size))


async def _live_through(happenings, slice_size):
    hearing = await begun(GROUP, CHANNEL, OTHER, slice_size=slice_size)
    account, late, heard, said = hearing.account, [], [], []
    for number, (chat, fate) in enumerate(happenings):
        container = pushed(account.say(chat, number))
        said.append(f"{chat}/{number} said")
        late += [container] if fate == "late" else []
        containers = {"push": [container], "twice": [container] * 2, "crash": [container]}.get(fate, [])
        if fate == "crash":
            hearing.crash_after = 0
            with pytest.raises(Crash):
                await hearing.run(*containers, seconds=2000)
            heard += hearing.heard
            hearing = Hearing(account, hearing.memory, (GROUP, CHANNEL, OTHER))
        await hearing.run(*containers, seconds=0.1)
        _check_position(hearing, {*heard, *hearing.heard}, said)
    await hearing.run(*late, seconds=2000)
    everything = heard + hearing.heard
    for chat in (GROUP, CHANNEL, OTHER):
        mine = list(dict.fromkeys(one for one in everything if one.startswith(f"{chat}/")))
        assert mine == [one for one in said if one.startswith(f"{chat}/")]


def _check_position(hearing, heard, said):
    """What lies before the remembered position was delivered."""
    for chat in (CHANNEL, OTHER):
        pts = int(hearing.memory.entries[f"position/{chat}"])
        passed = [one for one in said if one.startswith(f"{chat}/")][: pts - 1]
        assert set(passed) <= heard


def raising(kind: type, error: Exception):
    def fail(request: Any) -> None:
        if isinstance(request, kind):
            raise error

    return fail


def raising_for_group(number: int, error: Exception):
    def fail(request: Any) -> None:
        if getattr(getattr(request, "peer", None), "chat_id", None) == number:
            raise error

    return fail


def raising_for_channel(number: int, error: Exception):
    def fail(request: Any) -> None:
        if getattr(getattr(request, "channel", None), "channel_id", None) == number:
            raise error

    return fail


def failing_sometimes(kind: type, error: Exception):
    asked = iter(range(1_000_000))

    def fail(request: Any) -> None:
        if isinstance(request, kind) and next(asked) % 2:
            raise error

    return fail
