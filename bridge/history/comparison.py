"""Two streams of events, what should be in a room and what is, compared both ways.

Pure: knows neither the store nor the homeserver. Memory is bounded by ``AHEAD`` as long as the streams agree,
and grows only with what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bridge.matrix.events import EventId

AHEAD = 4_000
"""How many expected events are known before the room's next one is judged."""


class Difference(StrEnum):
    """What can be wrong with an event."""

    MISSING = "missing"
    EXTRA = "extra"
    DOUBLED = "doubled"
    OUT_OF_ORDER = "out of order"
    WRONG_SENDER = "wrong sender"
    WRONG_TIME = "wrong time"
    ALTERED = "altered"
    OUTCOME = "wrong outcome"
    MEDIA = "media differs"
    UNREADABLE = "cannot be read"
    UNFOUND = "not found by a person"
    NOTIFIED = "disturbed a person"


@dataclass(frozen=True)
class Expected:
    """An event that the store says was sent, rebuilt from the staged item. ``key`` is its source id and part."""

    event_id: EventId
    message: str
    key: tuple[str, int]
    sender: str
    type: str
    state_key: str | None
    time: int
    content: dict[str, Any]
    gone: bool = False
    """Was it deleted since, on the network or in the room? Then nothing of its content is left."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong. ``message`` is the source's id where one can be named."""

    difference: Difference
    event_id: str
    message: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Leftover:
    """An event of the room that matches nothing expected; ``key``: what it claims to stand for."""

    event_id: EventId
    key: tuple[str, int] | None
    event: dict[str, Any]


@dataclass
class Comparison:
    """Feed it both streams in order, then ``close`` it; ``findings`` holds what is wrong."""

    findings: list[Finding] = field(default_factory=list)
    compared: int = 0
    _pending: dict[EventId, tuple[int, Expected]] = field(default_factory=dict)
    _unmatched: dict[EventId, Leftover] = field(default_factory=dict)
    _said: int = 0
    _furthest: int = -1

    def wants_more(self) -> bool:
        """Are there too few expected events known to judge the room's next one?"""
        return len(self._pending) < AHEAD

    def expect(self, expected: Expected) -> None:
        """The next event that should be in the room."""
        self._pending[expected.event_id] = (self._said, expected)
        self._said += 1

    def see(self, event: dict[str, Any], key: tuple[str, int] | None) -> None:
        """The next event of the room, and its source key when it carries one."""
        event_id = EventId(event["event_id"])
        if event_id in self._pending:
            self._match(*self._pending.pop(event_id), event)
        else:
            self._unmatched[event_id] = Leftover(event_id, key, event)

    def close(self) -> None:
        """Both streams have ended: what is left over on either side is wrong."""
        for event_id in [event_id for event_id in self._unmatched if event_id in self._pending]:
            _, expected = self._pending.pop(event_id)
            del self._unmatched[event_id]
            self._find(Difference.OUT_OF_ORDER, event_id, expected.message, "far from its place")
        for event_id, (_, expected) in self._pending.items():
            self._find(Difference.MISSING, event_id, expected.message, expected.type)
        self._pending.clear()

    def leftovers(self) -> Iterator[Leftover]:
        """Events of the room that match nothing expected."""
        yield from self._unmatched.values()

    def _match(self, place: int, expected: Expected, event: dict[str, Any]) -> None:
        self.compared += 1
        if place < self._furthest:
            self._find(Difference.OUT_OF_ORDER, expected.event_id, expected.message)
        self._furthest = max(self._furthest, place)
        self.findings.extend(differences(expected, event))

    def _find(self, difference: Difference, event_id: str, message: str = "", detail: str = "") -> None:
        self.findings.append(Finding(difference, event_id, message, detail))


def differences(expected: Expected, event: dict[str, Any]) -> Iterator[Finding]:
    """What is wrong with one event that is where it should be."""

    def found(difference: Difference, detail: str) -> Finding:
        return Finding(difference, expected.event_id, expected.message, detail)

    if event.get("sender") != expected.sender:
        yield found(Difference.WRONG_SENDER, f"{event.get('sender')} instead of {expected.sender}")
    if event.get("origin_server_ts") != expected.time:
        yield found(Difference.WRONG_TIME, f"{event.get('origin_server_ts')} instead of {expected.time}")
    if event.get("type") != expected.type or event.get("state_key") != expected.state_key:
        yield found(Difference.ALTERED, f"type {event.get('type')} instead of {expected.type}")
    elif event.get("content") != expected.content and not (expected.gone and _is_taken_back(event)):
        yield found(Difference.ALTERED, _where(expected.content, event.get("content") or {}))


def _is_taken_back(event: dict[str, Any]) -> bool:
    return bool(event.get("unsigned", {}).get("redacted_because"))


def _where(expected: dict[str, Any], actual: dict[str, Any]) -> str:
    """The keys that differ: never their values, which may be message text."""
    if not actual:
        return "content is empty (redacted?)"
    keys = sorted(key for key in expected.keys() | actual.keys() if expected.get(key) != actual.get(key))
    return "content differs in " + ", ".join(keys)
