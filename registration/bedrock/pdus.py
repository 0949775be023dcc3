"""From what was announced to a PDU and its id: https://spec.matrix.org/v1.17/server-server-api/#pdus"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from canonicaljson import encode_canonical_json
from synapse.synapse_rust.events import redact_event_dict

from .refusals import BAD_JSON, Refused
from .relations import Relation, mentioned, redacted, relation

if TYPE_CHECKING:
    from .ground import Ground

EVENT_ID = re.compile(r"\$[A-Za-z0-9_-]{43}")
FIELDS: Mapping[str, type] = {
    "event_id": str,
    "type": str,
    "sender": str,
    "content": dict,
    "depth": int,
    "origin_server_ts": int,
    "auth_events": list,
    "state_key": str,
    "replaces": str,
}
OPTIONAL = frozenset({"state_key", "replaces"})
KEPT_WHEN_REDACTED = frozenset({"m.room.member", "m.room.redaction"})
"""Types that are history and keep some of their content when they are redacted; all others keep nothing."""
MOST_AUTH_EVENTS = 10


@dataclass(frozen=True, slots=True)
class Announced:
    """An event whose id is the one that was announced for it."""

    event_id: str
    pdu: dict[str, Any]
    """With ``hashes``, not signed yet."""
    signed: bytes
    """What is to be signed: canonical JSON of what redaction leaves."""
    encoded: bytes
    """Its canonical JSON, without hashes, signatures and ``unsigned``."""
    relation: Relation | None
    redacts: str | None
    replaces: str | None
    speaks_of: frozenset[str]
    """Events that must be in the room: what it answers, pins or redacts."""
    refers_to: frozenset[str]
    """Those, what authorises it, and what it replaces: it is not laid if one of them is refused."""

    @property
    def type(self) -> str:
        """``m.room.message``"""
        kind: str = self.pdu["type"]
        return kind

    @property
    def sender(self) -> str:
        """``@…:domain``"""
        sender: str = self.pdu["sender"]
        return sender

    @property
    def auth_events(self) -> tuple[str, ...]:
        """The events that authorise it, in the order in which they were given."""
        return tuple(self.pdu["auth_events"])

    @property
    def state_key(self) -> str | None:
        """None when it is not state."""
        key: str | None = self.pdu.get("state_key")
        return key


def is_event_id(value: object) -> bool:
    """Whether it looks like the id of an event."""
    return isinstance(value, str) and EVENT_ID.fullmatch(value) is not None


def read(ground: Ground, listed: Mapping[str, Any]) -> Announced:
    """Complete what was announced. Raises Refused when it is malformed, or its id is another one."""
    _expect_fields(listed)
    kind, content = listed["type"], listed["content"]
    target, gone = relation(content), redacted(kind, content)
    pdu = {key: listed[key] for key in listed if key not in {"event_id", "replaces"}}
    pdu["room_id"] = ground.room
    pdu["prev_events"] = [ground.anchor.event_id]
    encoded = _canonical(pdu)
    pdu["hashes"] = {"sha256": _unpadded(b64encode(hashlib.sha256(encoded).digest()))}
    signed = _canonical(_redacted(ground, pdu))
    event_id = "$" + _unpadded(urlsafe_b64encode(hashlib.sha256(signed).digest()))
    if event_id != listed["event_id"]:
        raise Refused(BAD_JSON, f"this event has the id {event_id}, which is not what was announced")
    replaces = listed.get("replaces")
    speaks_of = frozenset([*mentioned(kind, content), *filter(None, (gone,))])
    refers_to = speaks_of.union(listed["auth_events"], filter(None, (replaces,)))
    return Announced(event_id, pdu, signed, encoded, target, gone, replaces, speaks_of, refers_to)


def _expect_fields(listed: Mapping[str, Any]) -> None:
    if not FIELDS.keys() - OPTIONAL <= listed.keys() <= FIELDS.keys():
        raise Refused(BAD_JSON, f"an event has the fields {', '.join(FIELDS)}, the last two at will, and no others")
    for name, value in listed.items():
        if type(value) is not FIELDS[name]:
            raise Refused(BAD_JSON, f"{name} is not of the right type")
    if listed["origin_server_ts"] < 0:
        raise Refused(BAD_JSON, "origin_server_ts is before 1970")
    if "\0" in listed["type"] or "\0" in listed["sender"] or "\0" in listed.get("state_key", ""):
        raise Refused(BAD_JSON, "NUL in type, sender or state_key cannot be stored")
    auth_events = listed["auth_events"]
    if len(auth_events) > MOST_AUTH_EVENTS or not all(map(is_event_id, auth_events)):
        raise Refused(BAD_JSON, "auth_events are ids of events")
    if "replaces" in listed and not (listed["type"] == "m.room.member" and is_event_id(listed["replaces"])):
        raise Refused(BAD_JSON, "replaces is the id of a membership event, of a membership event")


def _canonical(value: Mapping[str, Any]) -> bytes:
    try:
        return encode_canonical_json(value)
    except (TypeError, ValueError, RecursionError):
        # Not chained: the cause holds content. TypeError: a float or a large integer. ValueError: a lone surrogate.
        raise Refused(BAD_JSON, "not canonical JSON: a float, an integer beyond 2^53, or a lone surrogate") from None


def _redacted(ground: Ground, pdu: Mapping[str, Any]) -> dict[str, Any]:
    if pdu["type"] not in KEPT_WHEN_REDACTED:
        return {**pdu, "content": {}}
    left = redact_event_dict(ground.version, dict(pdu))
    left.pop("unsigned", None)
    return left


def _unpadded(encoded: bytes) -> str:
    return encoded.decode("ascii").rstrip("=")
