"""The exports that a verb is given on its command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from bridge.errors import ArchiveError

if TYPE_CHECKING:
    from bridge.history.homes import Kinship
    from bridge.sources.archive import Archive
    from bridge.sources.hints import DateOrder, Hints
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

DateOrderName = Annotated[
    str | None,
    typer.Option(
        "--date-order",
        metavar="ORDER",
        help="How dates in numbers are to be read, where the export leaves it open: day-month, month-day or year-month-day.",
        show_default=False,
    ),
]
Day = Annotated[
    str | None,
    typer.Option(
        "--date",
        metavar="DATE",
        help="On which day it began, for exports that know only the time of day: 2026-11-24.",
        show_default=False,
    ),
]
OwnName = Annotated[
    str | None,
    typer.Option(
        "--own-name",
        metavar="NAME",
        help='Who "You" is in an export that does not name its owner: as the other members see them.',
        show_default=False,
    ),
]
KeyFile = Annotated[
    Path | None,
    typer.Option(
        "--key-file",
        metavar="FILE",
        help="A file with the key or password of an encrypted export. Only where it lies is stored, never what it says.",
        show_default=False,
        exists=True,
        dir_okay=False,
    ),
]
SameChat = Annotated[
    bool,
    typer.Option(
        "--same-chat",
        help="An export without message ids is of the chat that is here, although too little tells so.",
    ),
]
OtherChat = Annotated[
    bool,
    typer.Option("--other-chat", help="An export without message ids is of another chat that is called the same."),
]
Into = Annotated[
    str | None,
    typer.Option(
        "--into",
        metavar="CHAT",
        help="The export's only chat is this one, by title or id, of those that were staged before.",
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


def hints(
    timezone: str | None,
    date_order: str | None = None,
    own_name: str | None = None,
    key_file: Path | None = None,
    day: str | None = None,
) -> Hints:
    """What the person at the keyboard told. Raises a usage error for what does not exist."""
    from bridge.sources.hints import Hints

    return Hints(
        timezone=_zone(timezone),
        date_order=_order(date_order),
        own_name=own_name,
        key_file=key_file.resolve() if key_file else None,
        date=_day(day),
    )


def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        raise typer.BadParameter(f"{name} is no time zone; try Europe/Berlin or UTC.") from None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise typer.BadParameter(f"{text} is no date; write it as 2026-11-24.") from None


def _order(name: str | None) -> DateOrder | None:
    from bridge.sources.hints import DateOrder

    try:
        return DateOrder(name) if name else None
    except ValueError:
        raise typer.BadParameter(f"{name} is no order of dates; there are {', '.join(DateOrder)}.") from None


def kinship(same: bool, other: bool, into: str | None) -> Kinship:
    """Which chat an export is of, as told. Raises a usage error for what contradicts itself."""
    from bridge.history.homes import Kinship

    if same + other + (into is not None) > 1:
        raise typer.BadParameter("--same-chat, --other-chat and --into exclude each other.")
    return Kinship(same=same, other=other, into=into)
