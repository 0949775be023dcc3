"""Sentences with holes, as the tables of languages have them, laid over a text in linear time.

A regular expression with several open holes can take for ever on a hostile line; this cannot.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bridge.sources.whatsapp.text.marks import comparable

_HOLE = re.compile(r"\{(?P<name>\w+)(?:=(?P<word>[^}]+))?\}|\*")
_STOPS = ".。।!"


@dataclass(frozen=True, slots=True)
class Hole:
    """Anything; a named one is at least one character."""

    name: str | None = None


@dataclass(frozen=True, slots=True)
class Fixed:
    """Words that must stand there; with a name where they stand for somebody."""

    words: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A known sentence. ``key`` is its longest fixed part: what does not hold it needs no closer look."""

    parts: tuple[Hole | Fixed, ...]
    key: str
    first: str
    """The words that it begins with; empty when it begins with a hole."""
    last: str
    weight: int
    """How many characters are fixed."""

    def match(self, text: str) -> Mapping[str, tuple[int, int]] | None:
        """Where the holes' contents stand in a text that is :func:`comparable`; None when it is another sentence."""
        if self.key not in text or not text.startswith(self.first) or not text.endswith(self.last):
            return None
        return _laid(self.parts, text)


def sentence(template: str) -> Sentence:
    """A template of the tables (``{who} added {whom}``), ready to be compared."""
    parts = tuple(_parts(template.rstrip(_STOPS)))
    fixed = [part.words for part in parts if isinstance(part, Fixed)]
    first, last = parts[0], parts[-1]
    return Sentence(
        parts,
        key=max(fixed, key=len, default=""),
        first=first.words if isinstance(first, Fixed) else "",
        last=last.words if isinstance(last, Fixed) else "",
        weight=sum(map(len, fixed)),
    )


def ready(text: str) -> str:
    """A text as sentences are compared with it: one kind of spaces and quotation marks, no full stop."""
    return comparable(text).rstrip(_STOPS).rstrip()


def _parts(template: str) -> Sequence[Hole | Fixed]:
    parts: list[Hole | Fixed] = []
    end = 0
    for hole in _HOLE.finditer(template):
        if hole.start() > end:
            parts.append(Fixed(_same(template[end : hole.start()])))
        word = hole["word"]
        parts.append(Fixed(_same(word), hole["name"]) if word else Hole(hole["name"]))
        end = hole.end()
    if end < len(template):
        parts.append(Fixed(_same(template[end:])))
    return parts


def _same(words: str) -> str:
    """Comparable, with the spaces at both ends kept."""
    before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    return f"{' ' * bool(before)}{comparable(words)}{' ' * bool(after)}" if words.strip() else " "


def _laid(parts: Sequence[Hole | Fixed], text: str) -> Mapping[str, tuple[int, int]] | None:
    held: dict[str, tuple[int, int]] = {}
    open_hole: Hole | None = None
    at = 0
    for number, part in enumerate(parts):
        if isinstance(part, Hole):
            open_hole = part
            continue
        start = _start(part, text, at, open_hole, is_last=number == len(parts) - 1)
        if start < 0:
            return None
        if open_hole is not None and open_hole.name:
            held[open_hole.name] = (at, start)
        open_hole, at = None, start + len(part.words)
        if part.name:
            held[part.name] = (start, at)
    return _closed(held, open_hole, at, text)


def _start(part: Fixed, text: str, at: int, hole: Hole | None, *, is_last: bool) -> int:
    if hole is None:
        return at if text.startswith(part.words, at) else -1
    least = at + 1 if hole.name else at
    if is_last:
        start = len(text) - len(part.words)
        return start if start >= least and text.endswith(part.words) else -1
    return text.find(part.words, least)


def _closed(
    held: dict[str, tuple[int, int]], hole: Hole | None, at: int, text: str
) -> Mapping[str, tuple[int, int]] | None:
    if hole is None:
        return held if at == len(text) else None
    if hole.name:
        if at >= len(text):
            return None
        held[hole.name] = (at, len(text))
    return held
