"""A file's lines as messages: a header begins one, and all lines up to the next header belong to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bridge.sources.whatsapp.text.header import Form, Header, header
from bridge.sources.whatsapp.text.marks import is_marked


@dataclass(slots=True)
class Entry:
    """One message, still as text. ``head`` is None for what stands before the first header."""

    head: Header | None
    rest: str
    """What follows the header on its line."""
    marked: bool = False
    """The line begins with a mark."""
    more: list[str] = field(default_factory=list)
    size: int = 0
    """Characters, of all lines."""
    too_long: bool = False

    def add(self, line: str, longest: int) -> None:
        """One more line, unless there are too many already."""
        self.size += len(line) + 1
        if self.size > longest:
            self.too_long = True
        else:
            self.more.append(line)

    def body(self, first: str) -> str:
        """All that was said; ``first`` is what its first line says."""
        return first if not self.more else "\n".join([first, *self.more])


def entries(lines: Iterable[str], form: Form, longest: int) -> Iterator[Entry]:
    """The messages of a file whose headers are of one form; ``longest`` in characters."""
    entry = Entry(None, "")
    for line in lines:
        head = header(line)
        if head is None or head.form != form:
            entry.add(line, longest)
            continue
        if entry.head is not None or any(before.strip() for before in entry.more):
            yield entry
        rest = line[head.end :]
        entry = Entry(head, rest, is_marked(line.lstrip("\ufeff")), size=len(rest))
    if entry.head is not None or any(before.strip() for before in entry.more):
        yield entry
