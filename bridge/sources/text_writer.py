"""A text that is written piece by piece, with its decorations, as documents in markup are read."""

from __future__ import annotations

from msgspec import structs

from bridge.model.ids import MediaId, PersonId
from bridge.model.text import Span, Style, Text


class TextWriter:
    """Collects pieces of text; positions count code points."""

    def __init__(self) -> None:
        self.length = 0
        self._pieces: list[str] = []
        self._spans: list[Span] = []
        self._breaks = 0
        """Line breaks at the end of what is written."""

    @property
    def at_line_start(self) -> bool:
        """Is nothing written on this line yet?"""
        return not self.length or self._breaks > 0

    def write(self, piece: str) -> None:
        """Append plain text."""
        if piece:
            self._pieces.append(piece)
            self.length += len(piece)
            rest = piece.rstrip("\n")
            self._breaks = len(piece) - len(rest) + (0 if rest else self._breaks)

    def begin_line(self) -> None:
        """What follows stands on a line of its own."""
        if not self.at_line_start:
            self.write("\n")

    def decorate(
        self,
        start: int,
        style: Style,
        *,
        url: str | None = None,
        language: str | None = None,
        person: PersonId | None = None,
        media: MediaId | None = None,
    ) -> None:
        """Everything from ``start`` to here is of this style; a break at its end is not."""
        end = self.length - self._breaks
        if start < end:
            self._spans.append(
                Span(start=start, end=end, style=style, url=url, language=language, person=person, media=media)
            )

    def styled(self, piece: str, style: Style, *, url: str | None = None, person: PersonId | None = None) -> None:
        """Append decorated text."""
        start = self.length
        self.write(piece)
        self.decorate(start, style, url=url, person=person)

    def append(self, text: Text) -> None:
        """Append a text with its spans."""
        by = self.length
        self._spans += [structs.replace(span, start=span.start + by, end=span.end + by) for span in text.spans]
        self.write(text.plain)

    def since(self, start: int) -> str:
        """What was written from ``start`` on."""
        pieces: list[str] = []
        missing = self.length - start
        for piece in reversed(self._pieces):
            if missing <= 0:
                break
            pieces.append(piece[-missing:])
            missing -= len(piece)
        return "".join(reversed(pieces))

    def text(self) -> Text:
        """The text so far, without space around it."""
        plain = "".join(self._pieces)
        begin, end = len(plain) - len(plain.lstrip()), len(plain.rstrip())
        if begin >= end:
            return Text()
        spans = (_within(span, begin, end) for span in self._spans)
        return Text(plain[begin:end], tuple(sorted(filter(None, spans), key=_reading_order)))


def lines_of(*texts: Text) -> Text:
    """Several texts below each other; empty ones are left out."""
    writer = TextWriter()
    for text in texts:
        if text.plain:
            writer.begin_line()
            writer.append(text)
    return writer.text()


def styled(plain: str, style: Style, *, url: str | None = None) -> Text:
    """A text that is of one style as a whole."""
    writer = TextWriter()
    writer.styled(plain, style, url=url)
    return writer.text()


def _within(span: Span, begin: int, end: int) -> Span | None:
    start, stop = max(span.start, begin), min(span.end, end)
    return structs.replace(span, start=start - begin, end=stop - begin) if start < stop else None


def _reading_order(span: Span) -> tuple[int, int]:
    return span.start, -span.end
