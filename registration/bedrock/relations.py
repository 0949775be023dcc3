"""What an event says about other events: read from its content, which is a stranger's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .refusals import BAD_JSON, UNKNOWN, Refused

MOST_MENTIONED = 120
"""Events that one event may speak of: clients load what is pinned, so nobody pins more."""
LONGEST_KEY = 500
"""Characters of an annotation's key, as Synapse has it."""


@dataclass(frozen=True, slots=True)
class Relation:
    """As Synapse understands it: without a type and a target that are texts, there is none."""

    kind: str
    target: str
    key: str | None
    """Of an annotation."""

    @property
    def annotates(self) -> bool:
        """It is a reaction, or the like."""
        return self.kind == "m.annotation"

    @property
    def is_in_thread(self) -> bool:
        """Its target is a thread's root."""
        return self.kind == "m.thread"


def relation(content: Mapping[str, Any]) -> Relation | None:
    """The relation in a content. Raises Refused when it could not be stored."""
    relates = content.get("m.relates_to")
    if not isinstance(relates, dict):
        return None
    kind, target, key = relates.get("rel_type"), relates.get("event_id"), relates.get("key")
    if not isinstance(kind, str) or not isinstance(target, str):
        return None
    found = Relation(kind, target, key if isinstance(key, str) else None)
    if "\0" in f"{kind}{target}{found.key}":
        raise Refused(BAD_JSON, "NUL in a relation cannot be stored")
    if found.annotates:
        _expect_key(found.key)
    return found


def _expect_key(key: str | None) -> None:
    if key is None:
        raise Refused(UNKNOWN, "missing aggregation key")
    if len(key) > LONGEST_KEY:
        raise Refused(UNKNOWN, "aggregation key is too long")


def redacted(kind: str, content: Mapping[str, Any]) -> str | None:
    """The event that a redaction takes away; in these room versions it stands in the content."""
    if kind != "m.room.redaction":
        return None
    target = content.get("redacts")
    if not isinstance(target, str) or "\0" in target:
        raise Refused(BAD_JSON, "a redaction needs the id of the event that it redacts")
    return target


def mentioned(kind: str, content: Mapping[str, Any]) -> list[str]:
    """Events without which this one says nothing: what it replies to, what it pins."""
    ids: list[object] = []
    relates = content.get("m.relates_to")
    if isinstance(relates, dict):
        reply = relates.get("m.in_reply_to")
        ids += [relates.get("event_id"), reply.get("event_id") if isinstance(reply, dict) else None]
    pinned = content.get("pinned")
    if kind == "m.room.pinned_events" and isinstance(pinned, list):
        ids += pinned
    found = [one for one in ids if isinstance(one, str)]
    if len(found) > MOST_MENTIONED or any("\0" in one for one in found):
        raise Refused(BAD_JSON, f"an event speaks of at most {MOST_MENTIONED} others, by their ids")
    return found
