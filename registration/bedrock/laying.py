"""Laying the events of a request: while one slice is being stored, the next one is built."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from synapse.events.validator import EventValidator
from synapse.module_api import make_deferred_yieldable, run_in_background
from synapse.module_api.errors import SynapseError

from . import threads
from .authority import Authority
from .breath import Breath
from .building import GOVERNING, Workshop
from .knowledge import Knowledge, gather
from .pdus import Announced, is_event_id, read
from .refusals import DEPENDS, FORBIDDEN, UNKNOWN, Refused, malformed
from .storing import Deposit

if TYPE_CHECKING:
    from synapse.events import EventBase

    from .callers import Speakers
    from .ground import Ground
    from .homeserver import Homeserver
    from .settings import Settings

MOST_EVENTS = 1000
FIRST_SLICE = 150
SUSPICIOUS = 10
"""When so many events together are refused by the database, all of them, it is not they that are ill."""


@dataclass
class Outcome:
    """What became of the events of a request."""

    laid: int = 0
    known: int = 0
    refused: dict[str, Refused] = field(default_factory=dict)

    def told(self, ids: Iterable[str]) -> dict[str, Any]:
        """As it is answered, the refusals in the order of the request, of which these are the ids."""
        found = [(one, self.refused[one]) for one in dict.fromkeys(ids) if one in self.refused]
        refused = [{"event_id": one, "errcode": refusal.code, "error": refusal.reason} for one, refusal in found]
        return {"laid": self.laid, "known": self.known, "refused": refused}


Built = list[tuple["Announced", "EventBase"]]


def listed_events(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The events of a request, of which each has an id at least, so that it can be named."""
    events = body.get("events")
    if body.keys() != {"events"} or not isinstance(events, list):
        raise malformed("expected a list: events")
    if not all(isinstance(event, dict) and is_event_id(event.get("event_id")) for event in events):
        raise malformed("each event has an event_id, the hash of what it says")
    return events


async def read_all(
    homeserver: Homeserver, ground: Ground, listed: Sequence[Mapping[str, Any]], outcome: Outcome
) -> list[Announced]:
    """All that have the ids that were announced; of several with one id the first."""
    announced: dict[str, Announced] = {}
    breath = Breath(homeserver.api)
    for one in listed:
        await breath.take()
        try:
            found = read(ground, one)
        except Refused as refused:
            outcome.refused[one["event_id"]] = refused
            continue
        outcome.known += found.event_id in announced
        announced.setdefault(found.event_id, found)
    return list(announced.values())


