"""Whether the state that an event is given allows it, by the rules of Synapse.

See https://spec.matrix.org/v1.17/rooms/v11/#authorization-rules
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from synapse import event_auth
from synapse.module_api.errors import SynapseError

from .refusals import BAD_JSON, FORBIDDEN, Refused

if TYPE_CHECKING:
    from synapse.events import EventBase

    from .ground import Ground
    from .homeserver import Homeserver
    from .pdus import Announced

MEMBER = "m.room.member"
Verdict = tuple[str, str] | None
"""Code and reason of a refusal."""


@dataclass(frozen=True)
class Authority:
    """Judges the events of one request."""

    homeserver: Homeserver
    ground: Ground
    events: dict[str, EventBase]
    """Those that may authorise others, and those of this request that were made already."""
    _verdicts: dict[tuple[object, ...], Verdict] = field(default_factory=dict)

    async def expect_allowed(self, event: EventBase, announced: Announced) -> None:
        """Raises Refused unless its sender could have sent it from the state that it is given.

        About plain messages nothing but type, sender and that state is asked, so they are judged once.
        """
        if announced.state_key is not None or announced.redacts is not None:
            verdict = await self._judge(event)
        else:
            case = (announced.type, announced.sender, announced.auth_events)
            if case not in self._verdicts:
                self._verdicts[case] = await self._judge(event)
            verdict = self._verdicts[case]
        if verdict is not None:
            raise Refused(*verdict)

    def expect_replaceable(self, announced: Announced) -> None:
        """What a membership replaces becomes its ``prev_content``: it must be this user's, in this room."""
        if announced.replaces is None:
            return
        replaced = self.events.get(announced.replaces)
        if replaced is None or replaced.room_id != self.ground.room:
            raise Refused(FORBIDDEN, f"there is no {announced.replaces} in this room to replace")
        if (replaced.type, replaced.get_state_key()) != (MEMBER, announced.state_key):
            raise Refused(FORBIDDEN, f"{announced.replaces} is not the membership of the same user")

    async def _judge(self, event: EventBase) -> Verdict:
        try:
            state = self._given(event)
            by_id = {one.event_id: one for one in state.values()}
            await event_auth.check_state_independent_auth_rules(self.homeserver.store, event, batched_auth_events=by_id)
            event_auth.check_state_dependent_auth_rules(event, by_id.values())
        except Refused as refused:
            return refused.code, refused.reason
        except SynapseError as error:
            return FORBIDDEN, error.msg
        except Exception:  # noqa: BLE001  # the rules trip over what is not as they take for granted
            return BAD_JSON, "the rules of authorisation cannot be applied to this event"
        return None

    def _given(self, event: EventBase) -> Mapping[tuple[str, str], EventBase]:
        """The state in ``auth_events``: the pinned state, and memberships of the gap."""
        state: dict[tuple[str, str], EventBase] = {}
        for event_id in event.auth_event_ids():
            authorising = self._member_of_state(event_id)
            key = (authorising.type, authorising.state_key)
            if key in state:
                raise Refused(FORBIDDEN, f"auth_events has two of {key[0]}")
            state[key] = authorising
        expected = event_auth.auth_types_for_event(self.ground.version, event)
        if not state.keys() <= expected:
            raise Refused(FORBIDDEN, "auth_events has more than is needed")
        self._expect_pinned(state, [kind for kind, _ in expected if kind != MEMBER])
        self._expect_memberships(state)
        return state

    def _member_of_state(self, event_id: str) -> EventBase:
        found = self.events.get(event_id)
        if found is None or not found.is_state() or found.room_id != self.ground.room:
            raise Refused(FORBIDDEN, f"there is no state event {event_id} in this room")
        return found

    def _expect_pinned(self, state: Mapping[tuple[str, str], EventBase], kinds: list[str]) -> None:
        for kind in kinds:
            given = state.get((kind, ""))
            if (given.event_id if given else None) != self.ground.pinned(kind):
                raise Refused(FORBIDDEN, f"auth_events does not have the {kind} of the ground")

    def _expect_memberships(self, state: Mapping[tuple[str, str], EventBase]) -> None:
        for (kind, _), event in state.items():
            if kind == MEMBER and not self.ground.holds(event):
                raise Refused(FORBIDDEN, f"the membership {event.event_id} neither stands nor lies in the gap")
