"""Texts with ranges that count UTF-16 units; who is mentioned stands in them as a placeholder."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate

from bridge.model.text import Span, Style, Text
from bridge.sources.loose_values import Fields, first_words, record, records, size
from bridge.sources.signal.people import People

_STYLES = {
    "BOLD": Style.BOLD,
    "ITALIC": Style.ITALIC,
    "SPOILER": Style.SPOILER,
    "STRIKETHROUGH": Style.STRIKETHROUGH,
    "MONOSPACE": Style.CODE,
}
Position = Callable[[int], int]


def read(value: object, people: People, body: str | None = None) -> Text:
    """A ``text`` of a message; ``body`` replaces its own, which is cut off when it is long."""
    fields = record(value)
    plain = body if body is not None else first_words(fields, "body") or ""
    ranges = records(fields.get("bodyRanges"))[:10_000]
    if not ranges:
        return Text(plain)
    position = _positions(plain)
    mentions = sorted(_mentions(ranges, position, len(plain)), key=lambda mention: mention[0])
    written, moved, spans = _with_names(plain, mentions, people)
    for entry in ranges:
        style = _STYLES.get(first_words(entry, "style") or "")
        start, end = (moved(place) for place in _extent(entry, position))
        if style is not None and 0 <= start < end <= len(written):
            spans.append(Span(start=start, end=end, style=style))
    return Text(written, tuple(sorted(spans, key=lambda span: (span.start, -span.end))))


def _positions(plain: str) -> Position:
    """From UTF-16 units to code points."""
    if max(plain, default="") <= "\uffff":
        return lambda units: min(units, len(plain))
    ends = list(accumulate(2 if character > "\uffff" else 1 for character in plain))
    return lambda units: bisect_right(ends, units)


def _extent(entry: Fields, position: Position) -> tuple[int, int]:
    start, length = size(entry.get("start")) or 0, size(entry.get("length")) or 0
    return position(start), position(start + length)


def _mentions(ranges: list[dict[str, object]], position: Position, length: int) -> list[tuple[int, int, object]]:
    extents = [(*_extent(entry, position), entry.get("mentionAci")) for entry in ranges if entry.get("mentionAci")]
    return [(start, end, account) for start, end, account in extents if start < end <= length]


def _with_names(
    plain: str, mentions: list[tuple[int, int, object]], people: People
) -> tuple[str, Position, list[Span]]:
    """The text with names in the place of placeholders, and where its places are now."""
    pieces: list[str] = []
    spans: list[Span] = []
    shifts = [(0, 0)]
    done = length = 0
    for start, end, account in mentions:
        if start < done:
            continue
        sign = "" if plain[start - 1 : start] == "@" else "@"
        name = f"{sign}{people.name_of_account(account)}"
        pieces += [plain[done:start], name]
        length += start - done
        person = people.of_account(account)
        spans.append(Span(start=length, end=length + len(name), style=Style.MENTION, person=person))
        length += len(name)
        done = end
        shifts.append((end, length - end))
    pieces.append(plain[done:])
    places = [place for place, _ in shifts]
    return "".join(pieces), lambda place: place + shifts[bisect_right(places, place) - 1][1], spans
