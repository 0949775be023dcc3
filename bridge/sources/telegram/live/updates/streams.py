"""One sequence of updates: what comes is passed on in order, each number once; gaps are waited for, then asked for.

Pure: the time is given, and nothing is asked here. ``due`` says when the difference is to be asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

Thing = TypeVar("Thing")

PATIENCE = 0.5
"""Seconds that a gap is waited for: what is missing is often on its way."""
IDLE = 15 * 60.0
"""Seconds without anything, after which Telegram wants to be asked."""
MOST_EARLY = 1_000
"""Updates that are kept beyond a gap; the difference brings them as well."""


@dataclass(frozen=True)
class _Early(Generic[Thing]):
    """Something that came before what stands before it: it leads from ``start`` to ``end``."""

    start: int
    end: int
    thing: Thing


class Stream(Generic[Thing]):
    """A sequence that has been passed on up to ``position``. Times are in seconds of any steady clock."""

    def __init__(self, position: int, now: float) -> None:
        self.position = position
        self.due = now
        self._early: list[_Early[Thing]] = []
        self._vain = 0
        """Differences that did not bring what some early update promises."""

    def offer(self, end: int, count: int, thing: Thing, now: float) -> list[Thing]:
        """Something came that leads over ``count`` numbers to ``end``; what can be passed on now, in order.

        What has no number of its own (``count`` 0) changes nothing, and is passed on when its place was reached.
        """
        if end <= self.position:
            return [] if count else [thing]
        self._early.append(_Early(end - count, end, thing))
        passed = self._passable()
        self._wait_for_the_rest(now, progress=bool(passed))
        return passed

    def expect(self, end: int, now: float) -> None:
        """The sequence is known to have come to ``end``: the difference tells what happened."""
        if end > self.position:
            self.due = now

    def ask_at(self, when: float) -> None:
        """Ask for the difference then, or earlier if that was planned."""
        self.due = min(self.due, when)

    def put_off(self, when: float) -> None:
        """The difference cannot be had before."""
        self.due = when

    def jump(self, position: int, now: float, *, final: bool) -> list[Thing]:
        """The difference has been passed on up to here; what waited for it, and follows.

        ``final``: that was all. It may lead back, when Telegram has begun to count anew. A slice that leads nowhere is
        not asked for again at once.
        """
        stuck = not final and position == self.position
        self.position = position
        passed = self._passable()
        self.due = now + (IDLE if final else PATIENCE if stuck else 0)
        if final:
            self._vain = self._vain + 1 if self._early and not passed else 0
            self._wait_for_the_rest(now, progress=True)
        return passed

    def _passable(self) -> list[Thing]:
        passed: list[Thing] = []
        while (found := self._next()) is not None:
            self._early.remove(found)
            self.position = max(self.position, found.end)
            passed.append(found.thing)
        return passed

    def _next(self) -> _Early[Thing] | None:
        self._early = [early for early in self._early if early.end > self.position or early.start == early.end]
        fitting = (early for early in self._early if early.start == self.position or early.end <= self.position)
        return min(fitting, key=lambda early: early.end, default=None)

    def _wait_for_the_rest(self, now: float, *, progress: bool) -> None:
        if len(self._early) > MOST_EARLY:
            self._early.clear()
            self.due = now
        elif self._early:
            self.ask_at(now + min(PATIENCE * 4**self._vain, IDLE))
        elif progress:
            self.due = now + IDLE
