"""The words of a message with what annotations say of them: formats, links, people, and things that hang below."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate

from bridge.model.text import Span, Style, Text
from bridge.sources.google_chat import markup
from bridge.sources.google_chat.people import People
from bridge.sources.loose_values import Fields, first_words, record, records, whole, words
from bridge.sources.text_writer import lines_of, styled

_MOST = 5_000
_STYLES = {
    "BOLD": Style.BOLD,
    "ITALIC": Style.ITALIC,
    "STRIKE": Style.STRIKETHROUGH,
    "STRIKETHROUGH": Style.STRIKETHROUGH,
    "UNDERLINE": Style.UNDERLINE,
    "MONOSPACE": Style.CODE,
    "MONOSPACE_BLOCK": Style.PREFORMATTED,
    "SOURCE_CODE": Style.PREFORMATTED,
    "BLOCK_QUOTE": Style.QUOTE,
}
_HIDDEN = frozenset({"HIDDEN", "CLIENT_HIDDEN"})
_WRAPPED = "private_do_not_access_or_else_safe_url_wrapped_value"
"""So the field with a link's address is really called."""
KNOWN = frozenset(
    {
        "format_metadata", "url_metadata", "drive_metadata", "youtube_metadata", "user_mention_metadata",
        "video_call_metadata", "slash_command_metadata", "custom_emoji_metadata", "membership_changed_metadata",
        "membership_changed", "interaction_data", "gsuite_integration_metadata", "room_updated", "upload_metadata",
    }
)  # fmt: skip

Extent = tuple[int, int]


def read(plain: str, annotations: object, people: People) -> Text:
    """The text, and below it whatever an annotation adds to it."""
    rows = records(annotations)[:_MOST]
    if not rows:
        return markup.read(plain)
    position = _positions(plain)
    placed = [(_extent(row, position, len(plain)), row) for row in rows]
    if any(_decorates(plain, extent, row) for extent, row in placed):
        text = _decorated(plain, placed, people)
    else:
        text = markup.read(plain)
    return lines_of(text, *(_below(row, plain) for row in rows))


def _positions(plain: str) -> Callable[[int], int]:
    """Google counts UTF-16 units."""
    if all(character <= "\uffff" for character in plain):
        return lambda units: min(units, len(plain))
    ends = list(accumulate(2 if character > "\uffff" else 1 for character in plain))
    return lambda units: bisect_right(ends, units)


def _extent(row: Fields, position: Callable[[int], int], length: int) -> Extent:
    start, size = whole(row.get("start_index")) or 0, whole(row.get("length")) or 0
    if start < 0 or size <= 0 or start > 2 * length:
        return 0, 0
    return position(start), position(start + size)


def _decorates(plain: str, extent: Extent, row: Fields) -> bool:
    """Does an annotation tell more of the words than the words themselves?"""
    covered = plain[extent[0] : extent[1]]
    if not covered:
        return False
    return "format_metadata" in row or "user_mention_metadata" in row or not covered.startswith(("http", "www."))


def _decorated(plain: str, placed: list[tuple[Extent, dict[str, object]]], people: People) -> Text:
    spans = [_span(extent, row, people) for extent, row in placed if extent[0] < extent[1]]
    hidden = sorted(extent for extent, row in placed if _format(row) in _HIDDEN and extent[0] < extent[1])
    return _without(plain, [span for span in spans if span], hidden)


def _span(extent: Extent, row: Fields, people: People) -> Span | None:
    start, end = extent
    if (style := _STYLES.get(_format(row))) is not None:
        return Span(start=start, end=end, style=style)
    if "user_mention_metadata" in row:
        who = record(row["user_mention_metadata"])
        person = people.meet(record(who.get("user")) or who)
        return Span(start=start, end=end, style=Style.MENTION, person=person)
    if address := _address(row):
        return Span(start=start, end=end, style=Style.LINK, url=address)
    return None


def _without(plain: str, spans: list[Span], hidden: list[Extent]) -> Text:
    """The text without the signs that nobody sees, such as the stars around bold words."""
    pieces, moves, done = [], [(0, 0)], 0
    for start, end in hidden:
        if start >= done:
            pieces.append(plain[done:start])
            done = end
            moves.append((end, moves[-1][1] + end - start))
    pieces.append(plain[done:])
    written = "".join(pieces)
    places = [place for place, _ in moves]

    def moved(place: int) -> int:
        return min(len(written), max(0, place - moves[bisect_right(places, place) - 1][1]))

    kept = (
        Span(start=moved(span.start), end=moved(span.end), style=span.style, url=span.url, person=span.person)
        for span in spans
    )
    return Text(
        written,
        tuple(sorted((span for span in kept if span.start < span.end), key=lambda span: (span.start, -span.end))),
    )


def _format(row: Fields) -> str:
    return first_words(record(row.get("format_metadata")), "format_type") or ""


def _address(row: Fields) -> str | None:
    if link := record(row.get("url_metadata")):
        wrapped = record(link.get("url"))
        return first_words(wrapped, _WRAPPED, "url") or words(link.get("url")) or first_words(link, "gws_url")
    if number := first_words(record(row.get("drive_metadata")), "id"):
        return f"https://drive.google.com/open?id={number}"
    if number := first_words(record(row.get("youtube_metadata")), "id"):
        return f"https://www.youtube.com/watch?v={number}"
    meeting = record(record(row.get("video_call_metadata")).get("meeting_space"))
    code = first_words(meeting, "meeting_code")
    return first_words(meeting, "meeting_url") or (f"https://meet.google.com/{code}" if code else None)


def _below(row: Fields, plain: str) -> Text:
    """What hangs below the words: a document, a film, a meeting; nothing where the words have its address already."""
    address = _address(row)
    if address is None or whole(row.get("length")):
        return Text()
    number = address.rpartition("=")[2].rpartition("/")[2]
    if address in plain or (number and number in plain):
        return Text()
    title = next((found for kind in row.values() if (found := first_words(record(kind), "title"))), None)
    return styled(title or address, Style.LINK, url=address)
