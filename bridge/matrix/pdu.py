"""Event ids, known before an event is sent: the hash of what it says, where it stands, and what authorises it.

See https://spec.matrix.org/v1.17/server-server-api/#calculating-the-reference-hash-for-an-event and, for what
redaction leaves of an event, https://spec.matrix.org/v1.17/rooms/v11/#redactions (room version 12 has the same rules).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import msgspec

from bridge.errors import Refused
from bridge.matrix.events import EventId

ROOM_VERSIONS = frozenset({"11", "12"})
"""Whose rules are followed here."""

KEPT_IN_CONTENT: Mapping[str, frozenset[str]] = {
    "m.room.member": frozenset({"membership", "join_authorised_via_users_server"}),
    "m.room.redaction": frozenset({"redacts"}),
}
"""What redaction leaves of the content of the types that a history is made of; nothing of any other."""


def event_id(pdu: Mapping[str, Any]) -> EventId:
    """The id of an event, given with all its fields but ``hashes``, ``signatures`` and ``unsigned``.

    Only for the types that are history: those that govern a room keep more of their content.
    """
    hashed = {**pdu, "hashes": {"sha256": _unpadded(hashlib.sha256(canonical(pdu)).digest())}}
    hashed["content"] = _redacted(pdu["type"], pdu["content"])
    digest = hashlib.sha256(canonical(hashed)).digest()
    return EventId("$" + base64.urlsafe_b64encode(digest).decode("ascii").rstrip("="))


def canonical(value: Mapping[str, Any]) -> bytes:
    """Canonical JSON: https://spec.matrix.org/v1.17/appendices/#canonical-json

    Of values without floats, which no event may have. Raises Refused for what no text can be: lone surrogates.
    """
    try:
        return msgspec.json.encode(value, order="deterministic")
    except UnicodeEncodeError as error:
        reason = "This event holds a lone surrogate, which is no text."
        raise Refused(reason, status=HTTPStatus.BAD_REQUEST, code="M_NOT_JSON") from error


def _redacted(kind: str, content: Mapping[str, Any]) -> dict[str, Any]:
    kept = KEPT_IN_CONTENT.get(kind)
    return {} if kept is None else {key: value for key, value in content.items() if key in kept}


def _unpadded(digest: bytes) -> str:
    return base64.b64encode(digest).decode("ascii").rstrip("=")
