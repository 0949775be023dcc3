"""Text as Telegram keeps it: it drops and replaces some characters, and cuts off spaces at both ends.

Done before sending, so that spans stay on their words and a message can be recognised by what it says.
"""

from __future__ import annotations

import unicodedata
from itertools import accumulate, pairwise

from msgspec import structs

from bridge.model.text import Span, Text

_LINE_BREAKS = "\r\u2028\u2029"
_DROPPED = frozenset("\u202a\u202b\u202c\u202d\u202e")
"""Marks that turn the direction of what follows, beyond the end of the text."""
_NO_CHARACTER = "\ufffd"
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"})
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0\u034f")
"""Letters and signs without ink."""


def cleaned(text: Text) -> Text:
    """The same text with the characters that Telegram keeps."""
    kept = [_kept(one, following) for one, following in pairwise(text.plain + "\0")]
    moved = [0, *accumulate(map(len, kept))]
    return Text("".join(kept), tuple(_moved(span, moved) for span in text.spans))


def trimmed(text: Text) -> Text:
    """Without spaces at its ends; spans end where the text does, and empty ones are gone."""
    return part(text, len(text.plain) - len(text.plain.lstrip()), len(text.plain.rstrip()))


def part(text: Text, start: int, end: int) -> Text:
    """The stretch from ``start`` to ``end``, in code points, with the spans that lie in it."""
    length = max(end - start, 0)
    shifted = (
        structs.replace(span, start=max(span.start - start, 0), end=min(span.end - start, length))
        for span in text.spans
    )
    return Text(text.plain[start:end] if length else "", tuple(span for span in shifted if span.start < span.end))


def visible(words: str) -> bool:
    """Would anybody see something of it? Telegram takes no message of which nobody would."""
    return any(unicodedata.category(one) not in _UNSEEN and one not in _BLANKS for one in words)


def essence(words: str) -> str:
    """What two texts have in common that differ only in what Telegram may have cleaned away."""
    return "".join(one for one in words if unicodedata.category(one) not in _UNSEEN)


def _kept(one: str, following: str) -> str:
    if one in _LINE_BREAKS:
        return "" if one == "\r" and following == "\n" else "\n"
    if "\ud800" <= one <= "\udfff":
        return _NO_CHARACTER
    if one in _DROPPED:
        return ""
    return " " if one < " " and one not in "\n\t" else one


def _moved(span: Span, moved: list[int]) -> Span:
    last = len(moved) - 1
    start, end = (moved[min(max(place, 0), last)] for place in (span.start, span.end))
    return structs.replace(span, start=start, end=end)
