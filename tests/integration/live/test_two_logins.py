"""Two accounts in one chat, where each numbers the messages for itself: what one says comes back through the other."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest
from msgspec.structs import replace

from bridge.model.chat import Numbering
from bridge.model.content import Written
from bridge.model.ids import ChatId, PersonId
from bridge.model.text import Text
from bridge.portals.live.deliveries import Deliveries
from bridge.store import State
from tests.support.bridging import Bridged

CREW = ChatId("small")
LONG_ENOUGH = 0.3
"""s in which whatever can happen meanwhile does."""


@pytest.fixture
async def crew(bridged: Bridged) -> Bridged:
    """Anna's account hears; Bora has one too, whose numbers are others."""
    bridged.campfire.add_chat(CREW, "anna", "bora", "clara", numbering=Numbering.ACCOUNT)
    bridged.campfire.offsets[PersonId("bora")] = 100
    await bridged.link("bora")
    await bridged.join(CREW, "anna", "bora", ear="anna")
    return bridged


def replaced(event: str, words: str) -> dict:
    new = {"msgtype": "m.text", "body": words}
    relation = {"rel_type": "m.replace", "event_id": event}
    return {**new, "body": f"* {words}", "m.new_content": new, "m.relates_to": relation}


async def test_what_the_other_account_says_is_said_once(crew):
    await crew.says(CREW, "bora", "one of two")
    await crew.settled(CREW)
    assert crew.heard(CREW) == [("@bora", "one of two")]


async def test_an_edit_of_the_other_account_is_made_once(crew):
    said = await crew.says(CREW, "bora", "frist")
    await crew.settled(CREW)
    await crew.says(CREW, "bora", replaced(said, "first"))
    await crew.settled(CREW)
    assert crew.heard(CREW) == [("@bora", "first")]
    assert sum(event.type == "m.room.message" for event in crew.room(CREW).events) == 2


async def test_what_comes_back_while_it_is_recorded_is_said_once(crew, monkeypatch):
    """The ear hears it after we looked for it, and before it is known to be ours."""
    store, finish = crew.shop.store, crew.shop.store.outbox.finish

    async def late(row, *arguments, **more):
        with suppress(TimeoutError):
            await asyncio.wait_for(heard(row.portal), LONG_ENOUGH)
        await finish(row, *arguments, **more)

    async def heard(portal):
        while not await store.live_inbox.said_by(portal, "bora", [], State.WAITING):  # noqa: ASYNC110 - the store tells nobody
            await asyncio.sleep(0.01)

    monkeypatch.setattr(store.outbox, "finish", late)
    await crew.says(CREW, "bora", "only once")
    await crew.settled(CREW)
    assert crew.heard(CREW) == [("@bora", "only once")]


async def test_what_is_heard_only_after_its_edit_is_said_once(crew):
    """The ear was away, and is told what stands at last."""
    heard = crew.campfire
    await crew.bridge.lines.drop(crew.logins["anna"].id)
    said = await crew.says(CREW, "bora", "frist")
    await crew.until(lambda: ("bora", "frist") in heard.texts(CREW))
    await crew.says(CREW, "bora", replaced(said, "first"))
    await crew.until(lambda: ("bora", "first") in heard.texts(CREW))
    heard.log[:] = [as_it_stands(one) for one in heard.log]
    crew.bridge.lines.add(crew.logins["anna"])
    await crew.until(lambda: crew.bridge.lines.connector(crew.logins["anna"].id))
    await crew.settled(CREW)
    assert crew.heard(CREW) == [("@bora", "first")]


def as_it_stands(message):
    """What the network says of a message that was edited."""
    text = getattr(message.content, "text", None)
    return replace(message, content=Written(Text("first")), edited=message.time) if text == Text("frist") else message


async def test_an_answer_waits_until_the_ear_has_heard_what_it_answers(crew, monkeypatch):
    """Only then its account's number of that message is known."""
    heard, deliver = asyncio.Event(), Deliveries.__call__

    async def late(self, login, what):
        await heard.wait()
        await deliver(self, login, what)

    monkeypatch.setattr(Deliveries, "__call__", late)
    said = await crew.says(CREW, "bora", "a question")
    await crew.until(lambda: ("bora", "a question") in crew.campfire.texts(CREW))
    answer = {"m.in_reply_to": {"event_id": said}}
    await crew.says(CREW, "anna", {"msgtype": "m.text", "body": "an answer", "m.relates_to": answer})
    with suppress(TimeoutError):
        await asyncio.wait_for(crew.until(lambda: ("anna", "an answer") in crew.campfire.texts(CREW)), LONG_ENOUGH)
    heard.set()
    await crew.settled(CREW)
    question, answered = crew.campfire.log
    assert answered.reply.message == question.id
