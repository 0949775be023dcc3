"""Two imports over one store at once, on one machine or on two: each chat is one's, and nothing comes twice."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from bridge.errors import LeaseLost
from bridge.jobs import Result
from bridge.portals.lease import new_lease
from bridge.store import PlanState
from tests.support.histories import eventful, plain, write_export
from tests.support.homeserver import FakeHomeserver
from tests.support.importing import pause_after, prove, server_of, workshop


def ends(results: list[Result]) -> set[type | None]:
    return {None if result.error is None else type(result.error) for result in results}


@pytest.mark.parametrize("chats", [1, 6])
async def test_the_same_import_twice_at_once(store_uri: str, tmp_path: Path, chats: int) -> None:
    async with (
        FakeHomeserver() as fake,
        workshop(store_uri, server_of(fake)) as one,
        workshop(store_uri, server_of(fake)) as other,
    ):
        histories = [eventful(2, name=f"chat{number}") for number in range(chats)]
        plan = await one.stage(write_export(tmp_path / "export", *histories))
        both = await asyncio.gather(one.run(plan, in_parallel=2), other.run(plan, in_parallel=2))
        assert ends([*both[0], *both[1]]) <= {None, LeaseLost}
        done = {result.portal for results in both for result in results if result.error is None}
        assert done == {chat.portal for chat in plan.chosen}
        await prove(one)


async def test_who_finds_everything_taken_does_not_judge_the_plan(store_uri: str, tmp_path: Path) -> None:
    async with (
        FakeHomeserver() as fake,
        workshop(store_uri, server_of(fake)) as one,
        workshop(store_uri, server_of(fake)) as other,
    ):
        plan = await one.stage(write_export(tmp_path / "export", plain(20)))
        found: list[object] = []

        async def meddle() -> None:
            found.append(ends(await other.run(plan)))
            found.append(await state_of(plan.id))

        async def state_of(name: str) -> PlanState:
            row = await one.store.plans.get(name)
            assert row is not None
            return row.state

        pause_after(one, 30, meddle)
        assert ends(await one.run(plan)) == {None}
        assert found == [{LeaseLost}, PlanState.RUNNING]
        assert await state_of(plan.id) is PlanState.DONE


async def test_a_lease_from_before_a_clock_was_put_back_is_waited_for_in_words(tmp_path: Path) -> None:
    async with FakeHomeserver() as fake, workshop(f"sqlite:///{tmp_path / 'store.db'}", server_of(fake)) as shop:
        plan = await shop.stage(write_export(tmp_path / "export", plain(20)))
        elsewhere = new_lease().replace(str(os.getpid()), "1", 1).replace(":", "-elsewhere:", 1)
        await shop.store.portals.take_lease(plan.chosen[0].portal, elsewhere, now=shop.clock() + 3_600_000, ttl=60_000)
        [result] = await shop.run()
        assert isinstance(result.error, LeaseLost)
        assert "was killed" in result.error.message


async def test_a_clock_that_jumps_while_an_import_runs_changes_nothing(tmp_path: Path) -> None:
    async with FakeHomeserver() as fake, workshop(f"sqlite:///{tmp_path / 'store.db'}", server_of(fake)) as shop:
        await shop.stage(write_export(tmp_path / "export", plain(20)))

        async def jump() -> None:
            shop.clock.now -= 86_400_000

        pause_after(shop, 30, jump)
        await prove(shop)
