"""Failures on demand: a hook is asked at two moments of each request, and answers with a fault or with None.

``before``: nothing has happened yet. ``after``: it has happened, and nobody has been told. Long work asks besides,
between its steps, under a name of its own: ``bedrock_members`` after the joins and before the marker, ``bedrock_slice``
between two slices. What is stored by then stays.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

When = Literal["before", "after"]


@dataclass(frozen=True)
class Moment:
    """``number`` counts requests from 1. ``endpoint`` is the name in the table of routes, or of a step between."""

    number: int
    when: When
    endpoint: str
    path: str
    user: str


@dataclass(frozen=True)
class Fault:
    """What happens instead of the proper answer; a delay alone (seconds) is followed by it."""

    delay: float = 0.0
    status: int | None = None
    body: Any = None
    """JSON, or text as it is."""
    headers: tuple[tuple[str, str], ...] = ()
    cut: bool = False
    """After half of the proper answer, break the connection."""
    drop: bool = False
    """Break the connection without a word."""
    die: bool = False
    """The whole server goes away, with all its connections, until ``start``."""


Hook = Callable[[Moment], Fault | None]

DROP = Fault(drop=True)
CUT = Fault(cut=True)
DIE = Fault(die=True)
BAD_GATEWAY = Fault(status=502, body="<html>Bad Gateway</html>")
FAULTY = Fault(status=500, body={"errcode": "M_UNKNOWN", "error": "Internal server error"})
GARBLED = Fault(status=200, body="<html>Please log in to the wireless network</html>")


def limited(retry_after_ms: int) -> Fault:
    """429, as Synapse says it."""
    body = {"errcode": "M_LIMIT_EXCEEDED", "error": "Too Many Requests", "retry_after_ms": retry_after_ms}
    return Fault(status=429, body=body)


def no_fault(_moment: Moment) -> None:
    """The hook of a healthy homeserver."""


def at(number: int, when: When, fault: Fault, *, times: int = 1) -> Hook:
    """From the ``number``-th request on, for so many requests."""

    def hook(moment: Moment) -> Fault | None:
        return fault if moment.when == when and number <= moment.number < number + times else None

    return hook


def on(endpoint: str, when: When, fault: Fault, *, times: int = 1, skip: int = 0) -> Hook:
    """For the first ``times`` requests to an endpoint, after ``skip`` of them."""
    seen = 0

    def hook(moment: Moment) -> Fault | None:
        nonlocal seen
        if (moment.endpoint, moment.when) != (endpoint, when):
            return None
        seen += 1
        return fault if skip < seen <= skip + times else None

    return hook


def sometimes(seed: int, share: float, *faults: Fault) -> Hook:
    """One of the faults at this share of all moments; the same seed gives the same failures for the same requests."""
    dice = random.Random(seed)
    return lambda _moment: dice.choice(faults) if dice.random() < share else None
