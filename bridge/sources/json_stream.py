"""JSON texts of any size, read piece by piece, within limits."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, BinaryIO

import ijson
from ijson.backends import yajl2_c

from bridge.errors import ArchiveError
from bridge.sources.encoding import without_mark
from bridge.sources.json_repairs import repaired
from bridge.sources.limits import DEFAULTS, KIB, Limits

_PIECE = 64 * KIB
_BEGINNINGS = frozenset({"start_map", "start_array"})
_ENDINGS = frozenset({"end_map", "end_array"})

_Event = tuple[str, Any]
"""What happened in the text, as ijson names it, and its value: ``("map_key", "id")``, ``("end_array", None)``."""


class Mark(Enum):
    """Where an object or a list, that is not built as a whole, begins and ends."""

    BEGINS = "begins"
    ENDS = "ends"


def walk(
    stream: BinaryIO, whole: Collection[str], limits: Limits = DEFAULTS, *, name: str
) -> Iterator[tuple[str, object]]:
    """The values of a JSON text with their paths, in the order of the text.

    A path joins the keys with dots, and says ``item`` for the entries of a list: ``chats.list.item.messages.item``;
    the root is ``""``. Values at the paths in ``whole`` are built and come at once. Of all other objects and lists
    come a ``Mark.BEGINS``, their contents, and a ``Mark.ENDS``; scalars come as they are.

    Integers are ``int`` of at most 64 bits (signed or unsigned), other numbers are ``Decimal``, exactly as written. A key
    that stands twice in one built object loses nothing: the second is called ``key (2)``. ``name`` is the file's,
    for errors. Raises :class:`ArchiveError` with the byte offset for anything that is not one JSON text
    within the limits; sizes are watched piece by piece, so a limit may be passed by some KiB before it is noticed.
    """
    text = _Text(stream, name, limits)
    events = itertools.chain.from_iterable(_batches(text))
    whole = frozenset(whole)
    open_paths: list[str] = []
    path = ""
    for event, value in events:
        if event == "map_key":
            path = text.child(open_paths[-1], value)
        elif event in _ENDINGS:
            path = open_paths.pop()
            yield path, Mark.ENDS
        elif path in whole:
            yield path, _built(event, value, events, text)
        elif event in _BEGINNINGS:
            open_paths.append(path)
            text.check_depth(len(open_paths))
            yield path, Mark.BEGINS
            path = f"{path}.item" if path else "item"
        else:
            yield path, text.number(value) if event == "number" else value


def items(stream: BinaryIO, prefix: str, limits: Limits = DEFAULTS, *, name: str) -> Iterator[object]:
    """The values at one path of a JSON text, each built as a whole; see :func:`walk`."""
    for path, value in walk(stream, {prefix}, limits, name=name):
        if path == prefix:
            yield value


@dataclass
class _Text:
    """A text on its way through the parser: where reading stands, and how much it has taken since when."""

    stream: BinaryIO
    name: str
    limits: Limits
    offset: int = 0
    """Bytes read so far."""
    silent: int = 0
    """Bytes read since the parser last said anything: the length of a string that does not end."""
    record_began: int | None = None
    """The offset at which the value that is being built began."""
    record_values: int = 0

    def pieces(self) -> Iterator[bytes]:
        """The bytes, without a byte order mark."""
        size = min(_PIECE, self.limits.string)
        piece = self.stream.read(size)
        self.offset = len(piece)
        yield without_mark(piece, self.name)
        while piece := self.stream.read(size):
            self.offset += len(piece)
            yield piece

    def note(self, events: list[_Event], size: int) -> None:
        """A piece of ``size`` bytes gave these events; checks what the parser holds, or we build, in memory."""
        self.silent = 0 if events else self.silent + size
        if self.silent > self.limits.string:
            raise self.too_large("a string", self.limits.string, "string")
        if self.record_began is None:
            return
        self.record_values += len(events)
        if self.offset - self.record_began > self.limits.record:
            raise self.too_large("a record", self.limits.record, "record")
        if self.record_values > self.limits.values:
            raise self.beyond(f"a record with more than {self.limits.values:,} values", "values")

    def child(self, path: str, key: str) -> str:
        """The path of a key in the object at ``path``."""
        if len(key) > self.limits.key:
            raise self.too_large("a key", self.limits.key, "key")
        return f"{path}.{key}" if path else key

    def check_depth(self, depth: int) -> None:
        """Objects and lists within each other."""
        if depth > self.limits.json_depth:
            raise self.beyond(f"more than {self.limits.json_depth} objects and lists within each other", "json_depth")

    def number(self, value: int | Decimal) -> int | Decimal:
        """A number that everything after us can hold: 64 bits, with a sign or without, or the range of a double."""
        if isinstance(value, int):
            if -(2**63) <= value < 2**64:
                return value
        elif abs(value.adjusted()) <= 308:
            return value
        raise ArchiveError(f"{self.name} holds a number too large to be true, before byte {self.offset:,}.")

    def too_large(self, what: str, limit: int, setting: str) -> ArchiveError:
        """An error for something longer than ``limit`` bytes."""
        return self.beyond(f"{what} longer than {limit:,} bytes", setting)

    def beyond(self, what: str, setting: str) -> ArchiveError:
        """An error for something beyond the limit called ``setting``."""
        return ArchiveError(f"{self.name} holds {what}, before byte {self.offset:,} (limit `{setting}`).")

    def broken(self, since: int, error: Exception) -> ArchiveError:
        """An error for what the parser refuses in the bytes from ``since`` on."""
        if isinstance(error, ijson.JSONError) and since == self.offset:
            return ArchiveError(f"{self.name} ends too early, at byte {since:,}: the file is not complete.")
        place = f"between byte {since:,} and {self.offset:,}" if since < self.offset else f"before byte {since:,}"
        return ArchiveError(f"{self.name} is not sound JSON {place}: {_reason(error)}.")


def _reason(error: Exception) -> str:
    """The parser's own words; all but its first line would quote the text."""
    if not isinstance(error, ijson.JSONError):
        return "a value that cannot be read"
    return str(error).removeprefix("b'").replace("\\n", "\n").splitlines()[0].rstrip(".")


