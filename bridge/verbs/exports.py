"""The exports that a verb is given on its command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from bridge.errors import ArchiveError

if TYPE_CHECKING:
    from bridge.sources.archive import Archive
    from bridge.sources.hints import Hints
    from bridge.sources.interfaces import Reader
    from bridge.sources.limits import Limits

ExportPath = Annotated[Path, typer.Argument(help="A folder, a zip, or a file such as result.json.", show_default=False)]
TimeZone = Annotated[
    str | None,
    typer.Option(
        "--timezone",
        metavar="ZONE",
        help="Where the exporting computer stood, for exports that do not say: Europe/Berlin.",
        show_default=False,
    ),
]


@contextmanager
def opened(path: Path, limits: Limits) -> Iterator[tuple[Archive, Reader]]:
    """An export with the reader that knows its format. Raises ArchiveError when there is none."""
    from bridge.sources.archive import Archive
    from bridge.sources.discovery import identify

    if not path.exists():
        raise ArchiveError(f"There is nothing at {path}.")
    with Archive.open(path, limits) as archive:
        try:
            yield archive, identify(archive)
        except ArchiveError as error:
            if str(path) not in error.message:
                error.add_note(f"in {path}")
            raise


def hints(timezone: str | None) -> Hints:
    """What the person at the keyboard told. Raises a usage error for a zone that does not exist."""
    from bridge.sources.hints import Hints

    try:
        return Hints(timezone=ZoneInfo(timezone) if timezone else None)
    except (ZoneInfoNotFoundError, ValueError):
        raise typer.BadParameter(f"{timezone} is no time zone; try Europe/Berlin or UTC.") from None
