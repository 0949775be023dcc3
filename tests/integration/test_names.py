"""What people are called is decided once, when they are first spoken of, whatever export or room that is in."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

from bridge.model.codec import Item
from bridge.model.content import Written
from bridge.model.ids import PersonId
from bridge.model.person import Person
from bridge.model.text import Span, Style, Text
from tests.support.histories import chat, message, write_export
from tests.support.homeserver import FakeHomeserver
from tests.support.importing import prove, server_of, workshop


def person(name: str, shown: str) -> Person:
    return Person(id=PersonId(name), name=shown)


def mention(name: str) -> Written:
    return Written(Text("thanks, you", (Span(start=8, end=11, style=Style.MENTION, person=PersonId(name)),)))


def said_by(name: str, *numbers: int, room: str) -> Iterator[Item]:
    return (message(number, sender=PersonId(name), chat=room) for number in numbers)


async def test_somebody_who_was_only_mentioned_may_have_another_name_later(store_uri: str, tmp_path: Path) -> None:
    async with FakeHomeserver() as fake, workshop(store_uri, server_of(fake)) as shop:
        first: list[Item] = [chat(), person("anna", "Anna"), person("chidi", "Chidi")]
        first.append(message(1, mention("chidi"), sender=PersonId("anna")))
        await shop.stage(write_export(tmp_path / "old", iter(first)))
        await prove(shop)
        later: list[Item] = [*first[:2], person("chidi", "Chidi Obi"), first[3], *said_by("chidi", 2, 3, room="ops")]
        await shop.stage(write_export(tmp_path / "new", iter(later)))
        await prove(shop)


async def test_somebody_who_is_renamed_before_they_are_said_has_the_new_name(store_uri: str, tmp_path: Path) -> None:
    async with FakeHomeserver() as fake, workshop(store_uri, server_of(fake)) as shop:
        for name in ("Chidi", "Chidi Obi"):
            history: list[Item] = [chat(), person("chidi", name), *said_by("chidi", 1, 2, room="ops")]
            await shop.stage(write_export(tmp_path / name, iter(history)))
        await prove(shop)
        assert {user.profile.get("displayname") for user in fake.world.users.values()} >= {"Chidi Obi (Campfire)"}


async def test_people_who_look_alike_in_one_room_only_are_called_the_same_in_all(
    store_uri: str, tmp_path: Path
) -> None:
    async with FakeHomeserver() as fake, workshop(store_uri, server_of(fake)) as shop:
        twins = [person("a1", "Anna"), person("a2", "Anna")]
        many: list[Item] = [
            chat("many"),
            *twins,
            *said_by("a1", *range(40), room="many"),
            *said_by("a2", 50, 51, room="many"),
        ]
        alone: list[Item] = [chat("alone"), *twins[1:], *said_by("a2", 1, 2, room="alone")]
        await shop.stage(write_export(tmp_path / "export", iter(many), iter(alone)))
        await prove(shop)


async def test_nobody_takes_the_name_that_another_has_from_another_room(tmp_path: Path) -> None:
    async with FakeHomeserver() as fake, workshop(f"sqlite:///{tmp_path / 'store.db'}", server_of(fake)) as shop:
        twins = [person("a1", "Anna"), person("a2", "Anna")]
        alone: list[Item] = [chat("alone"), twins[1], *said_by("a2", 1, 2, room="alone")]
        both: list[Item] = [chat("both"), *twins, *said_by("a1", 1, room="both"), *said_by("a2", 2, room="both")]
        for number, history in enumerate((alone, both)):
            await shop.stage(write_export(tmp_path / f"{number}", iter(history)))
            await prove(shop)
        names = [user.profile["displayname"] for user in fake.world.users.values() if "displayname" in user.profile]
        assert sorted(names)[:2] == ["Anna (Campfire)", "Anna 2 (Campfire)"]


async def test_two_imports_that_name_somebody_at_once_agree(store_uri: str, tmp_path: Path) -> None:
    async with (
        FakeHomeserver() as fake,
        workshop(store_uri, server_of(fake)) as one,
        workshop(store_uri, server_of(fake)) as other,
    ):
        twins = [person("a1", "Anna"), person("a2", "Anna")]
        rooms = [[chat(f"r{n}"), *twins[n % 2 :], *said_by("a2", *range(9), room=f"r{n}")] for n in range(4)]
        for number in range(0, 4, 2):
            rooms[number] += said_by("a1", 20, room=f"r{number}")
        plans = [await one.stage(write_export(tmp_path / f"e{n}", iter(room))) for n, room in enumerate(rooms)]
        await asyncio.gather(*((one, other)[n % 2].run(plan) for n, plan in enumerate(plans)))
        proofs = [await one.verify(plan) for plan in plans]
        assert [proof.sound for proof in proofs] == [True] * 4, proofs
