"""Storing events beneath a room: with the state that they are seen in, and each on its own when one spoils the others."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from synapse.events.snapshot import EventContext
from synapse.module_api.errors import SynapseError

from .tables import Tables

if TYPE_CHECKING:
    from synapse.events import EventBase

    from .ground import Ground
    from .homeserver import Homeserver

logger = logging.getLogger(__name__)
UNREACHABLE = frozenset({502, 503, 504})
"""Status codes with which Synapse tells that the worker that stores events does not answer."""


@dataclass
class Deposit:
    """Where the events of one room go, during one request."""

    homeserver: Homeserver
    ground: Ground
    _group: int | None = None
    """The state in which history is seen, once it is known."""

    async def takes(self, events: Sequence[EventBase]) -> bool:
        """Store them all, or none because of what is in one of them.

        The standing memberships among them must be among themselves: together they make one new state. Raises
        SynapseError when the database does not work.
        """
        try:
            await self._persist(events)
        except Exception as error:  # noqa: BLE001  # whatever it is, one event must not keep out its neighbours
            await self._expect_fault_of_data(error)
            logger.warning("%d events cannot be stored together: %s", len(events), type(error).__name__)
            return False
        return True

    async def _expect_fault_of_data(self, error: Exception) -> None:
        """A database or a worker that cannot be reached, or a full disk, says nothing about an event."""
        module = self.homeserver.store.database_engine.module
        unreachable = isinstance(error, SynapseError) and error.code in UNREACHABLE
        if unreachable or isinstance(error, module.OperationalError | module.InterfaceError | OSError):
            raise SynapseError(503, f"events cannot be stored now: {type(error).__name__}") from None
        self._group = await self._standing_group()

    async def _persist(self, events: Sequence[EventBase]) -> None:
        before = self._group or await self._standing_group()
        stands = events[0].depth == self.ground.base
        context = await self._new_standing(events, before) if stands else self._seen_in(before, before, {})
        context.app_service = self.homeserver.appservice
        await self.homeserver.synapse.get_federation_event_handler().persist_events_and_notify(
            self.ground.room, [(event, context) for event in events], backfilled=True
        )
        self._group = context.state_group

    async def _new_standing(self, events: Collection[EventBase], before: int) -> EventContext:
        """All history is seen in one state, that of those who stand in the room. Past state tells, it does not govern."""
        joined = {(event.type, event.state_key): event.event_id for event in events}
        first = next(iter(events))
        after = await self.homeserver.storage.state.store_state_group(
            first.event_id, self.ground.room, prev_group=before, delta_ids=joined, current_state_ids=None
        )
        return self._seen_in(before, after, joined)

    def _seen_in(self, before: int, after: int, difference: dict[tuple[str, str], str]) -> EventContext:
        return EventContext.with_state(
            storage=self.homeserver.storage,
            state_group=after,
            state_group_before_event=before,
            state_delta_due_to_event=difference,
            partial_state=False,
            state_group_deltas={(before, after): difference} if difference else {},
        )

    async def _standing_group(self) -> int:
        """The state after the newest standing membership that was laid, or else after the anchor."""
        newest = await Tables(self.homeserver.store, self.ground.room).newest_laid_join(self.ground.base)
        event_id = newest or self.ground.anchor.event_id
        groups = await self.homeserver.storage.state.get_state_group_for_events([event_id])
        return groups[event_id]
