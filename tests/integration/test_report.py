"""The report of a real plan in a real store: gathered, written, and read again."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bridge.history.plan import Plan
from bridge.history.proof import keep_proof
from bridge.history.report.contents import Report
from bridge.history.report.gathering import gather
from bridge.history.report.page import report_page
from bridge.history.report.program import report_json
from bridge.history.report.verdict import Level
from bridge.model.content import Written
from bridge.model.text import Text
from bridge.people.ghosts import Identities
from bridge.store import State
from tests.support.histories import chat, eventful, message, people, plain, write_export
from tests.support.homeserver import FakeHomeserver
from tests.support.importing import SECRET, Workshop, server_of, workshop

NOW = 1_800_000_000_000


@pytest.fixture
async def shop(store_uri: str) -> AsyncIterator[Workshop]:
    async with FakeHomeserver() as fake:
        server = server_of(fake)
        async with workshop(store_uri, server) as shop:
            yield shop


async def proven(shop: Workshop, plan: Plan) -> Report:
    await shop.run(plan)
    await keep_proof(shop.store, await shop.verify(plan))
    return await gathered(shop, plan)


async def gathered(shop: Workshop, plan: Plan) -> Report:
    identities = Identities(SECRET, "beringia", shop.homeserver.domain)
    return await gather(shop.store, identities, plan, now=NOW, made_by="Beringia")


async def as_json(shop: Workshop, report: Report) -> Any:
    return json.loads("".join([piece async for piece in report_json(shop.store, report)]))


async def test_a_proven_import_is_reported_as_proven(shop: Workshop, tmp_path: Path) -> None:
    report = await proven(shop, await shop.stage(write_export(tmp_path / "export", eventful(4))))
    assert report.verdict.level is Level.PROVEN
    assert (report.books.source, report.books.balanced) == (42, True)


async def test_a_plan_that_was_never_begun_has_a_report(shop: Workshop, tmp_path: Path) -> None:
    report = await gathered(shop, await shop.stage(write_export(tmp_path / "export", eventful(4))))
    assert (report.verdict.headline, report.books.balanced, report.proof) == ("Not finished", True, None)


async def test_items_that_wait_say_so(shop: Workshop, tmp_path: Path) -> None:
    report = await gathered(shop, await shop.stage(write_export(tmp_path / "export", plain(3))))
    (found,) = (await as_json(shop, report))["chats"]
    assert [item["reason"] for item in found["not_done"]] == ["waits for the import to go on"] * 3


async def test_every_item_that_is_not_done_is_in_the_json_with_its_reason(shop: Workshop, tmp_path: Path) -> None:
    report = await proven(shop, await shop.stage(write_export(tmp_path / "export", eventful(8))))
    (found,) = (await as_json(shop, report))["chats"]
    assert sum(item["count"] for item in found["not_done"]) == report.books.items.not_done
    assert all(item["reason"] for item in found["not_done"])


async def test_people_are_named_as_the_room_shows_them(shop: Workshop, tmp_path: Path) -> None:
    report = await proven(shop, await shop.stage(write_export(tmp_path / "export", plain(12))))
    ghosts = [await shop.store.ghosts.get(person.user_id or "") for person in report.chats[0].people]
    assert {ghost.name for ghost in ghosts if ghost} == {person.name for person in report.chats[0].people}
    assert "Anna (Campfire)" in {person.name for person in report.chats[0].people}


async def test_what_was_noted_is_summed_up(shop: Workshop, tmp_path: Path) -> None:
    report = await proven(shop, await shop.stage(write_export(tmp_path / "export", eventful(4))))
    counts = {loss.code: loss.count for loss in report.chats[0].losses}
    assert counts["reactions-without-name"] == 4 * 3
    assert counts["votes-without-name"] == 4 * 3


async def test_kinds_people_and_outcomes_each_add_up_to_the_whole(shop: Workshop, tmp_path: Path) -> None:
    report = await proven(shop, await shop.stage(write_export(tmp_path / "export", eventful(4))))
    (found,) = report.chats
    assert sum(kind.items.total for kind in found.kinds) == found.books.source
    assert sum(person.items.total for person in found.people) == found.books.source
    assert sum(reason.items for reason in found.reasons) == found.books.items.not_done


async def test_overlapping_exports_are_counted_once(shop: Workshop, tmp_path: Path) -> None:
    first = write_export(tmp_path / "first", plain(20))
    second = write_export(tmp_path / "second", plain(30))
    report = await gathered(shop, await shop.stage(first, second))
    assert (report.books.source, report.books.balanced) == (30, True)
    assert [(part.new, part.same) for part in report.chats[0].brought] == [(20, 0), (10, 20)]


async def test_a_row_that_vanished_upsets_the_books(shop: Workshop, tmp_path: Path) -> None:
    plan = await shop.stage(write_export(tmp_path / "export", plain(5)))
    async with shop.store.transaction() as tx:
        await tx.execute("DELETE FROM inbox WHERE message = '3'")
    report = await gathered(shop, plan)
    assert (report.books.source, report.books.items.total) == (5, 4)
    assert report.verdict.headline == "The books do not balance"


async def test_what_is_said_after_the_verification_makes_it_outdated(shop: Workshop, tmp_path: Path) -> None:
    plan = await shop.stage(write_export(tmp_path / "export", plain(5)))
    await proven(shop, plan)
    await shop.stage(write_export(tmp_path / "later", plain(9)))
    assert (await gathered(shop, plan)).outdated


async def test_no_word_of_a_message_and_no_folder_is_in_a_report(shop: Workshop, tmp_path: Path) -> None:
    secret = message(1, Written(Text("the cave behind the waterfall")))
    export = write_export(tmp_path / "export", iter([chat(), *people(), secret]), eventful(4, name="other"))
    report = await gathered(shop, await shop.stage(export))
    for write in (report_json, report_page):
        written = "".join([piece async for piece in write(shop.store, report)])
        assert "waterfall" not in written
        assert str(tmp_path) not in written


async def test_the_json_has_an_object_for_every_chat(shop: Workshop, tmp_path: Path) -> None:
    histories = [plain(count, name=f"chat{count}") for count in (1, 2, 3)]
    report = await gathered(shop, await shop.stage(write_export(tmp_path / "export", *histories)))
    found = await as_json(shop, report)
    assert [len(one["not_done"]) for one in found["chats"]] == [1, 2, 3]
    assert found["books"]["items"]["not_said"] == 6


async def test_an_inbox_tells_its_extent_reasons_and_notes(shop: Workshop, tmp_path: Path) -> None:
    plan = await shop.stage(write_export(tmp_path / "export", eventful(4)))
    await shop.run(plan)
    inbox, portal = shop.store.inbox, plan.chosen[0].portal
    extent = await inbox.extent(portal)
    assert (extent.rows, extent.items) == (40, 42)
    assert (await inbox.reasons(portal, 1)).popitem() == ((State.WITHHELD, "must not be read"), 3)
    assert sum((await inbox.notes(portal)).values()) <= extent.items
