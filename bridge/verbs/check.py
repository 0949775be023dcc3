"""``beringia check``: would an import be sound? Asked of the two files, and then of the homeserver itself."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bridge.verbs.loading import configuration

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bridge.matrix.preflight import Finding
    from config.schema import Config

UNSOUND = 1


def check(
    context: typer.Context,
    oldest: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help="Day of the oldest message that people must be able to see; left out: 2000-01-01.",
            show_default=False,
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write the findings as JSON.")] = False,
) -> None:
    """Say, line by line, whether an import would be sound, and what to do where it would not.

    Talks to the homeserver, and tries things out in a scratch room that it leaves behind empty.
    """
    from bridge.matrix.preflight import sound
    from bridge.verbs import findings

    config = configuration(context)
    found = asyncio.run(_look(config, oldest, quiet=as_json))
    (findings.as_json if as_json else findings.conclude)(found)
    if not sound(found):
        raise typer.Exit(UNSOUND)


async def _look(config: Config, oldest: datetime | None, *, quiet: bool) -> list[Finding]:
    found = await _gather(_findings(config, oldest), quiet=quiet)
    await _remember_rate(config, found)
    return found


async def _remember_rate(config: Config, found: list[Finding]) -> None:
    """So that ``plan`` can say how long an import takes, before there was one."""
    from bridge.app import clock, open_store
    from bridge.history.plan import CHECKED_RATE
    from bridge.store import Rate

    for finding in found:
        if finding.rate is not None:
            async with open_store(config) as store:
                await store.rates.add(
                    Rate(measured_at=clock(), events=round(finding.rate), seconds=1.0, what=CHECKED_RATE)
                )


async def _gather(found: AsyncIterator[Finding], *, quiet: bool) -> list[Finding]:
    """All findings, each shown as soon as it is known."""
    from bridge.verbs.findings import show

    gathered = []
    async for finding in found:
        gathered.append(finding)
        if not quiet:
            show(finding)
    return gathered


async def _findings(config: Config, oldest: datetime | None) -> AsyncIterator[Finding]:
    from bridge.matrix.preflight import Finding, preflight
    from bridge.verbs.findings import subject
    from registration.check import lint, read

    registration, unreadable = read(config.appservice.registration)
    lines = unreadable if registration is None else lint(registration, config)
    for line in lines:
        yield Finding(f"registration: {line.name}", ok=line.ok, detail=line.detail, remedy=line.remedy)
    if registration is not None:
        async for finding in preflight(subject(config, registration, _milliseconds(oldest))):
            yield finding


def _milliseconds(day: datetime | None) -> int | None:
    return None if day is None else int(day.replace(tzinfo=UTC).timestamp() * 1000)
