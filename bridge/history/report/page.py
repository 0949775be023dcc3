"""``report.html``: the report for people. One file that needs no other, runs nothing, and can be printed.

Names come from strangers: everything is escaped, invisible characters are taken away, and the page's own policy
forbids whatever might slip through.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from datetime import UTC, datetime
from importlib import resources
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from bridge.history.report.contents import ChatReport, ItemReport, Report
from bridge.history.report.gathering import items_not_done
from bridge.history.report.tally import OUTCOMES, Tally
from bridge.history.report.verdict import Level, counted, is_outdated
from bridge.matrix.cleaning import clean_line
from bridge.store import Store

MOST_ITEMS = 2_000
"""Single items shown for each chat; the JSON has all."""
MOST_PEOPLE = 500
"""People shown for each chat."""
BAR = 1_000
"""How many units wide a bar is drawn; it is stretched to its place."""

OUTCOME_WORDS = {
    "done": ("done", "In the room, in its place, under its sender’s name, at its time."),
    "withheld": ("withheld", "Left out on purpose: what must not be read, or came too late for its place."),
    "unsupported": (
        "unsupported",
        "In the room as a visible notice, because its kind is not known or it cannot be read.",
    ),
    "missing": ("file missing", "In the room with its words, and a notice where a file should be that is not there."),
    "failed": ("failed", "Refused by the homeserver; not, or not wholly, in the room."),
    "not_said": ("not said yet", "Waits in the database for the import to go on."),
}
"""What each outcome is called, and what it means."""

ItemsOf = Callable[[ChatReport], AsyncGenerator[ItemReport, None]]
"""Given a chat: its items that are not done."""

MARKS = {Level.PROVEN: "✓", Level.OPEN: "!", Level.WRONG: "✗"}


async def report_page(store: Store, report: Report) -> AsyncIterator[str]:
    """The page piece by piece."""
    async for piece in pieces(report, lambda chat: items_not_done(store, chat)):
        yield piece


async def pieces(report: Report, items_of: ItemsOf) -> AsyncIterator[str]:
    """The page with these items for each chat, as far as it has room for them."""
    style = _resource("page.css")
    page = (
        _environment()
        .get_template("page.html.j2")
        .generate_async(
            report=report,
            items_of=lambda chat: _first(items_of(chat), MOST_ITEMS),
            style=Markup(style),  # noqa: S704 - our own style sheet
            policy=_policy(style),
        )
    )
    async for piece in page:
        yield piece


def _policy(style: str) -> str:
    """Content-Security-Policy: no script, no request, and no style but this one (https://www.w3.org/TR/CSP3/)."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_resource),
        autoescape=True,
        enable_async=True,
        finalize=_visible,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": _number, "moment": moment, "day": day, "counted": counted, "share": share}
    environment.globals |= {
        "outcomes": OUTCOME_WORDS,
        "columns": columns,
        "segments": segments,
        "kinds_of": kinds_of,
        "people_of": people_of,
        "marks": MARKS,
        "is_outdated": is_outdated,
        "most_people": MOST_PEOPLE,
        "most_items": MOST_ITEMS,
    }
    return environment


def _resource(name: str) -> str:
    return resources.files("bridge.history.report").joinpath(name).read_text(encoding="utf-8")


def _visible(value: Any) -> Any:
    """What goes into the page, on one line and without characters that steer the text around them."""
    return clean_line(value) if type(value) is str else value


async def _first(items: AsyncGenerator[ItemReport, None], limit: int) -> AsyncIterator[ItemReport]:
    left = limit
    async with aclosing(items):
        async for item in items:
            if not left:
                return
            yield item
            left -= 1


def kinds_of(chat: ChatReport) -> list[tuple[str, Tally]]:
    """The rows of a chat's table of kinds."""
    return [(report.kind, report.items) for report in chat.kinds]


def people_of(chat: ChatReport) -> list[tuple[str, Tally]]:
    """The rows of a chat's table of people, those who said most."""
    return [(report.name, report.items) for report in chat.people[:MOST_PEOPLE]]


def columns(items: Tally) -> tuple[str, ...]:
    """The outcomes that a table needs a column for."""
    return tuple(outcome for outcome in OUTCOMES if outcome == "done" or getattr(items, outcome))


def segments(items: Tally) -> list[tuple[str, float, float]]:
    """A bar of the outcomes: (outcome, where it begins, how wide it is). Few are still seen beside many."""
    present = [(outcome, getattr(items, outcome)) for outcome in OUTCOMES if getattr(items, outcome)]
    widths = [max(count / max(1, items.total) * BAR, BAR / 125) for _, count in present]
    scale = BAR / sum(widths) if widths else 1
    bar, begin = [], 0.0
    for (outcome, _), width in zip(present, widths, strict=True):
        bar.append((outcome, round(begin, 2), round(width * scale, 2)))
        begin += width * scale
    return bar


def share(count: int, total: int) -> str:
    """A part in per cent that is never rounded to all or nothing: ``99.98 %``, ``< 0.01 %``."""
    if not total or count == total:
        return "100 %" if total else "–"
    percent = count / total * 100
    if not count:
        return "0 %"
    return "< 0.01 %" if percent < 0.01 else f"{min(percent, 99.99):.2f} %"


def moment(time: int | None) -> str:
    """``2026-03-01 17:05:09 UTC``, from ms since 1970; a dash when there is none."""
    return _formatted(time, "%Y-%m-%d %H:%M:%S UTC")


def day(time: int | None) -> str:
    """``2026-03-01``, from ms since 1970; a dash when there is none."""
    return _formatted(time, "%Y-%m-%d")


def _formatted(time: int | None, pattern: str) -> str:
    if time is None:
        return "–"
    try:
        return datetime.fromtimestamp(time / 1000, UTC).strftime(pattern)
    except (ValueError, OverflowError, OSError):  # beyond the year 9999, where exports lie at times
        return f"{time} ms"


def _number(count: int) -> str:
    return f"{count:,}"
