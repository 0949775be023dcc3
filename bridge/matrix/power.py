"""Who may do what in a portal's room: while its history is being said, and afterwards. No network here."""

from __future__ import annotations

from typing import Any

from bridge.matrix.events import UserId

BOT = 100
MODERATOR = 50
ANYBODY = 0

OF_HISTORY = ("m.room.name", "m.room.topic", "m.room.avatar", "m.room.pinned_events")
"""State that people of the source change, in messages that their ghosts repeat."""
OF_THE_BOT = (
    "m.room.power_levels",
    "m.room.history_visibility",
    "m.room.encryption",
    "m.room.server_acl",
    "m.room.tombstone",
    "beringia.bedrock",
    "m.bridge",
    "uk.half-shot.bridge",
)
CREATORS_ARE_ABOVE = frozenset({"12"})
"""Room versions in which whoever made the room stands above all levels, and may not be listed (MSC4289)."""


def during_import(bot: UserId, version: str) -> dict[str, Any]:
    """Ghosts may do what their people did; nobody else is there."""
    return _levels(_owners(bot, version), history=ANYBODY, invite=ANYBODY, call_everybody=BOT)


def afterwards(current: dict[str, Any]) -> dict[str, Any]:
    """The levels of a room in which people live; whoever has been given a level keeps it."""
    return _levels(current.get("users", {}), history=MODERATOR, invite=MODERATOR, call_everybody=MODERATOR)


def _levels(users: dict[str, int], *, history: int, invite: int, call_everybody: int) -> dict[str, Any]:
    return {
        "users": users,
        "users_default": ANYBODY,
        "events": {**dict.fromkeys(OF_HISTORY, history), **dict.fromkeys(OF_THE_BOT, BOT)},
        "events_default": ANYBODY,
        "state_default": MODERATOR,
        "invite": invite,
        "kick": MODERATOR,
        "ban": MODERATOR,
        "redact": MODERATOR,
        "notifications": {"room": call_everybody},
    }


def _owners(bot: UserId, version: str) -> dict[str, int]:
    return {} if version in CREATORS_ARE_ABOVE else {bot: BOT}
