"""The calls, one function each."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from synapse.logging.context import PreserveLoggingContext
from synapse.module_api import make_deferred_yieldable
from synapse.module_api.errors import SynapseError
from twisted.internet.defer import DeferredLock

from . import body, gap, ground
from .callers import Speakers, expect_our_appservice
from .homeserver import ROOM_VERSIONS
from .laying import MOST_EVENTS, Outcome, lay, listed_events, read_all
from .pdus import is_event_id
from .refusals import TOO_LARGE, malformed
from .tables import Tables
from .upkeep import Upkeep

if TYPE_CHECKING:
    from synapse.module_api import SynapseRequest

    from .homeserver import Homeserver
    from .resource import Action
    from .settings import Settings

MOST_SURVEYED = 10_000
LIMITS = {"events": MOST_EVENTS, "bytes": body.LARGEST}


class Calls:
    """What the configured appservice may ask for."""

    def __init__(self, homeserver: Homeserver, settings: Settings) -> None:
        self._homeserver = homeserver
        self._settings = settings
        self._locks: WeakValueDictionary[str, DeferredLock] = WeakValueDictionary()
        self._upkeep = Upkeep(homeserver.store)

    def actions(self) -> Mapping[str, Action]:
        """By method and path."""
        return {
            "POST rooms/open": self.open,
            "GET rooms/ground": self.ground,
            "POST rooms/lay": self.lay,
            "POST rooms/survey": self.survey,
        }

    async def open(self, request: SynapseRequest, room: str) -> dict[str, Any]:
        """Make the gap, once."""
        asked = await self._asked(request)
        people = gap.members(self._homeserver, asked.get("members", []))
        async with self._alone_in(room):
            made = await gap.open_room(self._homeserver, room, people)
        return await ground.described(self._homeserver, made)

    async def ground(self, request: SynapseRequest, room: str) -> dict[str, Any]:
        """The gap that is there."""
        await expect_our_appservice(self._homeserver, request)
        found = await ground.expect(self._homeserver, room, status=404)
        return await ground.described(self._homeserver, found)

    async def lay(self, request: SynapseRequest, room: str) -> dict[str, Any]:
        """Lay events in the gap."""
        listed = listed_events(await self._asked(request))
        if len(listed) > MOST_EVENTS:
            raise SynapseError(413, f"a request has at most {MOST_EVENTS} events", TOO_LARGE)
        async with self._in_turn(room) as turn:
            found = await ground.expect(self._homeserver, room)
            outcome = Outcome()
            announced = await read_all(self._homeserver, found, listed, outcome)
            speakers = Speakers(self._homeserver, self._settings.own_history)
            await turn()
            await lay(self._homeserver, found, speakers, self._settings, announced, outcome)
        await self._upkeep.count(outcome.laid)
        return outcome.told(one["event_id"] for one in listed)

    async def survey(self, request: SynapseRequest, room: str) -> dict[str, Any]:
        """What of some events is there."""
        ids = (await self._asked(request)).get("event_ids")
        if not isinstance(ids, list) or not all(map(is_event_id, ids)):
            raise malformed("expected a list of ids of events: event_ids")
        if len(ids) > MOST_SURVEYED:
            raise SynapseError(413, f"a survey has at most {MOST_SURVEYED} events", TOO_LARGE)
        found = await ground.expect(self._homeserver, room)
        tables = Tables(self._homeserver.store, room)
        async with self._alone_in(room):  # after all that came before, also from a caller that is gone
            present = await tables.events(ids)
            laid = await tables.laid_between(found.base, found.top)
        return {"present": {one: present[one].depth for one in ids if one in present}, "laid": laid}

    def offer(self) -> dict[str, Any]:
        """What the status says besides."""
        return {"room_versions": list(ROOM_VERSIONS), "limits": LIMITS}

    async def expect_our_appservice(self, request: SynapseRequest) -> None:
        """Raises SynapseError for everybody else."""
        await expect_our_appservice(self._homeserver, request)

    async def _asked(self, request: SynapseRequest) -> dict[str, Any]:
        await expect_our_appservice(self._homeserver, request)
        return body.parse(request.content.read() if request.content else b"")

    @asynccontextmanager
    async def _alone_in(self, room: str) -> AsyncIterator[None]:
        """One request after the other for each room."""
        async with self._in_turn(room) as turn:
            await turn()
            yield

    @asynccontextmanager
    async def _in_turn(self, room: str) -> AsyncIterator[Callable[[], Awaitable[None]]]:
        """One request after the other for each room, in the order in which they came; each may prepare itself before."""
        lock = self._locks.setdefault(room, DeferredLock())
        place = lock.acquire()
        is_ours = False

        async def turn() -> None:
            nonlocal is_ours
            await make_deferred_yieldable(place)
            is_ours = True

        try:
            yield turn
        finally:
            if not is_ours:
                await turn()
            with PreserveLoggingContext():  # the next request goes on within this call, in a context of its own
                lock.release()
