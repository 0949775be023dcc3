"""``beringia verify``: read the rooms back, and compare them both ways with what was staged."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

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
) -> None:
    """Read the rooms back from the homeserver, and compare them with what was staged. Exit code 0: all is there, and nothing else."""
    config = configuration(context)
    if not asyncio.run(_verify(config, registered(context, config), plan, media, as_json)):
        raise typer.Exit(1)


async def _verify(config: Config, registration: Registration, name: str | None, media: bool, as_json: bool) -> bool:
    from bridge.app import clock, open_app, open_store
    from bridge.history.plan import load_plan
    from bridge.history.proof import keep_proof, take_proof
    from bridge.verbs import outcomes
    from bridge.verbs.progress import counting

    async with open_store(config) as store:  # before the homeserver is waited for
        made = await load_plan(store, name)
    async with open_app(config, registration) as app:
        with counting("Reading back", quiet=as_json) as count:
            proof = await take_proof(app.verifier, made, media=media, progress=count, now=clock())
        await keep_proof(app.store, proof)
    outcomes.show_proof(made, proof, as_json=as_json)
    return proof.sound
