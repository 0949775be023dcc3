"""Telethon's log without its words: some of its lines show whole requests and updates, with what people wrote."""

from __future__ import annotations

import logging

LEVEL = logging.WARNING


class QuietLogger(logging.Logger):
    """Hands on what Telethon says, with the values that it puts in: numbers as they are, of all else only the type."""

    def __init__(self, name: str) -> None:
        super().__init__(name, LEVEL)
        self.parent = logging.getLogger(__name__)

    def getChild(self, suffix: str) -> QuietLogger:  # noqa: N802 - the name is the standard library's
        return QuietLogger(f"{self.name}.{suffix}")

    def handle(self, record: logging.LogRecord) -> None:
        values = record.args if isinstance(record.args, tuple) else (record.args,)
        if values != (None,):
            record.args = tuple(value if isinstance(value, int) else type(value).__name__ for value in values)
        if record.exc_info and record.exc_info[0]:  # its words may be a request's
            record.msg = f"{record.msg} ({record.exc_info[0].__name__})"
        record.exc_text, record.exc_info = None, None
        super().handle(record)
