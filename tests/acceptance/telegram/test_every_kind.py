"""Files, reactions, polls and people without accounts cross a real bridge."""

from __future__ import annotations

import asyncio
import hashlib
import io
from typing import Any

import pytest
from PIL import Image

from tests.support.matrix_people import Person
from tests.support.telegram_story import Story

pytestmark = pytest.mark.xdist_group("telegram")


def picture(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "PNG")
    return out.getvalue()


async def begun(story: Story) -> str:
    """The chat is bridged with a relay bot in it; Anna and Dana are in the room."""
    world = story.telegram.world
    bot = world.add_bot("Relay", token="123456789:" + "Ab-1_" * 7)
    world.join(story.crew, bot)
    root = Person(story.synapse, story.synapse.register_user("root", "a password"))
    office = await root.direct_chat(story.bot)
    await root.until(office, lambda said: any("login" in one for one in said))
    await root.say(office, "login bot")
    await root.until(office, lambda said: "token" in said[-1].lower())
    await root.say(office, str(bot.bot_token))
    await root.until(office, lambda said: "linked" in said[-1])
    talk = await story.link(story.anna, "+1 555 010-0001")
    await story.anna.say(talk, "bridge Crew")
    room = await story.anna.invited()
    await story.anna.join(room)
    await story.anna.call("POST", f"rooms/{room}/invite", {"user_id": story.dana.id})
    await story.dana.join(room)
    return room


async def test_files_reactions_polls_and_strangers_cross(story: Story) -> None:
    world, anna, dana = story.telegram.world, story.anna, story.dana
    room = await begun(story)

    await dana.say(room, "I have no account there")
    await story.until_there(
        lambda said: "Dana: I have no account there" in said or "dana: I have no account there" in said
    )

    world.say(story.crew, story.boris, "look", media=world.photo(picture("red")))
    await anna.until(room, lambda said: "look" in said)
    event = next(one for one in await anna.events(room) if one["content"].get("body") == "look")
    assert event["content"]["msgtype"] == "m.image"

    data = hashlib.sha256(b"seed").digest() * 4000
    uri = await anna.upload(data, "notes.bin")
    await anna.say(room, {"msgtype": "m.file", "body": "notes.bin", "url": uri, "info": {"size": len(data)}})
    await until(lambda: data in [post.media.file.data for post in world.messages(story.crew) if has_file(post)])

    cake = world.say(story.crew, story.boris, "cake")
    await anna.until(room, lambda said: "cake" in said)
    event = next(one for one in await anna.events(room) if one["content"].get("body") == "cake")
    await anna.react(room, event["event_id"], "👍")
    await until(lambda: "👍" in [one.emoticon for given in cake.reactions.values() for one, _ in given])
    world.react(cake, story.boris, "❤")
    await until_true(lambda: reacted(anna, room, event["event_id"], "❤"))

    world.say(story.crew, story.boris, "", media=world.poll("Tea or coffee?", "Tea", "Coffee"))
    await until_true(lambda: has_poll(anna, room))
    world.set_title(story.crew, "Crew of old", story.anna_there)
    await until_true(lambda: is_called(anna, room, "Crew of old"))


def has_file(post: Any) -> bool:
    return getattr(post.media, "file", None) is not None


async def reacted(person: Person, room: str, event: str, key: str) -> bool:
    relations = [
        one["content"].get("m.relates_to", {}) for one in await person.events(room) if one["type"] == "m.reaction"
    ]
    return any(one.get("event_id") == event and str(one.get("key", "")).startswith(key) for one in relations)


async def has_poll(person: Person, room: str) -> bool:
    return any("poll.start" in one["type"] for one in await person.events(room))


async def is_called(person: Person, room: str, name: str) -> bool:
    return any(
        one["type"] == "m.room.name" and name in one["content"].get("name", "") for one in await person.events(room)
    )


async def until(happened) -> None:
    async def so() -> bool:
        return bool(happened())

    await until_true(so)


async def until_true(happened) -> None:
    async with asyncio.timeout(30):
        while not await happened():  # noqa: ASYNC110 - it happens elsewhere
            await asyncio.sleep(0.2)
