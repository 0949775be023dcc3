"""When to ask the homeserver the same thing again, and when to stop asking. No network here."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bridge.errors import HomeserverUnavailable, Refused

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RetryPolicy:
    """How patient we are with a homeserver, per request. Times in seconds.

    ``sleep``, ``now`` and ``chance`` (a number in [0, 1)) are given by tests that must not wait.
    """

    patience: float = 300.0
    """How long, after a first bad answer, we wait for a good one."""
    first_wait: float = 0.5
    longest_wait: float = 30.0
    tries_of_a_fault: int = 4
    """How often the homeserver may answer 500 until we look whether it is ill, or this request is its poison."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    now: Callable[[], float] = time.monotonic
    chance: Callable[[], float] = random.random


NO_RETRIES = RetryPolicy(patience=0, tries_of_a_fault=1)
"""One try: for checks, whose news is that something does not work."""


class AskAgain(Exception):
    """This try has no usable answer. ``reason`` is for people; ``not_before``, in seconds from now, is the homeserver's wish."""

    def __init__(
        self, reason: str, *, not_before: float = 0.0, fault: Refused | None = None, limited: bool = False
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.not_before = not_before
        self.limited = limited
        """It was a rate limit, so nothing was done."""
        self.fault = fault
        """What to raise if it stays so: the homeserver broke down over this very request."""


def was_limited(error: HomeserverUnavailable) -> bool:
    """Did patience end over a rate limit?"""
    return isinstance(error.__cause__, AskAgain) and error.__cause__.limited


class Tries:
    """The tries of one request, and the waits between them.

    ``is_sound`` asks whether the homeserver can do anything at all: one without its database, or with a full disk,
    answers 500 to everybody, and then the request is not to blame.
    """

    def __init__(self, policy: RetryPolicy, what: str, is_sound: Callable[[], Awaitable[bool]]) -> None:
        self._policy = policy
        self._what = what
        self._is_sound = is_sound
        self._began = policy.now()
        self._waits = 0
        self._faults = 0

    async def wait(self, trouble: AskAgain) -> None:
        """Sleep until the request may be made again.

        Raises Refused when the fault is in the request, HomeserverUnavailable when patience would not last until then.
        """
        await self._count_fault(trouble)
        delay = self._delay(trouble.not_before)
        if self._policy.now() + delay - self._began > self._policy.patience:
            raise HomeserverUnavailable(f"{self._what}: {trouble.reason}") from trouble
        log.warning("%s: %s; again in %.1f s", self._what, trouble.reason, delay)
        self._waits += 1
        await self._policy.sleep(delay)

    async def _count_fault(self, trouble: AskAgain) -> None:
        if trouble.fault is None:
            return
        self._faults += 1
        if self._faults >= self._policy.tries_of_a_fault and await self._is_sound():
            raise trouble.fault from trouble

    def _delay(self, not_before: float) -> float:
        """The homeserver's wish is kept to the full; chance, so that many workers do not come back at once, only adds."""
        backoff = min(self._policy.longest_wait, self._policy.first_wait * 2.0 ** min(self._waits, 16))
        if not_before:
            return not_before + self._policy.chance() * self._policy.first_wait
        return backoff * (1 + self._policy.chance()) / 2
