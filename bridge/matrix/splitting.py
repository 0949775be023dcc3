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
_FIRST_GUESS = 4096


def split(text: Text, fits: Callable[[Text], bool]) -> Iterator[Text]:
    """The text in as few parts as its borders allow; together they are the whole text, character by character.

    Each part fits, unless a single character already does not.
    """
    rest, guess = text, _FIRST_GUESS
    while rest:
        end = guess = _longest(rest, guess, fits)
        if end < len(rest.plain):
            end = best_border(rest.plain[:end], rest.plain[end])
        yield part_of(rest, 0, end)
        rest = part_of(rest, end, len(rest.plain))


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


def _longest(rest: Text, guess: int, fits: Callable[[Text], bool]) -> int:
    """How many characters fit, at least one. Doubles a guess until it is too much, then narrows it down."""
    fitting, reach = 1, guess
    while fits(window := part_of(rest, 0, reach)):
        if reach >= len(rest.plain):
            return len(rest.plain)
        fitting, reach = reach, 2 * reach
    ends = range(fitting + 1, len(window.plain))
    return fitting + bisect_left(ends, True, key=lambda end: not fits(part_of(window, 0, end)))
