"""What a room's history makes of who is in it and what is pinned: kept by the worker, recomputed by verify."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from bridge.matrix.events import Draft, EventId, UserId
from bridge.matrix.source_key import FIELD


@dataclass(frozen=True)
class RoomState:
    """The part of a room's state that decides which events the next item needs.

    An item is always turned into events with the state as it was before the item's first event; the state after
    its last event is stored together with the item's outcome.
    """

    joined: frozenset[UserId] = frozenset()
    pinned: tuple[EventId, ...] = ()
    banned: frozenset[UserId] = frozenset()
    levels: dict[str, Any] | None = None
    """What ``m.room.power_levels`` says; None where that does not matter."""

    def after(self, draft: Draft) -> RoomState:
        """The state once this event is in the room."""
        if draft.type == "m.room.member" and draft.state_key is not None:
            return self.with_member(UserId(draft.state_key), draft.content["membership"])
        if draft.type == "m.room.pinned_events":
            return replace(self, pinned=tuple(draft.content["pinned"]))
        if draft.type == "m.room.power_levels":
            return replace(self, levels={key: value for key, value in draft.content.items() if key != FIELD})
        return self

    def after_all(self, drafts: Iterable[Draft]) -> RoomState:
        """The state once all these events are in the room."""
        state = self
        for draft in drafts:
            state = state.after(draft)
        return state

    def with_member(self, user: UserId, membership: str) -> RoomState:
        """The state once somebody's membership is this."""
        return replace(
            self,
            joined=self.joined | {user} if membership == "join" else self.joined - {user},
            banned=self.banned | {user} if membership == "ban" else self.banned - {user},
        )
