"""One item that the homeserver does not take harms no other, and what speaks of it is said otherwise."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bridge.model.content import Written
from bridge.model.ids import MessageId, PersonId
from bridge.model.message import Message, Reaction, Reactor, Reply
from bridge.model.text import Text
from bridge.store import State
from tests.support.histories import chat, message, people, write_export
from tests.support.homeserver import FakeHomeserver, Settings, bedrock_rules
from tests.support.homeserver.errors import MatrixError
from tests.support.importing import Workshop, prove, server_of, workshop

POISON = "poison"


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Have the module refuse whatever says ``POISON``, with this error code."""
    check = bedrock_rules.check_shape

    def refuse(code: str) -> None:
        def checked(event: dict[str, Any], *more: Any) -> None:
            if POISON in str(event.get("content")):
                raise MatrixError(400, code, "not this")
            check(event, *more)

        monkeypatch.setattr(bedrock_rules, "check_shape", checked)

    return refuse


def say(number: int, words: str = "", **more: Any) -> Message:
    return message(number, Written(Text(words or f"message {number}")), **more)


async def staged(shop: Workshop, folder: Path, *items: Message) -> int:
    plan = await shop.stage(write_export(folder, iter([chat(), *people(), *items])))
    return plan.chosen[0].portal


async def test_one_that_is_refused_is_recorded_and_the_others_are_laid(
    store_uri: str, tmp_path: Path, refusing: Callable[[str], None]
) -> None:
    refusing("M_UNKNOWN")
    async with FakeHomeserver(Settings(bedrock=True)) as fake, workshop(store_uri, server_of(fake)) as shop:
        portal = await staged(shop, tmp_path / "export", say(0), say(1, POISON), say(2))
        await prove(shop, refused=1)
        row = await shop.store.inbox.get(portal, "1")
    assert row is not None
    assert row.state is State.FAILED
    assert "M_UNKNOWN" in (row.reason or "")


@pytest.mark.parametrize("batch", [2, 500])
async def test_what_answers_one_that_is_refused_is_said_without_that(
    store_uri: str, tmp_path: Path, refusing: Callable[[str], None], batch: int
) -> None:
    refusing("M_UNKNOWN")
    answers = [say(number, reply=Reply(message=MessageId(str(number - 1)))) for number in range(2, 9)]
    async with (
        FakeHomeserver(Settings(bedrock=True)) as fake,
        workshop(store_uri, server_of(fake), batch=batch) as shop,
    ):
        await staged(shop, tmp_path / "export", say(0), say(1, POISON), *answers)
        await prove(shop, refused=1)
    [room] = fake.world.rooms.values()
    related = ["m.relates_to" in event.content for event in room.events if event.type == "m.room.message"]
    assert related == [False, False, True, True, True, True, True, True]


async def test_a_refusal_that_speaks_of_us_stops_the_chat(
    store_uri: str, tmp_path: Path, refusing: Callable[[str], None]
) -> None:
    refusing("M_FORBIDDEN")
    async with FakeHomeserver(Settings(bedrock=True)) as fake, workshop(store_uri, server_of(fake)) as shop:
        portal = await staged(shop, tmp_path / "export", say(0), say(1, POISON))
        [result] = await shop.run()
        assert result.error is not None
        assert await shop.store.inbox.unfinished(portal) == 2


async def test_a_reaction_that_is_there_already_is_noted(store_uri: str, tmp_path: Path) -> None:
    twice = tuple(Reaction(emoji=emoji, count=1, by=(Reactor(person=PersonId("dana")),)) for emoji in ("👍", "👍"))
    async with FakeHomeserver(Settings(bedrock=True)) as fake, workshop(store_uri, server_of(fake)) as shop:
        await staged(shop, tmp_path / "export", say(0, reactions=twice))
        await prove(shop)


async def test_many_in_a_row_stop_the_chat(store_uri: str, tmp_path: Path, refusing: Callable[[str], None]) -> None:
    refusing("M_UNKNOWN")
    async with FakeHomeserver(Settings(bedrock=True)) as fake, workshop(store_uri, server_of(fake)) as shop:
        await staged(shop, tmp_path / "export", *(say(number, POISON) for number in range(30)))
        [result] = await shop.run()
    assert "in a row" in str(result.error)


async def test_one_that_is_refused_takes_its_reactions_with_it_and_nothing_else(
    store_uri: str, tmp_path: Path, refusing: Callable[[str], None]
) -> None:
    refusing("M_UNKNOWN")
    liked = (Reaction(emoji="👍", count=1, by=(Reactor(person=PersonId("dana")),)),)
    answers = [say(number, reply=Reply(message=MessageId(str(number - 1)))) for number in range(2, 40)]
    async with FakeHomeserver(Settings(bedrock=True)) as fake, workshop(store_uri, server_of(fake)) as shop:
        await staged(shop, tmp_path / "export", say(0), say(1, POISON, reactions=liked), *answers)
        await prove(shop, refused=1)
