"""Long computations give the reactor back now and then, so that Synapse stays responsive."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from synapse.module_api import ModuleApi

LONGEST = 0.004
"""Seconds."""


class Breath:
    """Asked between steps that are short."""

    def __init__(self, api: ModuleApi) -> None:
        self._api = api
        self._since = time.monotonic()

    async def take(self) -> None:
        """Let others work, if it has been long."""
        if time.monotonic() - self._since > LONGEST:
            await self._api.sleep(0)
            self._since = time.monotonic()