class Laying:
    """One request's way into the room."""

    def __init__(
        self,
        homeserver: Homeserver,
        ground: Ground,
        speakers: Speakers,
        settings: Settings,
        knowledge: Knowledge,
        outcome: Outcome,
    ) -> None:
        self._homeserver = homeserver
        self._base = ground.base
        self._ground = ground
        self._speakers = speakers
        self._settings = settings
        self._knowledge = knowledge
        self._outcome = outcome
        self._workshop = Workshop(homeserver, ground, EventValidator())
        self._authority = Authority(homeserver, ground, knowledge.authorities)
        self._deposit = Deposit(homeserver, ground)

    async def run(self, announced: Sequence[Announced]) -> None:
        """Lay them all, but those that are refused."""
        storing = run_in_background(self._store, [])
        try:
            for piece in self._slices(announced):
                built = await self._build(piece)
                await make_deferred_yieldable(storing)
                storing = run_in_background(self._store, built)
        finally:
            # Whatever happens, nothing is under way any more when the room is given to the next request.
            await make_deferred_yieldable(storing)

    def _slices(self, announced: Sequence[Announced]) -> Iterator[list[Announced]]:
        """Standing memberships first. A redaction is never stored together with what it redacts, lest it miss it.

        The first slice is small: while it is being built, nothing is being stored.
        """
        size = min(FIRST_SLICE, self._settings.slice)
        standing = [one for one in announced if one.pdu["depth"] == self._base]
        others = [one for one in announced if one.pdu["depth"] != self._base]
        for events in (standing, others):
            piece: dict[str, Announced] = {}
            for one in events:
                if len(piece) == size or one.redacts in piece:
                    yield list(piece.values())
                    piece, size = {}, self._settings.slice
                piece[one.event_id] = one
            yield list(piece.values())

    async def _build(self, piece: Sequence[Announced]) -> Built:
        built: Built = []
        breath = Breath(self._homeserver.api)
        for one in piece:
            await breath.take()
            try:
                built.append((one, await self._make(one)))
            except Refused as refused:
                self._outcome.refused[one.event_id] = refused
        return built

    async def _make(self, one: Announced) -> EventBase:
        self._expect_independent(one)
        await self._speakers.expect(one.sender)
        if one.type == "m.room.member":
            await self._speakers.expect(one.state_key or "")
        self._knowledge.expect_related(one)
        if one.pdu["depth"] == self._base:
            self._knowledge.expect_first_standing(one)
        event = self._workshop.make(one)
        self._authority.expect_replaceable(one)
        await self._authority.expect_allowed(event, one)
        self._expect_redactable(event, one)
        self._knowledge.learn(one, event)
        if one.pdu["depth"] == self._base:
            self._knowledge.learn_standing(one)
        return event

    def _expect_independent(self, one: Announced) -> None:
        if one.refers_to and not one.refers_to.isdisjoint(self._outcome.refused):
            raise Refused(DEPENDS, "it refers to an event that is refused")

    def _expect_redactable(self, event: EventBase, one: Announced) -> None:
        if one.redacts is None:
            return
        target = self._knowledge.stored.get(one.redacts)
        if target is None:
            raise Refused(UNKNOWN, f"there is no {one.redacts} in this room to redact")
        if target.type in GOVERNING or not self._ground.base < target.depth < self._ground.top:
            raise Refused(FORBIDDEN, "history redacts nothing but history")
        if event.internal_metadata.need_to_check_redaction():
            # Its sender has no power to redact what others said. Synapse would check that again at each reading.
            if target.sender != one.sender:
                raise Refused(FORBIDDEN, "you don't have permission to redact events of others")
            event.internal_metadata.recheck_redaction = False

    async def _store(self, built: Built) -> None:
        started = time.monotonic()
        kept = [pair for pair in built if self._is_independent(pair[0])]
        if kept and await self._deposit.takes([event for _, event in kept]):
            self._outcome.laid += len(kept)
        elif kept:
            await self._store_singly(kept)
        await self._rest(time.monotonic() - started)

    async def _store_singly(self, built: Built) -> None:
        """One of them spoils the others, and must be found."""
        taken: list[bool] = []
        for one, event in built:
            if self._is_independent(one):
                taken.append(await self._deposit.takes([event]))
                if not taken[-1]:
                    self._outcome.refused[one.event_id] = Refused(UNKNOWN, "the database does not take this event")
        self._outcome.laid += sum(taken)
        if len(taken) >= SUSPICIOUS and not any(taken):
            raise SynapseError(503, "the database takes none of these events")

    def _is_independent(self, one: Announced) -> bool:
        """Whether nothing that it refers to is refused; else it is refused too."""
        try:
            self._expect_independent(one)
        except Refused as refused:
            self._outcome.refused[one.event_id] = refused
            return False
        return True

    async def _rest(self, worked: float) -> None:
        """``worked`` seconds are to be the share of the time that is set."""
        seconds = worked * (1 / self._settings.pressure - 1)
        if seconds > 0:
            await self._homeserver.api.sleep(seconds)


async def lay(
    homeserver: Homeserver,
    ground: Ground,
    speakers: Speakers,
    settings: Settings,
    announced: Sequence[Announced],
    outcome: Outcome,
) -> None:
    """Lay what the room does not have. At most once at a time for a room."""
    knowledge = await gather(homeserver, ground, announced)
    new = [one for one in announced if one.event_id not in knowledge.stored]
    outcome.known += len(announced) - len(new)
    await Laying(homeserver, ground, speakers, settings, knowledge, outcome).run(new)
    await threads.settle(homeserver.store, ground, announced, outcome.refused)
