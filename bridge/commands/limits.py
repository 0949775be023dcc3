"""How often somebody may ask. Kept in memory: a restart forgives."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable

MINUTE = 60_000
HOUR = 60 * MINUTE
COMMANDS = 10
"""In a minute, by one person."""
FAILURES = 3
"""Accounts that somebody failed to link, in an hour."""

Clock = Callable[[], int]
"""ms since 1970."""


class Limit:
    """At most ``most`` times in ``span`` ms, for each one who is counted."""

    def __init__(self, most: int, span: int, clock: Clock) -> None:
        self._most = most
        self._span = span
        self._clock = clock
        self._times: defaultdict[Hashable, deque[int]] = defaultdict(deque)

    def add(self, who: Hashable) -> None:
        """It happened once more."""
        self._times[who].append(self._clock())

    def wait(self, who: Hashable) -> int:
        """How many ms it takes until it may happen again; 0: it may."""
        times = self._times[who]
        while times and times[0] <= self._clock() - self._span:
            times.popleft()
        if not times:
            del self._times[who]
            return 0
        return 0 if len(times) < self._most else times[0] + self._span - self._clock()


class Commands:
    """How many commands somebody gave. Whoever is too fast is told so once, until it is over."""

    def __init__(self, clock: Clock) -> None:
        self._given = Limit(COMMANDS, MINUTE, clock)
        self._told: set[Hashable] = set()

    def allow(self, who: Hashable) -> bool:
        """May one more be carried out? Counts it when it may."""
        if self._given.wait(who):
            return False
        self._told.discard(who)
        self._given.add(who)
        return True

    def tell(self, who: Hashable) -> bool:
        """Must this person be told that they are too fast? Only the first time."""
        first = who not in self._told
        self._told.add(who)
        return first


class Attempts:
    """How many accounts somebody failed to link. Networks count too, and are less patient with us all."""

    def __init__(self, clock: Clock) -> None:
        self._failed = Limit(FAILURES, HOUR, clock)

    def failed(self, who: Hashable) -> None:
        """One more failure."""
        self._failed.add(who)

    def pause(self, who: Hashable) -> int:
        """How many ms this person must wait before the next try; 0: none."""
        return self._failed.wait(who)
