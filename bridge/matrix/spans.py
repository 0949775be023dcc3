"""From spans that may overlap anyhow to stretches of text with a proper order of decorations."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from bridge.matrix.events import Surroundings
from bridge.matrix.links import safe_link
from bridge.model.text import Span, Style, Text

_ORDER: dict[Style, int] = {
    Style.QUOTE: 0,
    Style.PREFORMATTED: 1,
    Style.LINK: 2,
    Style.MENTION: 3,
    Style.SPOILER: 4,
    Style.BOLD: 5,
    Style.ITALIC: 6,
    Style.UNDERLINE: 7,
    Style.STRIKETHROUGH: 8,
    Style.CODE: 9,
    Style.CUSTOM_EMOJI: 10,
}
"""From the outside to the inside: blocks hold lines, lines hold words. So whatever overlaps, elements nest."""

_EXCLUDES: dict[Style, Style] = {Style.LINK: Style.MENTION, Style.PREFORMATTED: Style.CODE}
"""Elements that may not hold one another: the outer one stays."""


@dataclass(frozen=True)
class Stretch:
    """Characters that share the same decorations, given from the outside to the inside, at most one of a style."""

    start: int
    end: int
    spans: tuple[Span, ...]


def stretches(text: Text, surroundings: Surroundings) -> tuple[Stretch, ...]:
    """The whole text in stretches, without spans that Matrix cannot show here (unsafe links, strangers, no picture)."""
    return tuple(_cut(len(text.plain), [span for span in text.spans if _can_be_shown(span, surroundings)]))


def shared(before: tuple[Span, ...], after: tuple[Span, ...]) -> int:
    """How many of the outer decorations go on from one stretch to the next."""
    count = 0
    for old, new in zip(before, after, strict=False):
        if old is not new:
            break
        count += 1
    return count


def picture_of(span: Span, surroundings: Surroundings) -> str | None:
    """The address of a custom emoji's picture, when it was uploaded as a picture."""
    upload = surroundings.uploads.get(span.media) if span.media is not None else None
    return upload.uri if upload is not None and upload.mime_type.startswith("image/") else None


_CONDITIONS: dict[Style, Callable[[Span, Surroundings], bool]] = {
    Style.LINK: lambda span, _: safe_link(span.url) is not None,
    Style.MENTION: lambda span, surroundings: span.person is not None and span.person in surroundings.ghosts,
    Style.CUSTOM_EMOJI: lambda span, surroundings: picture_of(span, surroundings) is not None,
}


def _can_be_shown(span: Span, surroundings: Surroundings) -> bool:
    condition = _CONDITIONS.get(span.style)
    return condition is None or condition(span, surroundings)


def _cut(length: int, spans: list[Span]) -> Iterator[Stretch]:
    """One pass from border to border. Of each style, whichever open span began first decorates."""
    beginning = sorted(spans, key=lambda span: span.start, reverse=True)
    borders = sorted({0, length, *(span.start for span in spans), *(span.end for span in spans)})
    open_spans: dict[Style, list[tuple[int, int, Span]]] = {style: [] for style in _ORDER}
    number = 0
    for start, end in pairwise(borders):
        while beginning and beginning[-1].start <= start:
            span = beginning.pop()
            heapq.heappush(open_spans[span.style], (span.start, number, span))
            number += 1
        yield Stretch(start, end, _decorations(open_spans, start))


def _decorations(open_spans: dict[Style, list[tuple[int, int, Span]]], position: int) -> tuple[Span, ...]:
    found: dict[Style, Span] = {}
    for style, waiting in open_spans.items():
        while waiting and waiting[0][2].end <= position:
            heapq.heappop(waiting)
        if waiting:
            found[style] = waiting[0][2]
    for outer, inner in _EXCLUDES.items():
        if outer in found:
            found.pop(inner, None)
    return tuple(found.values())
