"""What a room's history lies on: the place beneath its living events, and the state that authorises it."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from bridge.matrix.events import Draft, EventId, RoomId, UserId

WITHOUT_CREATE = frozenset({"12"})
"""Room versions whose events do not name the room's first event among what authorises them (MSC4291)."""
JOIN_RULES_MATTER = frozenset({"join", "invite"})


class Ground(Struct, frozen=True, kw_only=True):
    """The gap that the module has made in a room, and the state that holds in it for ever.

    All history hangs from ``anchor``, the room's last event before the gap; ``anchor_time`` is when that was sent, ms
    since 1970. Depths of history lie above ``base``, where the standing memberships are, and below ``top``.
    ``members`` are the standing memberships: by user, the event that lets them speak in all of history.
    """

    room_version: str
    anchor: EventId
    anchor_time: int
    base: int
    top: int
    marker: EventId
    create: EventId
    power_levels: EventId
    join_rules: EventId
    members: dict[UserId, EventId] = {}

    def remembered(self) -> str:
        """As the store keeps it: without the members, of which the room knows best."""
        return msgspec.json.encode(replace(self, members={})).decode()


def ground_of(answer: Any) -> Ground:
    """The ground as the module describes it, or as the store kept it."""
    return msgspec.convert(answer, Ground) if isinstance(answer, dict) else msgspec.json.decode(answer, type=Ground)


def authorised_by(ground: Ground, draft: Draft, members: dict[UserId, EventId]) -> list[EventId]:
    """The events that allow a piece of history, as the room's rules select them.

    https://spec.matrix.org/v1.17/server-server-api/#auth-events-selection. Whoever is invited is taken not to be in the
    room yet; everybody else stands in it.
    """
    chosen = [] if ground.room_version in WITHOUT_CREATE else [ground.create]
    chosen.append(ground.power_levels)
    people = [draft.sender]
    if draft.type == "m.room.member":
        membership = draft.content["membership"]
        chosen += [ground.join_rules] if membership in JOIN_RULES_MATTER else []
        people += [UserId(draft.state_key or "")] if membership != "invite" else []
    return chosen + [members[user] for user in dict.fromkeys(people)]


def arrival(
    ground: Ground, room: RoomId, user: UserId, profile: dict[str, str], bot: UserId, members: dict[UserId, EventId]
) -> dict[str, Any]:
    """The standing membership of somebody who has none: by the bot's leave, dated when the room was made."""
    chosen = [] if ground.room_version in WITHOUT_CREATE else [ground.create]
    return {
        "room_id": room,
        "type": "m.room.member",
        "sender": user,
        "state_key": user,
        "content": {"membership": "join", "join_authorised_via_users_server": bot, **profile},
        "depth": ground.base,
        "origin_server_ts": ground.anchor_time,
        "prev_events": [ground.anchor],
        "auth_events": [*chosen, ground.power_levels, ground.join_rules, members[bot]],
    }
