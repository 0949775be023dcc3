"""Formatted text as a plain body that is complete alone: links with their addresses, quotes marked line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bridge.matrix.links import says_the_same
from bridge.matrix.spans import Stretch, shared
from bridge.model.text import Span, Style

_QUOTE = "> "


def to_body(plain: str, stretches: Sequence[Stretch]) -> str:
    """The text without HTML; words are added where formatting carries meaning, none are taken away."""
    pieces: list[str] = []
    stack: tuple[Span, ...] = ()
    for stretch in stretches:
        kept = shared(stack, stretch.spans)
        closed, opened = stack[kept:], stretch.spans[kept:]
        words = plain[stretch.start : stretch.end]
        pieces += _addresses(closed, plain)
        if _has_quote(closed) and not words.startswith("\n"):
            pieces.append("\n")
        if _has_quote(opened):
            pieces.append(_QUOTE if not pieces or pieces[-1].endswith("\n") else "\n" + _QUOTE)
        pieces.append(words.replace("\n", "\n" + _QUOTE) if _has_quote(stretch.spans) else words)
        stack = stretch.spans
    pieces += _addresses(stack, plain)
    return "".join(pieces)


def _addresses(closed: Sequence[Span], plain: str) -> Iterator[str]:
    for span in closed:
        if span.style is Style.LINK and span.url and not says_the_same(plain[span.start : span.end], span.url):
            yield f" ({span.url.strip()})"


def _has_quote(spans: Sequence[Span]) -> bool:
    return any(span.style is Style.QUOTE for span in spans)
