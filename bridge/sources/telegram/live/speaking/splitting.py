"""Texts that are longer than Telegram takes, in pieces that end where a reader would pause."""

from __future__ import annotations

import unicodedata
from itertools import accumulate, takewhile

from bridge.model.text import Text
from bridge.sources.telegram.live.speaking.cleaning import cleaned, part, trimmed, visible

LONGEST_MESSAGE = 4096
LONGEST_CAPTION = 1024
"""In UTF-16 units; accounts that pay may write longer captions, and are treated alike."""

_PAUSES = ("\n\n", "\n", ". ", " ")
_JOINER = "\u200d"
_TIED = frozenset({"Mn", "Me", "Mc", "Cf", "Sk"})
_LONGEST_TIE = 32


def units(words: str) -> int:
    """How long a text is for Telegram."""
    return len(words) + sum(one > "\uffff" for one in words)


def pieces(text: Text, first: int = LONGEST_MESSAGE, then: int = LONGEST_MESSAGE) -> tuple[Text, ...]:
    """A text as pieces of at most ``first``, then ``then`` UTF-16 units, cleaned and trimmed; nothing visible is lost.

    There is none for a text of which nothing is visible.
    """
    found, rest, most = [], trimmed(cleaned(text)), first
    while units(rest.plain) > most:
        border = _border(rest.plain, most)
        found.append(trimmed(part(rest, 0, border)))
        rest, most = trimmed(part(rest, border, len(rest.plain))), then
    return tuple(piece for piece in [*found, rest] if visible(piece.plain))


def _border(words: str, most: int) -> int:
    """Where to cut, in code points: so that what comes before fits, and at the best pause in its second half."""
    widths = accumulate(2 if one > "\uffff" else 1 for one in words)
    longest = sum(1 for _ in takewhile(lambda width: width <= most, widths))
    for pause in _PAUSES:
        if (at := words.rfind(pause, longest // 2, longest)) > 0:
            return at + len(pause)
    return _between_letters(words, longest)


def _between_letters(words: str, longest: int) -> int:
    for at in range(longest, max(longest - _LONGEST_TIE, 0), -1):
        if not _tied(words, at):
            return at
    return longest


def _tied(words: str, at: int) -> bool:
    """Do the signs before and behind belong together: a letter and its accent, an emoji and its colour, a flag?"""
    if unicodedata.category(words[at]) in _TIED or words[at - 1] == _JOINER:
        return True
    halves = sum(1 for _ in takewhile(_is_half_a_flag, reversed(words[:at])))
    return _is_half_a_flag(words[at]) and halves % 2 == 1


def _is_half_a_flag(one: str) -> bool:
    return "\U0001f1e6" <= one <= "\U0001f1ff"
