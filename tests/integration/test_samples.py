"""The largest real exports, too many messages for a homeserver that is real: whole, in order, nothing unexplained."""

from __future__ import annotations

from pathlib import Path

import pytest

from bridge.store import State
from tests.support.command import ROOT
from tests.support.homeserver import FakeHomeserver
from tests.support.importing import server_of, workshop

LARGE = ROOT.parent / "shared" / "samples" / "telegram" / "chat-analytics" / "BIG_20A_5475M.json"


@pytest.mark.skipif(not LARGE.is_file(), reason="no sample exports beside the project")
async def test_five_thousand_messages_of_twenty_people_are_proven(tmp_path: Path) -> None:
    async with FakeHomeserver() as fake:
        server = server_of(fake)
        async with workshop(f"sqlite:///{tmp_path / 'store.db'}", server) as shop:
            plan = await shop.stage(LARGE)
            await shop.run()
            proof = await shop.verify()
            counts = await shop.store.inbox.counts(plan.chosen[0].portal)
    assert proof.sound, proof
    assert {state for state, _ in counts} == {State.DONE}
    assert sum(counts.values()) == 5475
