"""Items that come to light after what followed them was said: withheld with a reason, or said at the room's end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bridge.history.comparison import Difference
from bridge.model.codec import Item
from bridge.store import State
from tests.support.histories import eventful, write_export
from tests.support.homeserver import DROP, FakeHomeserver, on
from tests.support.importing import Workshop, prove, server_of, workshop

LATE = "said-late"


def part_of(history: Iterator[Item], wanted: Callable[[int], bool]) -> Iterator[Item]:
    """A history of which an export holds only some items, by number."""
    return (item for item in history if not hasattr(item, "chat") or wanted(int(item.id)))


async def import_without_the_middle(shop: Workshop, folder: Path) -> Path:
    """Items 10 to 29 were not in the first export; the second, which has them all, is returned."""
    some = write_export(folder / "some", part_of(eventful(6), lambda number: not 10 <= number < 30))
    await shop.stage(some)
    await prove(shop)
    return write_export(folder / "all", eventful(6))


async def test_late_items_are_withheld_and_the_room_stays_proven(store_uri: str, tmp_path: Path) -> None:
    async with FakeHomeserver() as fake, workshop(store_uri, server_of(fake)) as shop:
        everything = await import_without_the_middle(shop, tmp_path)
        plan = await shop.stage(everything)
        await prove(shop)
        counts = await shop.store.inbox.counts(plan.chats[0].portal)
        assert plan.chats[0].late == sum(n for (state, kind), n in counts.items() if state is State.WITHHELD) - 6


async def test_late_items_said_at_the_end_are_proven_too(store_uri: str, tmp_path: Path) -> None:
    async with FakeHomeserver() as fake, workshop(store_uri, server_of(fake)) as shop:
        everything = await import_without_the_middle(shop, tmp_path)
        plan = await shop.stage(everything, append_late=True)
        await prove(shop)
        notes = await shop.store.inbox.notes(plan.chosen[0].portal)
        assert sum(items for codes, items in notes.items() if LATE in codes) == 20


async def test_late_items_that_were_withheld_are_said_when_the_same_export_is_planned_so(tmp_path: Path) -> None:
    async with FakeHomeserver() as fake, workshop(f"sqlite:///{tmp_path / 'store.db'}", server_of(fake)) as shop:
        everything = await import_without_the_middle(shop, tmp_path)
        await shop.stage(everything)
        plan = await shop.stage(everything, append_late=True)
        assert plan.chosen[0].items == 20
        await prove(shop)


async def test_late_items_survive_lost_answers(tmp_path: Path) -> None:
    async with FakeHomeserver() as fake, workshop(f"sqlite:///{tmp_path / 'store.db'}", server_of(fake)) as shop:
        everything = await import_without_the_middle(shop, tmp_path)
        await shop.stage(everything, append_late=True)
        fake.hook = on("send", "after", DROP, times=5)
        await prove(shop)


@pytest.mark.parametrize("append_late", [False, True])
async def test_only_marked_items_may_stand_out_of_the_sources_order(tmp_path: Path, append_late: bool) -> None:
    async with FakeHomeserver() as fake, workshop(f"sqlite:///{tmp_path / 'store.db'}", server_of(fake)) as shop:
        everything = await import_without_the_middle(shop, tmp_path)
        await shop.stage(everything, append_late=append_late)
        await shop.run()
        await shop.store._database.execute("UPDATE inbox SET notes = '[]', time = time + 60000 WHERE message = '5'")
        [chat] = (await shop.verify()).chats
        assert Difference.OUT_OF_ORDER in {finding.difference for finding in chat.findings}
