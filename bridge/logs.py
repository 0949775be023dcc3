"""Logging to standard error: ids as context, never a message, a name, a phone number, a login code or a token."""

from __future__ import annotations

import json
import logging
import re
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import IO, Literal

OURS = ("bridge", "registration", "config", "demo")
"""Loggers that follow the configured level. Those of libraries write message bodies and SQL values at DEBUG
(mautrix, aiosqlite) or addresses with tokens (aiohttp), so that they never go below WARNING."""

REMOVED = "[removed]"
SHORTEST_SECRET = 8
"""Characters; what is shorter would be found in every second word."""

_PATTERNS = (
    re.compile(r"(?i)(?P<kept>\bbearer\s+)[^\s\"',;]+"),
    re.compile(r"(?i)(?P<kept>\b\w*(?:token|password|passwd|secret|api_hash)\b[\"']?\s*[:=]\s*[\"']?)[^\s\"',;&}\])]+"),
    re.compile(r"(?P<kept>://[^\s:/@]*:)[^\s/@]+(?=@)"),
    re.compile(r"(?i)(?P<kept>\bcode\b[\"']?(?:\s+is)?[\s:=\"']+)\d{5,8}\b"),
    re.compile(r"(?i)(?P<kept>\b(?:phone|phone_number|tel|msisdn)\b[\"']?[\s:=\"']+)\+?\d[\d ()./-]{4,}\d"),
    re.compile(r"(?P<kept>)(?<![\w+])(?:\+|00)[1-9](?:[ ()./-]{0,2}\d){6,14}\b"),
)

_FRAMES = 5
"""The innermost calls, which tell enough."""
_context: ContextVar[dict[str, object]] = ContextVar("log_context", default={})  # noqa: B039 - never changed in place


def set_up(level: str, form: Literal["plain", "json"], stream: IO[str], secrets: Iterable[str] = ()) -> None:
    """Write our own log from ``level`` up, and warnings of libraries, to ``stream``. May be called again.

    ``secrets`` are removed wherever they occur, besides all that looks like one.
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines(secrets) if form == "json" else PlainLines(secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(capture=True)


@contextmanager
def context(**ids: object) -> Iterator[None]:
    """Add ids to every line that is logged inside, by this task and those it starts: ``portal=3``."""
    token = _context.set(_context.get() | ids)
    try:
        yield
    finally:
        _context.reset(token)


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """The text without what must not be known: tokens, passwords, phone numbers, login codes, and these secrets."""
    for secret in secrets:
        text = text.replace(secret, REMOVED)
    for pattern in _PATTERNS:
        text = pattern.sub(rf"\g<kept>{REMOVED}", text)
    return text


def place_of(error: BaseException) -> str:
    """What went wrong and where, without the error's own words: they may quote what people wrote."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    places = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames]
    return " ".join([type(error).__name__, *(["at", " > ".join(places)] if places else [])])


class _Redacting(logging.Formatter):
    """What all lines have in common: nothing leaves it that has not been redacted."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._secrets = tuple(secret for secret in secrets if len(secret) >= SHORTEST_SECRET)

    def redacted(self, text: str) -> str:
        return redact(text, self._secrets)

    def trace(self, record: logging.LogRecord) -> str:
        return self.redacted(self.formatException(record.exc_info)) if record.exc_info else ""


class PlainLines(_Redacting):
    """For people: ``2026-01-31T10:00:00.000Z INFO bridge.jobs portal=3: what happened``."""

    def format(self, record: logging.LogRecord) -> str:
        ids = "".join(f" {name}={value}" for name, value in _context.get().items())
        message = self.redacted(f"{ids}: {record.getMessage()}")
        lines = [f"{_time(record)} {record.levelname} {record.name}{message}", self.trace(record)]
        return "\n".join(line for line in lines if line)


class JsonLines(_Redacting):
    """For programs: one object for each line, ids as fields of their own under ``context``."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": _time(record),
            "level": record.levelname,
            "logger": record.name,
            "message": self.redacted(record.getMessage()),
        }
        ids = {name: self.redacted(str(value)) for name, value in _context.get().items()}
        line |= {"context": ids} if ids else {}
        line |= {"exception": self.trace(record)} if record.exc_info else {}
        return json.dumps(line, ensure_ascii=False)


def _time(record: logging.LogRecord) -> str:
    moment = datetime.fromtimestamp(record.created, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
