"""``beringia verify``: read the rooms back, and compare them both ways with what was staged."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bridge.errors import ConfigError
from bridge.verbs.import_plan import PlanName
from bridge.verbs.loading import configuration, registered

if TYPE_CHECKING:
    from config.schema import Config
    from registration.document import Registration


def verify(
    context: typer.Context,
    plan: PlanName = None,
    media: Annotated[bool, typer.Option(help="Download every file, and compare its hash.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Write the findings as JSON.")] = False,
    witness: Annotated[
        Path | None,
        typer.Option(
            help="A file with the access token of somebody who is in the rooms: read them with that person's eyes,"
            " and see what they find by searching and by date, and whether they were notified.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Read the rooms back from the homeserver, and compare them with what was staged. Exit code 0: all is there, and nothing else."""
    config = configuration(context)
    token = None if witness is None else _token(witness)
    if not asyncio.run(_verify(config, registered(context, config), plan, media, as_json, token)):
        raise typer.Exit(1)


def _token(path: Path) -> str:
    try:
        token = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"--witness {path}: {getattr(error, 'strerror', None) or 'not an access token'}.") from error
    if not token or len(token.split()) != 1:
        raise ConfigError(f"--witness {path}: expected one line, the access token.")
    return token


async def _verify(
    config: Config, registration: Registration, name: str | None, media: bool, as_json: bool, token: str | None
) -> bool:
    from bridge.app import clock, open_app, open_store, seen_by
    from bridge.history.plan import load_plan
    from bridge.history.proof import keep_proof, take_proof
    from bridge.verbs import outcomes
    from bridge.verbs.progress import counting

    async with open_store(config) as store:  # before the homeserver is waited for
        made = await load_plan(store, name)
    async with open_app(config, registration) as app:
        async with seen_by(app.verifier, config, token) as verifier:
            with counting("Reading back", quiet=as_json) as count:
                proof = await take_proof(verifier, made, media=media, progress=count, now=clock())
        await keep_proof(app.store, proof)
    outcomes.show_proof(made, proof, as_json=as_json)
    return proof.sound
