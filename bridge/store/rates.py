"""Table ``rate``: how fast this machine and this homeserver were, for honest estimates."""

from __future__ import annotations

from dataclasses import dataclass

from bridge.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A measurement: ``events`` in ``seconds``. ``measured_at`` in ms since 1970, UTC; ``what`` was measured."""

    measured_at: int
    events: int
    seconds: float
    what: str

    @property
    def per_second(self) -> float:
        """Events per second; 0 when nothing was measured."""
        return self.events / self.seconds if self.seconds else 0.0


class Rates:
    """Measured speeds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, rate: Rate) -> None:
        """Record a measurement."""
        await self._database.execute(
            "INSERT INTO rate (measured_at, events, seconds, what) VALUES ($1, $2, $3, $4)",
            rate.measured_at,
            rate.events,
            rate.seconds,
            rate.what,
        )

    async def latest(self, what: str) -> Rate | None:
        """The newest measurement of ``what``."""
        row = await self._database.fetchrow(
            "SELECT measured_at, events, seconds, what FROM rate WHERE what = $1"
            " ORDER BY measured_at DESC, id DESC LIMIT 1",
            what,
        )
        return Rate(**dict(row)) if row else None
