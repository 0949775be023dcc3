"""Cuts a text that is too long for one event into parts: nothing is lost, and no character is torn apart."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator

from bridge.matrix.composing import part_of
from bridge.model.text import Text

_BORDERS = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"(?<=[.!?…。！？])\s"), re.compile(r"\s"))
"""Where a text may be cut, best first: between paragraphs, lines, sentences, words."""

_JOINER = "\u200d"


def split(text: Text, most: int, fits: Callable[[Text], bool]) -> Iterator[Text]:
    """The text in as few parts as its borders allow; together they are the whole text, character by character.

    Each part fits, unless a single character already does not. ``most``: no part of more characters can fit.
    """
    start, length = 0, len(text.plain)
    while start < length:
        end = _furthest(text, start, most, fits)
        if end < length:
            end = start + best_border(text.plain[start:end], text.plain[end])
        yield part_of(text, start, end)
        start = end


def best_border(piece: str, following: str) -> int:
    """How much of a piece to take: up to the best border in its last half, else to the last whole character."""
    for border in _BORDERS:
        ends = [match.end() for match in border.finditer(piece, len(piece) // 2)]
        if ends:
            return ends[-1]
    whole = len(piece)
    text = piece + following
    while whole > 1 and not is_border(text, whole):
        whole -= 1
    return whole if is_border(text, whole) else len(piece)


def is_border(text: str, position: int) -> bool:
    """Whether a visible character ends here; an approximation of Unicode's grapheme clusters (UAX 29)."""
    before, after = text[position - 1], text[position]
    if before == _JOINER or _extends(after) or (before, after) == ("\r", "\n"):
        return False
    return not (_is_regional(after) and _regionals_before(text, position) % 2 == 1)


def _extends(character: str) -> bool:
    code = ord(character)
    if character == _JOINER or 0x1F3FB <= code <= 0x1F3FF or 0xE0020 <= code <= 0xE007F:
        return True
    return unicodedata.category(character) in ("Mn", "Me", "Mc")


def _is_regional(character: str) -> bool:
    """Two of these make a flag."""
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _regionals_before(text: str, position: int) -> int:
    count = 0
    while count < position and _is_regional(text[position - 1 - count]):
        count += 1
    return count


def _furthest(text: Text, start: int, most: int, fits: Callable[[Text], bool]) -> int:
    """The end of the longest part from ``start`` that fits; at least one character."""
    ends = range(start + 2, min(start + most, len(text.plain)) + 1)
    return start + 1 + bisect_left(ends, True, key=lambda end: not fits(part_of(text, start, end)))
