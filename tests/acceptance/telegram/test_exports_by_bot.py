"""An administrator sends an export to the bot, and the chats in it are moved."""

from __future__ import annotations

import pytest

from bridge.model.codec import Item
from tests.support.histories import chat, message, people, write_export
from tests.support.matrix_people import Person
from tests.support.telegram_story import Story

pytestmark = pytest.mark.xdist_group("telegram")


@pytest.mark.parametrize("story", ["bedrock"], indirect=True)
async def test_an_export_that_is_sent_to_the_bot_is_imported_after_a_yes(story: Story) -> None:
    root = Person(story.synapse, story.synapse.register_user("root", "a password"))
    items: list[Item] = [chat(), *people(), *(message(number) for number in range(12))]
    export = write_export(story.command.folder / "export", iter(items))
    data = next(export.glob("*.jsonl")).read_bytes()
    talk = await root.direct_chat(story.bot)
    await root.until(talk, lambda said: any("login" in one for one in said))
    uri = await root.upload(data, "history.jsonl")
    await root.say(talk, {"msgtype": "m.file", "body": "history.jsonl", "url": uri, "info": {"size": len(data)}})
    await root.until(talk, lambda said: any("12" in one and "yes" in one for one in said))
    await root.say(talk, "yes")
    room = await root.invited()
    await root.join(room)
    assert len(await root.reads(room)) == 12


@pytest.mark.parametrize("story", ["bedrock"], indirect=True)
async def test_what_is_no_export_is_told_so(story: Story) -> None:
    root = Person(story.synapse, story.synapse.register_user("root", "a password"))
    talk = await root.direct_chat(story.bot)
    await root.until(talk, lambda said: any("login" in one for one in said))
    uri = await root.upload(b"nothing of the kind", "notes.txt")
    await root.say(talk, {"msgtype": "m.file", "body": "notes.txt", "url": uri})
    await root.until(talk, lambda said: "format" in said[-1])
