"""What befalls a town: the bridge and the homeserver are killed, lines break, Telegram asks to wait."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from tests.support.both_ends.town import Town

SAYING = ("messages.sendMessage", "messages.editMessage", "messages.deleteMessages", "messages.sendReaction")
ASKING = ("updates.getDifference", "updates.getChannelDifference")


@dataclass(frozen=True)
class Climate:
    """s from one of these to the next, on average."""

    bridge: float = 20.0
    homeserver: float = 120.0
    lines: float = 6.0


@dataclass
class Weather:
    """Seeded; ``happened`` counts what did."""

    town: Town
    climate: Climate
    chance: random.Random
    happened: Counter[str] = field(default_factory=Counter)

    @asynccontextmanager
    async def lasting(self) -> AsyncIterator[None]:
        """For as long as the block lasts; then everything works again, and the bridge is started anew.

        So it looks for what nobody told it.
        """
        over = asyncio.Event()
        climate = self.climate
        deeds = (
            (climate.bridge, self._kill_bridge),
            (climate.homeserver, self._kill_homeserver),
            (climate.lines, self._trouble),
        )
        async with asyncio.TaskGroup() as troubles:
            for pause, deed in deeds:
                troubles.create_task(self._again(over, pause, deed))
            try:
                yield
            finally:
                over.set()
        self.town.telegram.faults.clear()
        await self.town.kill()
        self.town.start()

    async def _again(self, over: asyncio.Event, pause: float, deed: Callable[[], Awaitable[None]]) -> None:
        while not over.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), pause * self.chance.uniform(0.5, 1.5))
            if not over.is_set():
                await deed()

    async def _kill_bridge(self) -> None:
        self.happened["bridge killed"] += 1
        await self.town.kill()
        await asyncio.sleep(self.chance.uniform(0, 2))
        self.town.start()

    async def _kill_homeserver(self) -> None:
        """Every second time it is asked to go."""
        self.happened["homeserver killed"] += 1
        synapse = self.town.synapse
        await asyncio.to_thread(synapse.kill if self.happened["homeserver killed"] % 2 else synapse.stop)
        await asyncio.to_thread(synapse.start)

    async def _trouble(self) -> None:
        """On the way to Telegram."""
        faults, chance = self.town.telegram.faults, self.chance
        method, account = chance.choice(SAYING), chance.choice(list(self.town.there.values()))
        troubles: dict[str, Callable[[], None]] = {
            "lines broken": self.town.telegram.drop_connections,
            "line of one broken": lambda: self.town.telegram.drop_connections(account),
            "wait to say": lambda: faults.flood(method, chance.randint(1, 4)),
            "wait to ask": lambda: faults.flood(chance.choice(ASKING), chance.randint(1, 4)),
            "request lost": lambda: faults.drop_before(method),
            "answer lost": lambda: faults.drop_after(method),
            "updates lost": lambda: faults.swallow(account, chance.randint(1, 3)),
        }
        name = chance.choice(list(troubles))
        self.happened[name] += 1
        troubles[name]()
