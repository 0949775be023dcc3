"""Sending: the chats of a plan become rooms, many at a time, each in order, resumable at any point."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bridge.errors import BeringiaError, HomeserverError, LeaseLost
from bridge.history.plan import RATE, Plan
from bridge.jobs import Result, Runner
from bridge.matrix.bedrock.calls import Status
from bridge.matrix.bedrock.ground import ground_of
from bridge.matrix.bedrock.writer import BedrockWriter
from bridge.matrix.client import Homeserver
from bridge.matrix.events import RoomId
from bridge.matrix.plain import PlainWriter
from bridge.matrix.rooms import prepare_bot
from bridge.matrix.writing import Writer
from bridge.people.ghosts import Ghosts
from bridge.portals.lease import Lease, hold_lease
from bridge.portals.portal import House, Scenery, current_state, set_scene
from bridge.portals.recovery import find_unrecorded, find_unrecorded_beneath
from bridge.portals.refusals import advise
from bridge.portals.rooms import BEDROCK_IS_GONE, Place, Rooms
from bridge.portals.scene import Files
from bridge.portals.worker import Stage, Worker
from bridge.store import Phase, PlanState, Portal, Rate, Store

log = logging.getLogger(__name__)

FEWEST_MEASURED = 500
"""Events that an import must send before its speed is worth remembering."""

Progress = Callable[[int, int, int], None]
"""Told after each item: the portal, how many source items it stood for, and how many events it took."""


@dataclass(frozen=True)
class Importer:
    """Carries out plans."""

    store: Store
    homeserver: Homeserver
    ghosts: Ghosts
    house: House
    files: Files
    clock: Callable[[], int]
    """The time, ms since 1970."""
    bedrock: Status | None = None
    """The homeserver's module that lays history beneath rooms; None: it is appended."""
    batch: int = 500
    """Items that are laid at one go."""
    anew: bool = False
    """Whether chats whose history was appended to their rooms get new ones, with their whole history beneath them."""

    async def run(self, plan: Plan, runner: Runner, progress: Progress) -> list[Result]:
        """Import every chat of the plan that is not finished. Chats that failed say why; the others went on."""
        started, events = self.clock(), 0

        def count(portal: int, items: int, sent: int) -> None:
            nonlocal events
            events += sent
            progress(portal, items, sent)

        await self.store.plans.set_state(plan.id, PlanState.RUNNING)
        try:
            await prepare_bot(self.homeserver)
            results = await runner.run(
                [chat.portal for chat in plan.chosen], lambda portal: self._chat(plan, portal, count)
            )
        except BaseException:
            await self.store.plans.set_state(plan.id, PlanState.PAUSED)
            raise
        await self._conclude(plan, results)
        await self._remember_rate(events, (self.clock() - started) / 1000)
        return results

    async def make_room(self, portal_id: int) -> None:
        """A chat's room, ready to be lived in, even where there is no history to say."""
        async with hold_lease(self.store, portal_id, self.clock) as lease:
            portal = await self._portal(portal_id)
            if portal.room_id is None:
                await prepare_bot(self.homeserver)
                place, _ = await self._set_up(portal, lease)
                await self._rooms.close(await self._portal(portal_id), place)

    async def _conclude(self, plan: Plan, results: Sequence[Result]) -> None:
        """Record how the plan ended, unless it has not: another import is at work on chats of it."""
        errors = [result.error for result in results if result.error is not None]
        failed = any(not isinstance(error, LeaseLost) for error in errors)
        if failed or not errors:
            await self.store.plans.set_state(plan.id, PlanState.FAILED if failed else PlanState.DONE)

    async def _chat(self, plan: Plan, portal: int, progress: Progress) -> None:
        """Import one chat, and record how it ended."""
        try:
            async with hold_lease(self.store, portal, self.clock) as lease:
                await self._record(plan, portal, PlanState.RUNNING)
                await self._say(portal, lease, lambda items, events: progress(portal, items, events))
            await self._record(plan, portal, PlanState.DONE)
        except LeaseLost:
            raise
        except BeringiaError as error:
            if isinstance(error, HomeserverError):
                advise(error)
            await self._record(plan, portal, PlanState.FAILED, error.message)
            raise
        except Exception as error:
            log.exception("portal %d: stopped", portal)
            await self._record(plan, portal, PlanState.FAILED, type(error).__name__)
            raise
        except BaseException:
            await self._record(plan, portal, PlanState.PAUSED)
            raise

    async def _say(self, portal_id: int, lease: Lease, progress: Callable[[int, int], None]) -> None:
        portal = await self._portal(portal_id)
        if self.anew and await self._rooms.is_appended(portal):
            await self._rooms.begin_anew(portal, lease.name)
            portal = await self._portal(portal_id)
        if not await self.store.inbox.unfinished(portal_id):
            await self._leave_as_it_is(portal)
            return
        place, scenery = await self._set_up(portal, lease)
        writer = await self._writer(portal, place, scenery, lease)
        stage = Stage(portal.id, self.house.bot, lease, self.house.keys(portal), scenery.cast, scenery.scene, writer)
        await self.store.portals.set_phase(portal.id, Phase.IMPORTING)
        await Worker(self.store, self.ghosts, stage, portal.cursor, progress).run()
        await lease.assure()
        await self._rooms.close(portal, place)

    async def _set_up(self, portal: Portal, lease: Lease) -> tuple[Place, Scenery]:
        """The room, and who will be in it."""
        beneath = await self._rooms.lies_beneath(portal, bedrock=self.bedrock is not None)
        if beneath and self.bedrock is None:
            raise HomeserverError(BEDROCK_IS_GONE)
        state = await current_state(self.store, portal)
        if beneath:
            scenery = await set_scene(self.store, self.house, portal, self.files, state, beneath=True)
            place = await self._rooms.open_beneath(portal, scenery.cast, scenery.scene, lease.name)
            if place is not None:
                return place, scenery
            portal = await self._portal(portal.id)
        scenery = await set_scene(self.store, self.house, portal, self.files, state, beneath=False)
        return await self._rooms.open(portal, lease.name), scenery

    async def _writer(self, portal: Portal, place: Place, scenery: Scenery, lease: Lease) -> Writer:
        """The way into the room; it knows what is there although the store does not."""
        keys, is_ours = self.house.keys(portal), self.house.is_ours
        if place.ground is None or self.bedrock is None:
            found = await find_unrecorded(self.homeserver, self.store, place.room, keys, is_ours)
            return PlainWriter(self.homeserver, place.room, keys, found, lease.assure)
        found = await find_unrecorded_beneath(
            self.homeserver, self.store, portal, (place.room, place.ground.base), keys, is_ours
        )
        return BedrockWriter(
            self.homeserver.bedrock,
            place.room,
            place.ground,
            self.house.bot,
            found,
            lease.assure,
            scenery.cast.looks,
            limits=self.bedrock.limits,
            batch=self.batch,
        )

    async def _leave_as_it_is(self, portal: Portal) -> None:
        """Nothing waits: settle the room, which an interrupted run may have left open. No room is made for nothing."""
        if portal.room_id is not None:
            ground = None if portal.ground is None else ground_of(portal.ground)
            await self._rooms.close(portal, Place(RoomId(portal.room_id), ground))

    @property
    def _rooms(self) -> Rooms:
        return Rooms(self.store, self.homeserver, self.house, self.ghosts)

    async def _portal(self, portal_id: int) -> Portal:
        portal = await self.store.portals.get(portal_id)
        assert portal is not None, "a plan names portals that exist"
        return portal

    async def _record(self, plan: Plan, portal: int, state: PlanState, error: str | None = None) -> None:
        await self.store.plans.set_chat_state(plan.id, portal, state, now=self.clock(), error=error)

    async def _remember_rate(self, events: int, seconds: float) -> None:
        if seconds and events >= FEWEST_MEASURED:
            await self.store.rates.add(Rate(measured_at=self.clock(), events=events, seconds=seconds, what=RATE))
