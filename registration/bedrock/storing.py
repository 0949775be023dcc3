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


@dataclass(frozen=True)
class Deposit:
    """Where the events of one room go. At most one `put` at a time."""

    homeserver: Homeserver
    ground: Ground

    async def takes(self, events: Sequence[EventBase]) -> bool:
        """Store them all, or none because of what is in one of them.

        The standing memberships among them must be among themselves: together they make one new state. Raises
        SynapseError when the database does not work.
        """
        try:
            await self._persist(events)
        except Exception as error:  # noqa: BLE001  # whatever it is, one event must not keep out its neighbours
            self._expect_fault_of_data(error)
            logger.warning("%d events cannot be stored together: %s", len(events), type(error).__name__)
            return False
        return True

    def _expect_fault_of_data(self, error: Exception) -> None:
        """A database that cannot be reached, or a disk that is full, says nothing about an event."""
        module = self.homeserver.store.database_engine.module
        if isinstance(error, module.OperationalError | module.InterfaceError | OSError):
            raise SynapseError(503, f"the database does not work: {type(error).__name__}") from None

    async def _persist(self, events: Sequence[EventBase]) -> None:
        stands = events[0].depth == self.ground.base
        context = await (self._context_of_new_standing(events) if stands else self._context())
        context.app_service = self.homeserver.appservice
        await self.homeserver.synapse.get_federation_event_handler().persist_events_and_notify(
            self.ground.room, [(event, context) for event in events], backfilled=True
        )

    async def _context(self) -> EventContext:
        """All history is seen in one state, that of those who stand in the room. Past state tells, it does not govern."""
        group = await self._standing_group()
        return self._in_state(group, group, {})

    async def _context_of_new_standing(self, events: Collection[EventBase]) -> EventContext:
        before = await self._standing_group()
        joined = {(event.type, event.state_key): event.event_id for event in events}
        first = next(iter(events))
        after = await self.homeserver.storage.state.store_state_group(
            first.event_id, self.ground.room, prev_group=before, delta_ids=joined, current_state_ids=None
        )
        return self._in_state(before, after, joined)

    def _in_state(self, before: int, after: int, difference: dict[tuple[str, str], str]) -> EventContext:
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
        joins = await Tables(self.homeserver.store, self.ground.room).laid_joins(self.ground.base)
        newest = list(joins.values())[-1] if joins else self.ground.anchor.event_id
        groups = await self.homeserver.storage.state.get_state_group_for_events([newest])
        return groups[newest]
