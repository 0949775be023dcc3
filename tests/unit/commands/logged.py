"""What is written to the log."""

from __future__ import annotations

import logging
from contextlib import contextmanager


@contextmanager
def logged():
    """Every line that is logged inside, with whatever tracebacks."""
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(logging.Formatter().format(record))  # type: ignore[method-assign]
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield lines
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
