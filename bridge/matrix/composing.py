"""Putting formatted texts together and taking them apart, spans and all."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise

from msgspec.structs import replace

from bridge.model.text import Span, Style, Text


def styled(plain: str, *styles: Style) -> Text:
    """A text that is decorated as a whole."""
    return Text(plain, tuple(Span(start=0, end=len(plain), style=style) for style in styles) if plain else ())


def linked(plain: str, url: str) -> Text:
    """A text that leads somewhere as a whole; the address is still unchecked."""
    return Text(plain, (Span(start=0, end=len(plain), style=Style.LINK, url=url),) if plain else ())


def joined(texts: Iterable[Text]) -> Text:
    """One text after the other, with nothing between."""
    kept = [text for text in texts if text]
    if len(kept) == 1:
        return kept[0]
    starts = accumulate((len(text.plain) for text in kept), initial=0)
    spans = (_shifted(span, start) for text, start in zip(kept, starts, strict=False) for span in text.spans)
    return Text("".join(text.plain for text in kept), tuple(spans))


def lines(texts: Iterable[Text]) -> Text:
    """Each text on a line of its own; empty ones make no line."""
    kept = [text for text in texts if text]
    breaks = [Text("\n")] * len(kept)
    return joined([piece for pair in zip(breaks, kept, strict=True) for piece in pair][1:])


def part_of(text: Text, start: int, end: int) -> Text:
    """The characters from ``start`` to ``end`` (exclusive), with the spans that decorate them."""
    spans = tuple(
        replace(span, start=max(span.start, start) - start, end=min(span.end, end) - start)
        for span in text.spans
        if span.start < end and start < span.end
    )
    return Text(text.plain[start:end], spans)


def with_insertions(text: Text, insertions: Sequence[tuple[int, str]]) -> Text:
    """The text with words put in at the given positions (ascending); a span that ends there does not take them in."""
    positions = [position for position, _ in insertions]
    shifts = list(accumulate((len(words) for _, words in insertions), initial=0))
    spans = tuple(
        replace(
            span,
            start=span.start + shifts[bisect_right(positions, span.start)],
            end=span.end + shifts[bisect_left(positions, span.end)],
        )
        for span in text.spans
    )
    borders = [0, *positions, len(text.plain)]
    stretches = (text.plain[start:end] for start, end in pairwise(borders))
    words = [*(words for _, words in insertions), ""]
    return Text("".join(a + b for a, b in zip(stretches, words, strict=True)), spans)


def _shifted(span: Span, by: int) -> Span:
    return replace(span, start=span.start + by, end=span.end + by) if by else span
