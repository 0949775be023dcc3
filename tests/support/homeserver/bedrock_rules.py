"""What may be laid: the shape of an event, and who was allowed to say it then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bridge.errors import Refused
from bridge.matrix.pdu import canonical
from tests.support.homeserver import rules
from tests.support.homeserver.bedrock_ground import MARKER, Ground, State
from tests.support.homeserver.errors import MatrixError, forbidden, not_found
from tests.support.homeserver.world import Json, Room

NEEDED = {
    "event_id": str,
    "type": str,
    "sender": str,
    "content": dict,
    "depth": int,
    "origin_server_ts": int,
    "auth_events": list,
}
OPTIONAL = {"state_key": str, "replaces": str}
GOVERNING = {
    *(f"m.room.{kind}" for kind in ("create", "power_levels", "join_rules", "history_visibility", "guest_access")),
    *(f"m.room.{kind}" for kind in ("server_acl", "encryption", "tombstone", "third_party_invite", "aliases")),
    *(f"m.room.{kind}" for kind in ("canonical_alias", "retention")),
    MARKER,
}
"""No history: they would govern the room."""
STRINGS = {"m.room.message": ("body", "msgtype"), "m.room.name": ("name",), "m.room.topic": ("topic",)}
"""What must be in the content."""
STATE = {"m.room.name", "m.room.topic", "m.room.member"}
MEMBERSHIPS = {"join", "leave", "invite", "ban", "knock"}
SIGNED = 250
"""Bytes that hash and signature add to an event, roughly."""
LONGEST_NAME = 255
LONGEST_KEY = 500


def check_shape(event: Json, ground: Ground) -> None:
    """Raises for what the protocol does not know, and for what Synapse's validator does not let through."""
    fields = {**NEEDED, **{key: kind for key, kind in OPTIONAL.items() if key in event}}
    if event.keys() != fields.keys() or not all(type(event[key]) is kind for key, kind in fields.items()):
        raise _bad("The event has other fields than it may have")
    if not all(isinstance(auth, str) for auth in event["auth_events"]):
        raise _bad("auth_events must be event ids")
    if "replaces" in event and event["type"] != "m.room.member":
        raise _bad("Only a membership replaces another")
    if not ground.base <= event["depth"] < ground.top:
        raise _bad("The depth lies outside of the gap")
    rules.check_values(event)
    _check_content(event)


def _check_content(event: Json) -> None:
    kind, content = event["type"], event["content"]
    if not all(isinstance(content.get(key), str) for key in STRINGS.get(kind, ())):
        raise MatrixError(400, "M_UNKNOWN", "Something is not in the content, or no text")
    if kind in STATE and "state_key" not in event:
        raise MatrixError(400, "M_UNKNOWN", f"{kind} must be state events")
    if kind == "m.room.member" and content.get("membership") not in MEMBERSHIPS:
        raise MatrixError(400, "M_UNKNOWN", "Invalid membership key")
    if not _are_mentions(content.get("m.mentions", {})):
        raise _bad("m.mentions is not of its schema")
    if "\0" in str(relation_of(content).get("key", "")):
        raise _bad("A NUL in a reaction's key")


def _are_mentions(mentions: Any) -> bool:
    if not isinstance(mentions, dict):
        return False
    users = mentions.get("user_ids", [])
    return (
        isinstance(users, list)
        and all(isinstance(user, str) for user in users)
        and isinstance(mentions.get("room", False), bool)
    )


def check_size(event: Json) -> None:
    try:
        size = len(canonical(event))
    except Refused as error:
        raise _bad("A lone surrogate is no text") from error
    names = (event["type"], event["sender"], event.get("state_key", ""))
    if size + SIGNED > rules.MAX_EVENT or any(len(name.encode()) > LONGEST_NAME for name in names):
        raise MatrixError(413, "M_TOO_LARGE", "event too large")


def references(event: Json) -> set[str]:
    """The events without which this one makes no sense."""
    content = event["content"]
    relation = relation_of(content)
    pinned = content.get("pinned")
    named = (relation.get("event_id"), _table(relation.get("m.in_reply_to")).get("event_id"), content.get("redacts"))
    listed = (*event["auth_events"], *(pinned if isinstance(pinned, list) else ()), event.get("replaces"))
    return {one for one in (*named, *listed) if isinstance(one, str)}


def relation_of(content: Json) -> Json:
    """Empty when there is none."""
    return _table(content.get("m.relates_to"))


