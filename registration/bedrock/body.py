"""Reading a request's JSON. Done here, because Synapse logs a body that it cannot parse."""

from __future__ import annotations

import json
from typing import Any

from synapse.module_api.errors import SynapseError

from .refusals import TOO_LARGE, malformed

LARGEST = 8 * 1024 * 1024
"""Bytes of a request."""
LARGEST_INTEGER = 2**53 - 1
"""See https://spec.matrix.org/v1.17/appendices/#canonical-json"""


class NotCanonical:
    """Stands for a number that canonical JSON does not have. It cannot be encoded, so only its own event is refused."""


NOT_CANONICAL = NotCanonical()


def parse(raw: bytes) -> dict[str, Any]:
    """The object in a request's body. Raises SynapseError, which never quotes the body."""
    if len(raw) > LARGEST:
        raise SynapseError(413, f"a request has at most {LARGEST} bytes", TOO_LARGE)
    try:
        value = json.loads(raw, parse_int=_integer, parse_float=_number, parse_constant=_number)
    except (ValueError, RecursionError):
        # Not chained: the cause holds the body.
        raise SynapseError(400, "the body is not JSON", "M_NOT_JSON") from None
    if not isinstance(value, dict):
        raise malformed("the body is not a JSON object")
    return value


def _integer(text: str) -> int | NotCanonical:
    if len(text) > 17:
        return NOT_CANONICAL
    value = int(text)
    return value if -LARGEST_INTEGER <= value <= LARGEST_INTEGER else NOT_CANONICAL


def _number(_: str) -> NotCanonical:
    return NOT_CANONICAL
