"""The whole story: two people on Telegram, two on Matrix, one conversation."""

from __future__ import annotations

import asyncio
import signal

import pytest

from tests.support.telegram_story import PAST, Story

pytestmark = pytest.mark.xdist_group("telegram")


async def test_a_group_moves_and_talks_meanwhile(story: Story) -> None:
    world, anna, dana = story.telegram.world, story.anna, story.dana
    talk = await story.link(anna, "+1 555 010-0001")
    await anna.say(talk, "migrate Crew")
    await anna.until(talk, lambda said: any("messages" in one and "Crew" in one for one in said[-2:]))
    room = await anna.invited()
    await anna.join(room)
    assert [one for one in await anna.reads(room) if one.startswith("history")] == PAST
    await anna.call("POST", f"rooms/{room}/invite", {"user_id": dana.id})
    await dana.join(room)

    first = world.say(story.crew, story.boris, "hello from there")
    await anna.until(room, lambda said: "hello from there" in said)
    mine = await anna.say(room, "hello from here")
    await story.until_there(lambda said: "hello from here" in said)
    world.edit(first, "hello, edited")
    await anna.edit(room, mine, "hello, edited too")
    await anna.until(room, lambda said: "hello, edited" in said)
    await story.until_there(lambda said: "hello, edited too" in said)

    assert story.stop(signal.SIGKILL) != 0
    world.say(story.crew, story.boris, "while you were away")
    gone = world.say(story.crew, story.boris, "soon gone")
    await anna.say(room, "said to nobody yet")
    world.edit(first, "edited while away")
    world.delete(gone)
    story.start()
    await anna.until(room, lambda said: "while you were away" in said and "edited while away" in said)
    await story.until_there(lambda said: "said to nobody yet" in said)

    await asyncio.to_thread(story.synapse.restart)
    world.say(story.crew, story.boris, "after the restart")
    await anna.until(room, lambda said: "after the restart" in said)
    await anna.say(room, "I see")
    await story.until_there(lambda said: "I see" in said)

    here, there = await anna.reads(room), story.said_there()
    assert "soon gone" not in here
    live = [one for one in here if not one.startswith(("history", "Anna created"))]
    assert sorted(live) == sorted(one for one in there if not one.startswith("history"))
    assert story.stop() == 0