def check_kind(event: Json, ours: Callable[[str], bool]) -> None:
    kind = event["type"]
    if kind in GOVERNING or kind.startswith("m.space."):
        raise forbidden(f"{kind} is no history: it would govern the room")
    spoken_for = [event["sender"], *([event["state_key"]] if kind == "m.room.member" else [])]
    if not all(ours(user) for user in spoken_for):
        raise forbidden("Only users of the application service have a history here")


def check_standing(event: Json, standing: dict[str, str]) -> None:
    """The lowest depth is for memberships in which all history is said, one for each user."""
    is_join = event["type"] == "m.room.member" and event["content"]["membership"] == "join"
    if not is_join or event["state_key"] != event["sender"]:
        raise forbidden("Only joins stand at the base")
    if event["sender"] in standing:
        raise forbidden("The user has a standing membership already")


def check_authorised(event: Json, ground: Ground, room: Room) -> None:
    """Exactly the events that Synapse would choose must be named, and in their light the sender may do this."""
    past = replace(ground.past, state=_light(event, ground, room))
    sender, kind, content = event["sender"], event["type"], event["content"]
    if kind == "m.room.member":
        if content["membership"] == "join" and sender == event["state_key"]:
            check_join(past, sender, content)
        else:
            rules.check_membership(past, sender, event["state_key"], content["membership"])
        return
    rules.check_may_send(past, sender, kind, state="state_key" in event)
    if event.get("state_key", "").startswith("@") and event["state_key"] != sender:
        raise forbidden("You are not allowed to set others state")
    if kind == "m.room.redaction":
        _check_redaction(past, sender, content.get("redacts"))


def _light(event: Json, ground: Ground, room: Room) -> State:
    kinds, users = _wanted(event, room.version)
    pinned = {key: one for key, one in ground.governing.items() if key[0] in kinds and key[1] == ""}
    named = [room.by_id.get(auth) for auth in event["auth_events"]]
    members = [one for one in named if one is not None and one.type == "m.room.member" and ground.authorises(one)]
    light = {**pinned, **{(one.type, str(one.state_key)): one for one in members if one.state_key in users}}
    if sorted(one.id for one in light.values()) != sorted(event["auth_events"]):
        raise forbidden("auth_events are not those that authorise this event")
    # Power and join rules are as pinned, whether or not this event has to name them.
    return {**ground.governing, **light}


def _wanted(event: Json, version: str) -> tuple[set[str], set[str]]:
    """The kinds of state, and the users whose membership, that authorise an event: Synapse's ``auth_types_for_event``."""
    kinds, users = {"m.room.power_levels"}, {event["sender"]}
    if version != "12":
        kinds.add("m.room.create")
    if event["type"] == "m.room.member":
        content = event["content"]
        users.add(event["state_key"])
        if content["membership"] in {"join", "invite", "knock"}:
            kinds.add("m.room.join_rules")
        if content["membership"] == "join" and "join_authorised_via_users_server" in content:
            users.add(str(content["join_authorised_via_users_server"]))
    return kinds, users


def check_join(room: Room, user: str, content: Json) -> None:
    """A restricted room takes in whom a member with the power to invite lets in."""
    inside = room.membership(user) in {"join", "invite"}
    if room.membership(user) == "ban":
        raise forbidden("You are banned from this room")
    if inside or room.content("m.room.join_rules").get("join_rule") != "restricted":
        rules.check_membership(room, user, user, "join")
        return
    authority = str(content.get("join_authorised_via_users_server"))
    if room.membership(authority) != "join":
        raise forbidden("Join event is missing authorising user.")
    if rules.power(room, authority) < room.content("m.room.power_levels").get("invite", 0):
        raise forbidden("Join event authorised by invalid server.")


def _check_redaction(past: Room, sender: str, target: Any) -> None:
    if rules.power(past, sender) >= past.content("m.room.power_levels").get("redact", 50):
        return
    original = past.by_id.get(str(target))
    if original is None:
        raise not_found("Could not find the event")
    if original.sender != sender:
        raise forbidden("You don't have permission to redact events")


def check_relation(event: Json, room: Room) -> None:
    relation = relation_of(event["content"])
    if not isinstance(relation.get("rel_type"), str) or not isinstance(relation.get("event_id"), str):
        return
    key = relation.get("key")
    if relation["rel_type"] == "m.annotation" and not (isinstance(key, str) and len(key) <= LONGEST_KEY):
        raise MatrixError(400, "M_UNKNOWN", "Missing aggregation key, or it is too long")
    rules.check_relation(room, event["sender"], event["content"])


def _table(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _bad(error: str) -> MatrixError:
    return MatrixError(400, "M_BAD_JSON", error)
