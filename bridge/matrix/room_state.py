"""What a room's history makes of who is in it and what is pinned: kept by the worker, recomputed by verify."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bridge.matrix.events import Draft, EventId, UserId


@dataclass(frozen=True)
class RoomState:
    """The part of a room's state that decides which events the next item needs.

    An item is always turned into events with the state as it was before the item's first event; the state after
    its last event is stored together with the item's outcome.
    """

    joined: frozenset[UserId] = frozenset()
    pinned: tuple[EventId, ...] = ()

    def after(self, draft: Draft) -> RoomState:
        """The state once this event is in the room."""
        if draft.type == "m.room.member" and draft.state_key is not None:
            return replace(self, joined=self._members_after(UserId(draft.state_key), draft.content["membership"]))
        if draft.type == "m.room.pinned_events":
            return replace(self, pinned=tuple(draft.content["pinned"]))
        return self

    def after_all(self, drafts: Iterable[Draft]) -> RoomState:
        """The state once all these events are in the room."""
        state = self
        for draft in drafts:
            state = state.after(draft)
        return state

    def _members_after(self, user: UserId, membership: str) -> frozenset[UserId]:
        return self.joined | {user} if membership == "join" else self.joined - {user}
