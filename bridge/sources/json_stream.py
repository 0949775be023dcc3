"""JSON texts of any size, read piece by piece."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from enum import Enum
from typing import BinaryIO

import ijson

from bridge.sources.limits import DEFAULTS, Limits


class Mark(Enum):
    """Where an object or a list, that is not built as a whole, begins and ends."""

    BEGINS = "begins"
    ENDS = "ends"


def walk(
    stream: BinaryIO,
    whole: Collection[str],
    limits: Limits = DEFAULTS,
    *,
    name: str,
) -> Iterator[tuple[str, object]]:
    """The values of a JSON text with their paths, in the order of the text.

    A path joins the keys with dots, and says ``item`` for the entries of a list: ``chats.list.item.messages.item``;
    the root is ``""``. Values at the paths in ``whole`` are built and come at once. Of all other objects and lists
    come a ``Mark.BEGINS``, their contents, and a ``Mark.ENDS``; scalars come as they are.

    Integers are ``int`` (64 bits at most), other numbers are ``Decimal``, exactly as written. ``name`` is the
    file's, for errors.
    Raises :class:`ArchiveError` with the byte offset for anything that is not one JSON text within the limits.
    """
    builder, building, depth = None, "", 0
    for path, event, value in ijson.parse(stream):
        if builder is None and path in whole and event not in ("map_key", "end_map", "end_array"):
            builder, building, depth = ijson.ObjectBuilder(), path, 0
        if builder is not None:
            builder.event(event, value)
            depth += event in ("start_map", "start_array")
            depth -= event in ("end_map", "end_array")
            if depth == 0 and event != "map_key":
                yield building, builder.value
                builder = None
        elif event in ("start_map", "start_array"):
            yield path, Mark.BEGINS
        elif event in ("end_map", "end_array"):
            yield path, Mark.ENDS
        elif event != "map_key":
            yield path, value


def items(
    stream: BinaryIO,
    prefix: str,
    limits: Limits = DEFAULTS,
    *,
    name: str,
) -> Iterator[object]:
    """The values at one path of a JSON text, each built as a whole; see :func:`walk`."""
    for path, value in walk(stream, {prefix}, limits, name=name):
        if path == prefix:
            yield value
