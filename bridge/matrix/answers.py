"""What the homeserver answers, and what to make of it. No network here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import msgspec
from mautrix.api import Method
from yarl import URL

from bridge.errors import Refused
from bridge.matrix.retries import AskAgain

SETTLED = frozenset({"M_NOT_YET_UPLOADED"})
"""Error codes that are answers, although their status says to try again."""
PASSING = frozenset({408, 425, *range(502, 600)})
"""Statuses of gateways and of servers that start or end; the homeserver itself has not refused anything."""


@dataclass(frozen=True)
class Answer:
    """What came back from a single try. ``body`` is None when it is not JSON."""

    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def code(self) -> str:
        """The Matrix error code; empty when there is none."""
        code = self.body.get("errcode") if isinstance(self.body, dict) else None
        return code if isinstance(code, str) else ""

    @property
    def error(self) -> str:
        """What the homeserver says about its refusal, on one line."""
        text = self.body.get("error") if isinstance(self.body, dict) else None
        return " ".join(text.split())[:300] if isinstance(text, str) else ""


def decoded(answer: bytes) -> Any:
    """None when it is not JSON."""
    try:
        return msgspec.json.decode(answer)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def what(method: Method, url: URL) -> str:
    """A request in words: never its query, which can hold the name of a file."""
    return f"{method} {url.path}"


def judged(method: Method, url: URL, answer: Answer) -> Answer:
    """The same answer if it is a good one.

    Raises AskAgain for what may pass (rate limits, gateways, broken answers, faults), Refused for the rest.
    """
    status = answer.status
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        if answer.body is None:
            raise AskAgain(f"{status} with an answer that is not JSON")
        return answer
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise AskAgain("429: it asks to wait", not_before=_wished_wait(answer), limited=True)
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        raise AskAgain("500", fault=_refusal(method, url, answer))
    if status in PASSING and answer.code not in SETTLED:
        raise AskAgain(f"{status} {answer.code}".strip(), not_before=_wished_wait(answer))
    raise _refusal(method, url, answer)


def _refusal(method: Method, url: URL, answer: Answer) -> Refused:
    words = (
        f"{what(method, url)}:",
        str(answer.status),
        answer.code,
        answer.error,
        _moved_to(answer),
        _too_much(answer),
    )
    return Refused(" ".join(word for word in words if word), status=answer.status, code=answer.code)


def _moved_to(answer: Answer) -> str:
    location = answer.headers.get("Location")
    return f"It has moved to {location}: correct homeserver.address." if location else ""


def _too_much(answer: Answer) -> str:
    """A homeserver gives its own limits with an error code."""
    if answer.status != HTTPStatus.REQUEST_ENTITY_TOO_LARGE or answer.code:
        return ""
    return (
        "A proxy before the homeserver takes less than the homeserver: raise its limit (nginx: client_max_body_size)."
    )


def _wished_wait(answer: Answer) -> float:
    """Seconds that the homeserver wants us to stay away: the longer of what the body and the header say."""
    body = answer.body.get("retry_after_ms") if isinstance(answer.body, dict) else None
    in_body = body / 1000 if isinstance(body, int | float) else 0.0
    return max(in_body, _seconds(answer.headers.get("Retry-After", "")))


def _seconds(retry_after: str) -> float:
    """``Retry-After`` is a number of seconds or a date, RFC 9110 section 10.2.3."""
    if retry_after.isdigit():
        return float(retry_after)
    try:
        return max(0.0, (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return 0.0
