"""One export of every format that is read, into the rooms of a real Synapse, and proven there."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from bridge.history.plan import Plan, choose_groups, make_plan
from bridge.history.stage import stage
from bridge.matrix.rooms import prepare_bot
from bridge.sources.archive import Archive
from bridge.sources.discovery import identify, readers
from demo.synapse import Synapse
from tests.sources.cases import Case, cases
from tests.support.access import Access
from tests.support.importing import Server, Workshop, prove, workshop


def richest() -> list[Case]:
    """Of every reader the fixture that holds most."""
    by_reader: defaultdict[str, list[Case]] = defaultdict(list)
    for case in cases():
        by_reader[case.reader].append(case)
    return [max(some, key=lambda case: case.golden.stat().st_size) for some in by_reader.values()]


async def test_one_export_of_every_format_is_imported_and_proven(synapse: Synapse, tmp_path: Path) -> None:
    assert {case.reader for case in richest()} == {reader.name for reader in readers()}
    async with workshop(f"sqlite:///{tmp_path}/store.db", server(synapse)) as shop:
        await prepare_bot(shop.homeserver)
        plan = await staged(shop)
        await prove(shop)
        assert all([await shop.store.inbox.unfinished(chat.portal) == 0 for chat in plan.chosen])


async def staged(shop: Workshop) -> Plan:
    """All of them in one plan, with all their chats."""
    found = []
    for case in richest():
        with Archive.open(case.input) as archive:
            found.append(await stage(shop.store, archive, identify(archive), case.hints, now=shop.clock()))
    return await make_plan(shop.store, found, choose_groups(private=True), now=shop.clock())


def server(synapse: Synapse) -> Server:
    """Where it is, and who we are there."""
    access = Access(synapse.address)
    return Server(access.address, access.as_token, access.domain, access.bot)
