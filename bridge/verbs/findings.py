"""What ``beringia check`` shows, and what it asks about."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence

import typer

from bridge.matrix.events import UserId
from bridge.matrix.preflight import Finding, Subject, sound
from bridge.matrix.preflight.findings import YEAR_2000
from bridge.words import plain
from config.schema import Config
from registration.document import Registration

SIGNS = {True: ("✓", typer.colors.GREEN), False: ("✗", typer.colors.RED), None: ("–", typer.colors.BRIGHT_BLACK)}


def subject(config: Config, registration: Registration, oldest: int | None) -> Subject:
    """The homeserver of the configuration. ``oldest``: ms since 1970, None: before anything that can be exported."""
    ours = config.appservice
    return Subject(
        address=config.homeserver.address,
        domain=config.homeserver.domain,
        bot=UserId(config.bot_id),
        prefix=ours.prefix,
        appservice=ours.id,
        as_token=registration.as_token.get_secret_value(),
        hs_token=registration.hs_token.get_secret_value(),
        url=ours.url,
        host=ours.host,
        port=ours.port,
        room_version=config.rooms.version,
        federate=config.rooms.federate,
        oldest=YEAR_2000 if oldest is None else oldest,
        largest_file=config.media.max_size,
    )


def show(finding: Finding) -> None:
    """One line, and below it the remedy, where one is needed."""
    sign, colour = SIGNS[finding.ok]
    typer.secho(f"{sign} {finding.name}: {plain(finding.detail)}", fg=colour)
    if finding.ok is False and finding.remedy:
        typer.echo(f"    → {plain(finding.remedy)}")


def conclude(findings: Sequence[Finding]) -> None:
    """The last line: may the import begin?"""
    wrong = sum(finding.ok is False for finding in findings)
    if sound(list(findings)):
        typer.secho("\nAll is well: an import would be sound.", fg=typer.colors.GREEN)
    else:
        typer.secho(f"\nDo not import yet: {wrong} of {len(findings)} findings must be put right.", fg=typer.colors.RED)


def as_json(findings: Sequence[Finding]) -> None:
    """The same for programs: ``ok`` is null when the question does not arise."""
    lines = [dataclasses.asdict(finding) for finding in findings]
    typer.echo(json.dumps({"sound": sound(list(findings)), "findings": lines}, ensure_ascii=False, indent=2))
