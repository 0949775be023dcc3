"""Waits that Telegram asks for."""

from __future__ import annotations

import pytest
from telethon.tl import functions, types

from bridge.errors import NetworkWait
from bridge.sources.telegram.live.waits import Clock, Waits, method_of
from tests.support.telegram_sequences import Memory, Time


def waits(memory=None, time=None, told=None, longest=30.0) -> Waits:
    time = time or Time()

    async def on_wait(what, until):
        (told if told is not None else []).append((what, until))

    return Waits(memory or Memory(), longest, on_wait, Clock(time.milliseconds, time.sleep))


async def test_without_a_wait_nothing_is_slept():
    time = Time()
    await waits(time=time).obey("messages.sendMessage")
    assert time.slept == []


async def test_short_waits_are_slept():
    time = Time()
    ours = waits(time=time)
    await ours.begin("messages.sendMessage", 12)
    await ours.obey("messages.sendMessage")
    assert time.slept == [12]


async def test_long_waits_are_raised_with_what_is_left_of_them():
    time = Time()
    ours = waits(time=time)
    await ours.begin("messages.sendMessage", 100)
    time.seconds += 40
    with pytest.raises(NetworkWait) as raised:
        await ours.obey("messages.sendMessage")
    assert raised.value.seconds == 60


async def test_a_wait_is_for_one_method_only():
    time = Time()
    ours = waits(time=time)
    await ours.begin("messages.sendMessage", 100)
    await ours.obey("messages.getHistory")


async def test_waits_are_remembered_over_a_restart():
    memory, time = Memory(), Time()
    await waits(memory, time).begin("messages.sendMessage", 100)
    with pytest.raises(NetworkWait):
        await waits(memory, time).obey("messages.sendMessage")


async def test_waits_that_are_over_are_forgotten():
    memory, time = Memory(), Time()
    await waits(memory, time).begin("messages.sendMessage", 100)
    time.seconds += 101
    await waits(memory, time).obey("messages.sendMessage")
    assert memory.entries == {}


async def test_somebody_is_told_until_when():
    told: list[tuple[str, int]] = []
    await waits(told=told).begin("messages.sendMessage", 100)
    assert told == [("Telegram asks to wait with messages.sendMessage", 1_100_000)]


def test_a_request_is_named_as_in_telegrams_documentation():
    assert method_of(functions.messages.GetHistoryRequest(types.InputPeerSelf(), 0, None, 0, 0, 0, 0, 0)) == (
        "messages.getHistory"
    )


def test_a_request_within_a_takeout_is_still_itself():
    assert method_of(functions.InvokeWithTakeoutRequest(1, functions.help.GetConfigRequest())) == "help.getConfig"
