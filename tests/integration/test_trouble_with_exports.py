"""Exports that are gone, moved, changed, or come twice: the import stops in words, and goes on when it can."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from msgspec.structs import replace

from bridge.errors import ExportGone
from bridge.history.exports import Exports
from bridge.model.content import Written
from bridge.model.message import Message
from bridge.model.text import Text
from bridge.sources.limits import DEFAULTS
from bridge.store import State
from tests.support.histories import FILE, eventful, write_export
from tests.support.homeserver import DIE, FakeHomeserver, no_fault, on
from tests.support.importing import Workshop, prove, server_of, workshop


async def test_an_export_that_is_gone_stops_the_chat_in_words_until_it_is_back(tmp_path: Path) -> None:
    async with FakeHomeserver() as fake:
        uri = f"sqlite:///{tmp_path / 'store.db'}"
        async with workshop(uri, server_of(fake)) as shop:
            await shop.stage(write_export(tmp_path / "export", eventful(2)))
            (tmp_path / "export").rename(tmp_path / "elsewhere")
            [result] = await shop.run()
            assert isinstance(result.error, ExportGone)
            assert str(tmp_path / "export") in result.error.message
            (tmp_path / "elsewhere").rename(tmp_path / "export")
            await prove(shop)


async def test_an_export_that_moved_is_found_again_by_planning_it(tmp_path: Path) -> None:
    async with FakeHomeserver() as fake, workshop(f"sqlite:///{tmp_path / 'store.db'}", server_of(fake)) as shop:
        await shop.stage(write_export(tmp_path / "export", eventful(2)))
        (tmp_path / "export").rename(tmp_path / "elsewhere")
        await shop.stage(tmp_path / "elsewhere")
        await prove(shop)


async def test_an_export_that_changed_goes_on_once_it_is_planned_again(tmp_path: Path) -> None:
    async with FakeHomeserver() as fake, workshop(f"sqlite:///{tmp_path / 'store.db'}", server_of(fake)) as shop:
        export = write_export(tmp_path / "export", eventful(2))
        await shop.stage(export)
        (export / "note to self.txt").write_text("looked at it")
        [result] = await shop.run()
        assert isinstance(result.error, ExportGone)
        await shop.stage(export)
        await prove(shop)


@pytest.mark.parametrize("spoken", range(12))
async def test_an_import_that_was_interrupted_goes_on_from_the_changed_export(spoken: int, tmp_path: Path) -> None:
    gone = on("send", "after", DIE, skip=spoken)
    async with FakeHomeserver(hook=gone) as fake:
        uri = f"sqlite:///{tmp_path / 'store.db'}"
        export = write_export(tmp_path / "export", eventful(2))
        async with workshop(uri, server_of(fake), patience=0) as shop:
            await shop.stage(export)
            await shop.run()
        await fake.start()
        fake.hook = no_fault
        (export / "note to self.txt").write_text("looked at it")
        async with workshop(uri, server_of(fake)) as shop:
            await shop.stage(export)
            await prove(shop)


@pytest.mark.parametrize("spoken", range(8))
async def test_a_better_body_for_an_item_that_is_half_said_is_left_alone(spoken: int, tmp_path: Path) -> None:
    gone = on("send", "after", DIE, skip=spoken)
    uri = f"sqlite:///{tmp_path / 'store.db'}"
    async with FakeHomeserver(hook=gone) as fake, workshop(uri, server_of(fake), patience=0) as shop:
        await shop.stage(write_export(tmp_path / "old", eventful(2)))
        await shop.run()
        await fake.start()
        fake.hook = no_fault
        edited = (_edited(item) if isinstance(item, Message) else item for item in eventful(2))
        plan = await shop.stage(write_export(tmp_path / "new", edited))
        assert plan.chosen[0].improved > 0
        await prove(shop)


def _edited(message: Message) -> Message:
    content = Written(Text("corrected")) if isinstance(message.content, Written) else message.content
    return replace(message, edited=message.time + 1, content=content)


async def test_equal_paths_in_two_exports_are_two_files(tmp_path: Path) -> None:
    async with FakeHomeserver() as fake, workshop(f"sqlite:///{tmp_path / 'store.db'}", server_of(fake)) as shop:
        one = write_export(tmp_path / "one", eventful(1, name="ops"))
        other = write_export(tmp_path / "other", eventful(1, name="cooks"))
        (other / FILE).write_bytes(b"flour\neggs\n")
        await shop.stage(one, other)
        await prove(shop)
        assert {file.content for file in fake.world.files.values()} == {b"bread\nsalt\n", b"flour\neggs\n"}


async def test_an_archive_that_many_files_want_is_opened_once(tmp_path: Path) -> None:
    async with FakeHomeserver() as fake, workshop(f"sqlite:///{tmp_path / 'store.db'}", server_of(fake)) as shop:
        plan = await shop.stage(write_export(tmp_path / "export", eventful(1)))
        with Exports(shop.store, DEFAULTS) as exports:
            archives = await asyncio.gather(*(exports.archive(plan.exports[0]) for _ in range(20)))
        assert len({id(archive) for archive in archives}) == 1


async def test_a_full_disk_while_staging_leaves_no_trace(tmp_path: Path) -> None:
    async with FakeHomeserver() as fake, workshop(f"sqlite:///{tmp_path / 'store.db'}", server_of(fake)) as shop:
        export = write_export(tmp_path / "export", eventful(50))
        await shop.store._database.execute("PRAGMA max_page_count = 60")
        refused = await _refusal(shop, export)
        assert "disk is full" in refused
        assert await shop.store.exports.list() == []
        await shop.store._database.execute("PRAGMA max_page_count = 1000000")
        await shop.stage(export)
        await prove(shop)


async def test_what_stood_waiting_in_an_older_export_is_taken_from_the_newer(tmp_path: Path) -> None:
    async with FakeHomeserver() as fake, workshop(f"sqlite:///{tmp_path / 'store.db'}", server_of(fake)) as shop:
        await shop.stage(write_export(tmp_path / "old", eventful(2)))
        plan = await shop.stage(write_export(tmp_path / "new", eventful(3)))
        rows = await shop.store.inbox.page(plan.chosen[0].portal, None, 100)
        assert {row.export for row in rows if row.state is State.WAITING} == set(plan.exports)


async def _refusal(shop: Workshop, export: Path) -> str:
    try:
        await shop.stage(export)
    except Exception as error:  # noqa: BLE001 - which one is what the test asks
        return str(error)
    return ""
