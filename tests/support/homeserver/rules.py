"""Who may do what in a room, as far as an importer can get it wrong; and what an event may contain."""

from __future__ import annotations

import json
from typing import Any

from tests.support.homeserver.errors import MatrixError, forbidden
from tests.support.homeserver.world import Json, Room

MAX_EVENT = 65_536
WRAPPING = 700
"""Bytes that hashes, signatures and references add to an event, roughly."""
MAX_INTEGER = 2**53 - 1


def check_may_send(room: Room, sender: str, kind: str, *, state: bool) -> None:
    if room.membership(sender) != "join":
        raise forbidden(f"User {sender} not in room {room.id}")
    levels = room.content("m.room.power_levels")
    default = levels.get("state_default", 50) if state else levels.get("events_default", 0)
    needed = levels.get("events", {}).get(kind, default)
    if power(room, sender) < needed:
        raise forbidden(f"You don't have permission to post that to the room. {power(room, sender)} < {needed}")


def power(room: Room, user: str) -> int:
    levels = room.content("m.room.power_levels")
    level: int = levels.get("users", {}).get(user, levels.get("users_default", 0))
    return level


def level(room: Room, action: str, default: int) -> int:
    needed: int = room.content("m.room.power_levels").get(action, default)
    return needed


def check_membership(room: Room, sender: str, target: str, membership: str) -> None:
    check = {"invite": _check_invite, "join": _check_join, "leave": _check_leave, "ban": _check_ban}.get(membership)
    if check is None:
        raise MatrixError(400, "M_BAD_JSON", "Invalid membership")
    check(room, sender, target)


def _check_invite(room: Room, sender: str, target: str) -> None:
    if room.membership(sender) != "join":
        raise forbidden(f"{sender} not in room {room.id}.")
    if room.membership(target) in {"join", "ban"}:
        raise forbidden(f"{target} is already in the room.")
    _check_level(room, sender, "invite", 0)


def _check_join(room: Room, sender: str, target: str) -> None:
    if sender != target:
        raise forbidden("Cannot force another user to join.")
    may_enter = room.content("m.room.join_rules").get("join_rule") == "public" or not room.events[1:]
    if not may_enter and room.membership(target) not in {"invite", "join"}:
        raise forbidden("You are not invited to this room.")


def _check_leave(room: Room, sender: str, target: str) -> None:
    if room.membership(target) == "leave" and sender == target:
        raise forbidden("The target user is not in the room")
    if sender != target:
        check_may_send(room, sender, "m.room.member", state=False)
        _check_level(room, sender, "ban" if room.membership(target) == "ban" else "kick", 50)


def _check_ban(room: Room, sender: str, target: str) -> None:
    check_may_send(room, sender, "m.room.member", state=False)
    _check_level(room, sender, "ban", 50)


def _check_level(room: Room, sender: str, action: str, default: int) -> None:
    if power(room, sender) < level(room, action, default):
        raise forbidden(f"You don't have permission to {action} users")


def check_content(content: Json, envelope: Json) -> None:
    """Raises for what canonical JSON does not allow, for what breaks the database, and for what is too long."""
    check_values(content)
    try:
        size = len(json.dumps({**envelope, "content": content}, ensure_ascii=False, separators=(",", ":")).encode())
    except UnicodeEncodeError as error:
        raise MatrixError(500, "M_UNKNOWN", "Internal server error") from error
    if size + WRAPPING > MAX_EVENT:
        raise MatrixError(413, "M_TOO_LARGE", "event too large")
    relation = content.get("m.relates_to")
    if isinstance(relation, dict) and "\0" in str(relation.get("key", "")):
        raise MatrixError(500, "M_UNKNOWN", "Internal server error")


def check_values(value: Any) -> None:
    if isinstance(value, float) or (isinstance(value, int) and not -MAX_INTEGER <= value <= MAX_INTEGER):
        raise MatrixError(400, "M_BAD_JSON", "Bad JSON value")
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        check_values(inner)


def check_relation(room: Room, sender: str, content: Json) -> None:
    relation = content.get("m.relates_to")
    if not isinstance(relation, dict) or "rel_type" not in relation:
        return
    parent = room.by_id.get(relation.get("event_id", ""))
    if parent is None:
        raise MatrixError(400, "M_UNKNOWN", "Can't send relation to unknown event")
    if relation["rel_type"] == "m.thread" and "rel_type" in parent.content.get("m.relates_to", {}):
        raise MatrixError(400, "M_UNKNOWN", "Cannot start threads from an event with a relation")
    if relation["rel_type"] == "m.annotation" and annotation(sender, content) in room.annotations:
        raise MatrixError(400, "M_DUPLICATE_ANNOTATION", "Can't send same reaction twice")


def annotation(sender: str, content: Json) -> tuple[str, str, str]:
    relation = content.get("m.relates_to", {})
    return sender, relation.get("event_id", ""), relation.get("key", "")