def _batches(text: _Text) -> Iterator[list[_Event]]:
    """The parser's events, one list for each piece of the text."""
    events: list[_Event] = ijson.sendable_list()
    parser = yajl2_c.basic_parse_coro(events)
    for piece in filter(None, repaired(text.pieces())):
        _feed(parser, piece, text)
        text.note(events, len(piece))
        yield events
        events.clear()
    _finish(parser, text)
    yield events


def _feed(parser: Any, piece: bytes, text: _Text) -> None:
    since = max(0, text.offset - len(piece))
    try:
        parser.send(piece)
    # Besides its own errors ijson lets through what Python says of absurd numbers and of bytes that are no text.
    except (ijson.JSONError, UnicodeError, ArithmeticError, ValueError, SystemError) as error:
        raise text.broken(since, error) from None


def _finish(parser: Any, text: _Text) -> None:
    try:
        parser.close()
    except (ijson.JSONError, UnicodeError, ArithmeticError, ValueError, SystemError) as error:
        raise text.broken(text.offset, error) from None


def _built(event: str, value: Any, events: Iterator[_Event], text: _Text) -> object:
    """One value as a whole; ``events`` continue behind its first event."""
    text.record_began, text.record_values = text.offset, 0
    try:
        built = _value(event, value, events, text, 1)
    except RecursionError:  # a limit configured beyond what Python's own stack holds
        raise text.beyond("objects and lists too deep within each other", "json_depth") from None
    text.record_began = None
    return built


def _value(event: str, value: Any, events: Iterator[_Event], text: _Text, depth: int) -> object:
    if event == "string":
        return value
    if event == "start_map":
        return _object(events, text, depth)
    if event == "start_array":
        return _list(events, text, depth)
    return text.number(value) if event == "number" else value


def _object(events: Iterator[_Event], text: _Text, depth: int) -> dict[str, object]:
    text.check_depth(depth)
    built: dict[str, object] = {}
    for _event, key in events:
        if key is None:
            break
        if key in built:
            key = _unused(key, built)  # noqa: PLW2901 - the same key, told apart
        built[key] = _value(*next(events), events, text, depth + 1)
    return built


def _unused(key: str, built: Collection[str]) -> str:
    return next(name for count in itertools.count(len(built) + 1) if (name := f"{key} ({count})") not in built)


def _list(events: Iterator[_Event], text: _Text, depth: int) -> list[object]:
    text.check_depth(depth)
    built: list[object] = []
    for event, value in events:
        if event == "end_array":
            break
        built.append(_value(event, value, events, text, depth + 1))
    return built
