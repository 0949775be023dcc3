"""``beringia report``: what became of every item of a plan, for people and for programs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bridge.errors import NotWritten
from bridge.verbs.import_plan import PlanName
from bridge.verbs.loading import configuration

if TYPE_CHECKING:
    from bridge.history.report.contents import Report
    from config.schema import Config

JSON = "report.json"
PAGE = "report.html"


def report(
    context: typer.Context,
    plan: PlanName = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The folder to write to; made if need be.", show_default=False)
    ] = Path(),
    only_json: Annotated[bool, typer.Option("--json", help=f"Only {JSON}, for programs.")] = False,
    only_page: Annotated[bool, typer.Option("--html", help=f"Only {PAGE}, for people.")] = False,
) -> None:
    """Write report.html and report.json: each item's outcome, and what verification found.

    A plan that is not finished, or was never verified, has a report too, and it says so. Earlier reports in the
    folder are replaced. Both files are readable by you only: they hold names, but no words of any message.
    """
    config = configuration(context)
    wanted = _wanted(only_json=only_json, only_page=only_page)
    made = asyncio.run(_report(config, plan, output, wanted))
    typer.echo(f"{made.verdict.headline}: {made.books.items.done:,} of {made.books.source:,} items done.")
    for name in wanted:
        typer.echo(output / name)


def _wanted(*, only_json: bool, only_page: bool) -> list[str]:
    if only_json == only_page:
        return [PAGE, JSON]
    return [JSON] if only_json else [PAGE]


async def _report(config: Config, name: str | None, folder: Path, wanted: list[str]) -> Report:
    from bridge.app import clock, identities, open_store
    from bridge.history.plan import load_plan
    from bridge.history.report.gathering import gather
    from bridge.history.report.page import report_page
    from bridge.history.report.program import report_json

    writers = {PAGE: report_page, JSON: report_json}
    async with open_store(config) as store:
        plan = await load_plan(store, name)
        made = await gather(store, identities(config), plan, now=clock(), made_by=_program())
        for wish in wanted:
            await _write(folder / wish, writers[wish](store, made))
    return made


async def _write(path: Path, pieces: AsyncIterator[str]) -> None:
    """Put a file in its place whole or not at all."""
    from config.write import private_file

    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with private_file(path) as file:
            async for piece in pieces:
                file.write(piece)
    except OSError as error:
        raise NotWritten(f"{path}: {error.strerror}. Name another folder with --output.") from error


def _program() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"Beringia {version('beringia')}"
    except PackageNotFoundError:
        return "Beringia, run from its source"
