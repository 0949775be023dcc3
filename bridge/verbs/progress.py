"""Bars that move while something takes long; nothing where nobody watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

EVERY = 500
"""Items between two looks at the clock, where there is no end to show."""


class Bars:
    """One bar for each chat, and what was counted."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._bars: dict[int, object] = {}

    def add(self, portal: int, title: str, total: int) -> None:
        """A bar for a chat; none where nothing is to be said."""
        if not total:
            return
        self._bars[portal] = self._progress.add_task(title, total=total)

    def advance(self, portal: int, items: int) -> None:
        """So many items more."""
        if portal not in self._bars:
            return
        self._progress.advance(self._bars[portal], items)  # type: ignore[arg-type]  # rich's TaskID, an int


@contextmanager
def bars(*, quiet: bool = False) -> Iterator[Bars]:
    """Bars on standard error."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=_console(), disable=quiet or not sys.stderr.isatty()) as progress:
        yield Bars(progress)


@contextmanager
def counting(what: str, *, quiet: bool = False) -> Iterator[Callable[[int], None]]:
    """A running count on standard error, for streams whose end is not known."""
    columns = (SpinnerColumn(), TextColumn("{task.description} {task.completed:,.0f}"))
    with Progress(*columns, console=_console(), disable=quiet or not sys.stderr.isatty()) as progress:
        bar = progress.add_task(what, total=None)
        gathered = 0

        def count(more: int) -> None:
            nonlocal gathered
            gathered += more
            if gathered >= EVERY:
                progress.advance(bar, gathered)
                gathered = 0

        yield count
        progress.advance(bar, gathered)


def _console() -> Console:
    return Console(stderr=True)
