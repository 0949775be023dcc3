"""How the tables came to be what they are: one module for each step, applied in order and never changed afterwards."""

from __future__ import annotations

from mautrix.util.async_db import UpgradeTable

from bridge.store.migrations import v01_beginning


def upgrades() -> UpgradeTable:
    """All steps, oldest first."""
    table = UpgradeTable(database_name="Beringia's database")
    table.register(v01_beginning.upgrade, description=v01_beginning.DESCRIPTION)
    return table
