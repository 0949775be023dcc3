"""Accounts are linked by talking to the bot: with a picture and a password, and they are let go again."""

from __future__ import annotations

import asyncio

import pytest

from tests.support.telegram_story import Story

pytestmark = [pytest.mark.xdist_group("telegram"), pytest.mark.parametrize("story", ["plain"], indirect=True)]


async def shown(story: Story, room: str) -> str:
    """Wait for the picture that is to be scanned; the newest one's event."""
    async with asyncio.timeout(30):
        while True:
            pictures = [one for one in await story.anna.events(room) if one["content"].get("msgtype") == "m.image"]
            if pictures:
                return str(pictures[-1]["event_id"])
            await asyncio.sleep(0.2)


async def test_a_picture_and_a_password_link_an_account_and_logout_ends_it(story: Story) -> None:
    telegram, anna = story.telegram, story.anna
    carla = telegram.world.add_user("Carla", phone="15550100003", password="open sesame")
    room = await anna.direct_chat(story.bot)
    await anna.until(room, lambda said: any("login" in one for one in said))
    await anna.say(room, "login")
    picture = await shown(story, room)
    token = next(reversed(telegram.tokens))
    telegram.accept_login_token(token, carla)
    await anna.until(room, lambda said: "password" in said[-1].lower())
    secret = await anna.say(room, "open sesame")
    await anna.until(room, lambda said: "linked" in said[-1])
    events = {event["event_id"]: event for event in await anna.events(room)}
    assert not events[secret]["content"] and not events[picture]["content"]
    assert telegram.keys_of(carla)
    await anna.say(room, "logout")
    await anna.until(room, lambda said: "yes or no" in said[-1])
    await anna.say(room, "yes")
    await anna.until(room, lambda said: "yes" not in said[-1])
    assert not telegram.keys_of(carla)
    stored = b"".join(path.read_bytes() for path in story.command.folder.glob("beringia.db*"))
    assert b"open sesame" not in stored


async def test_who_may_not_is_told_so(story: Story) -> None:
    chat = await story.dana.direct_chat(story.bot)
    await story.dana.until(chat, lambda said: any("login" in one for one in said))
    await story.dana.say(chat, "login bot")
    await story.dana.until(chat, lambda said: "administrator" in said[-1].lower())
