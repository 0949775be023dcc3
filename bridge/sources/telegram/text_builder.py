"""A text that grows piece by piece, and remembers which pieces are decorated."""

from __future__ import annotations

from dataclasses import dataclass, field

from msgspec import structs

from bridge.model.ids import MediaId, PersonId
from bridge.model.text import Span, Style, Text


@dataclass
class TextBuilder:
    """Collects pieces of text; positions count code points."""

    pieces: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    length: int = 0

    def add(self, piece: str) -> None:
        """Append plain text."""
        self.pieces.append(piece)
        self.length += len(piece)

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
        """Everything from ``start`` to here is of this style."""
        if start < self.length:
            self.spans.append(
                Span(start=start, end=self.length, style=style, url=url, language=language, person=person, media=media)
            )

    def styled(self, piece: str, style: Style, *, url: str | None = None) -> None:
        """Append decorated text."""
        start = self.length
        self.add(piece)
        self.decorate(start, style, url=url)

    def append(self, text: Text) -> None:
        """Append a text with its spans."""
        by = self.length
        self.spans += [structs.replace(span, start=span.start + by, end=span.end + by) for span in text.spans]
        self.add(text.plain)

    def begin_line(self, apart: int = 1) -> None:
        """Make sure that what follows stands on a line of its own, after ``apart`` - 1 empty ones."""
        if self.length:
            written = "".join(self.pieces[-3:])
            self.add("\n" * max(0, apart - (len(written) - len(written.rstrip("\n")))))

    def build(self) -> Text:
        """The text so far."""
        return Text("".join(self.pieces), tuple(self.spans))
