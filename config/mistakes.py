"""What is wrong with a configuration, all of it at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Position:
    """Where something stands: a file with line and column from 1, or a variable (no line)."""

    source: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.source}:{self.line}:{self.column}" if self.line else self.source


@dataclass(frozen=True, order=True)
class Mistake:
    """One thing to put right: ``config.yaml:4:3: homeserver.domian: unknown option, did you mean 'domain'?``."""

    position: Position
    key: str
    expected: str

    def __str__(self) -> str:
        return ": ".join(part for part in (str(self.position), self.key, self.expected) if part)


class Mistakes(Exception):
    """The configuration cannot be used; ``all`` says why, in the order in which a reader meets the mistakes."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.all = tuple(sorted(set(mistakes)))
        super().__init__("\n".join(map(str, self.all)))
