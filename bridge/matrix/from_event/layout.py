"""A text that grows from HTML, element by element: its line breaks, its blanks, and what is decorated."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from bridge.model.ids import PersonId
from bridge.model.text import Span, Style, Text

_BLANKS = re.compile(r"[ \t\n\r\f]+")
_MERGEABLE = frozenset(Style) - {Style.MENTION, Style.QUOTE, Style.PREFORMATTED}
"""Of these, two that touch each other are one."""


@dataclass
class Decoration:
    """A style that is open: whatever is written until it is closed has it."""

    style: Style
    url: str | None = None
    person: PersonId | None = None
    language: str | None = None
    start: int | None = None
    """Where its first character stands; None: nothing was written yet."""
    first_piece: int = 0


@dataclass
class Layout:
    """Collects words as a reader would see them. Blanks in HTML that hold a line break are only layout: they become
    one space between words, and nothing at the border of a line; other blanks are what somebody wrote.
    """

    pieces: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    length: int = 0
    _waiting: list[Decoration] = field(default_factory=list)
    """Decorations that are open, and have no character yet."""
    _apart: int = 0
    """Line breaks that must stand before what comes next, counted from the last visible character."""
    _broken: bool = False
    """A block begins or ends here, which is a line break of its own."""
    _blank: bool = False
    """A space is due, unless a line begins or ends here."""
    _held: bool = False
    """A line break at the end of a block of code, which is only real when more code follows."""
    _fresh: bool = True
    """Nothing was written yet in this place: no line needs to be begun."""
    _breaks: int = 0
    """Line breaks at the end of what was written."""

    def write(self, words: str) -> None:
        """Append running text."""
        for number, piece in enumerate(_BLANKS.sub(_layout_as_break, words).split("\n")):
            self._blank = self._blank or number > 0
            if piece:
                self._begin()
                self._add(piece)

    def write_verbatim(self, words: str) -> None:
        """Append text in which every blank counts."""
        if not words:
            return
        self._begin()
        kept = words.removesuffix("\n")
        self._add(kept)
        self._held = kept != words

    def mark(self, words: str) -> None:
        """Append what stands before a line's own words, such as the point of a list."""
        self.write_verbatim(words)
        self._fresh = True

    def new_line(self) -> None:
        """A line break that somebody made."""
        self._blank = False
        self._begin()
        self._add("\n")

    def begin_lines(self, apart: int = 1) -> None:
        """What follows stands on a line of its own, with ``apart`` - 1 empty ones before it."""
        if not self._fresh:
            self._apart = max(self._apart, apart)

    def begin_block(self) -> None:
        """A quote or a block of code begins or ends."""
        self._held = False
        self._broken = self._broken or not self._fresh

    def open(self, decoration: Decoration) -> None:
        """What follows is decorated."""
        self._waiting.append(decoration)

    def close(self, decoration: Decoration) -> None:
        """The decoration ends here."""
        if decoration.start is None:
            self._waiting.remove(decoration)
        elif decoration.start < self.length:
            self.spans.append(
                Span(
                    start=decoration.start,
                    end=self.length,
                    style=decoration.style,
                    url=decoration.url,
                    person=decoration.person,
                    language=decoration.language,
                )
            )

    def written_in(self, decoration: Decoration) -> str:
        """What was written since it was opened."""
        return "" if decoration.start is None else "".join(self.pieces[decoration.first_piece :])

    def rewrite(self, decoration: Decoration, words: str) -> None:
        """Other words in place of what was written since it was opened; they are decorated by it alone."""
        start = decoration.start or 0
        del self.pieces[decoration.first_piece :]
        while self.spans and self.spans[-1].start >= start:
            self.spans.pop()
        self.length = start
        self._add(words)

    def build(self) -> Text:
        """The text so far; of two decorations of the same words the outer one comes first."""
        closed = sorted(enumerate(self.spans), key=lambda entry: (entry[1].start, -entry[1].end, -entry[0]))
        return Text("".join(self.pieces), tuple(_merged([span for _, span in closed])))

    def _begin(self) -> None:
        """Write what is due before the next character, and let the waiting decorations begin with it."""
        breaks = self._breaks_due()
        if breaks:
            self._add("\n" * breaks)
        elif self._blank and not self._fresh and not self._breaks:
            self._add(" ")
        self._apart, self._broken, self._blank, self._held, self._fresh = 0, False, False, False, False
        for decoration in self._waiting:
            decoration.start, decoration.first_piece = self.length, len(self.pieces)
        self._waiting.clear()

    def _breaks_due(self) -> int:
        certain = int(self._held) + int(self._broken)
        return certain + max(self._apart - self._breaks - certain, 0)

    def _add(self, piece: str) -> None:
        self.pieces.append(piece)
        self.length += len(piece)
        ending = len(piece) - len(piece.rstrip("\n"))
        self._breaks = self._breaks + ending if ending == len(piece) else ending


def _layout_as_break(blanks: re.Match[str]) -> str:
    return "\n" if "\n" in blanks[0] or "\r" in blanks[0] else blanks[0]


def _merged(spans: Sequence[Span]) -> list[Span]:
    """Decorations that go on where an equal one ends are one with it."""
    found: list[Span] = []
    ends: dict[tuple[Style, str | None, int], int] = {}
    for span in spans:
        key = span.style, span.url, span.start
        before = ends.pop(key, None) if span.style in _MERGEABLE else None
        if before is None:
            before = len(found)
            found.append(span)
        else:
            found[before] = replace(found[before], end=span.end)
        ends[span.style, span.url, span.end] = before
    return found
