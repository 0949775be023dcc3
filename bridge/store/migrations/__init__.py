"""How the tables came to be what they are: one module for each step, applied in order and never changed afterwards."""

from __future__ import annotations

from mautrix.util.async_db import UpgradeTable

from bridge.store.migrations import v01_beginning, v02_bedrock, v03_live, v04_many_hands, v05_one_person


def upgrades() -> UpgradeTable:
    """All steps, oldest first."""
    table = UpgradeTable(database_name="Beringia's database")
    table.register(v01_beginning.upgrade, description=v01_beginning.DESCRIPTION)
    table.register(v02_bedrock.upgrade, description=v02_bedrock.DESCRIPTION)
    table.register(v03_live.upgrade, description=v03_live.DESCRIPTION)
    table.register(v04_many_hands.upgrade, description=v04_many_hands.DESCRIPTION)
    table.register(v05_one_person.upgrade, description=v05_one_person.DESCRIPTION)
    return table
