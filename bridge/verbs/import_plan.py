"""``beringia import``: carry out a plan; the same command goes on after any interruption."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from bridge.errors import PlanError
from bridge.verbs.loading import configuration, registered

if TYPE_CHECKING:
    from bridge.app import App
    from bridge.history.plan import Plan
    from bridge.jobs import Result
    from config.schema import Config
    from registration.document import Registration

PlanName = Annotated[str | None, typer.Argument(metavar="PLAN", help="Which plan; left out: the newest.")]


def import_plan(
    context: typer.Context,
    plan: PlanName = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="Append message by message, even where the homeserver has bedrock.")
    ] = False,
    new_rooms: Annotated[
        bool,
        typer.Option(
            "--new-rooms",
            help="Give chats whose history was appended before a new room, with all of it beneath, as successor of the old.",
        ),
    ] = False,
    no_fetch: Annotated[
        bool,
        typer.Option(
            "--no-fetch",
            help="Do not ask the internet for files that an export names by their addresses (Slack); they become lost.",
        ),
    ] = False,
) -> None:
    """Carry out a plan. Interrupt it as you like: the same command goes on where it stopped.

    Where the homeserver has the bedrock module, history is laid beneath the rooms, whoever talks in them meanwhile.
    """
    config = configuration(context)
    if plain and new_rooms:
        raise typer.BadParameter("--new-rooms needs bedrock, and --plain forbids it")
    failed = asyncio.run(
        _import(config, registered(context, config), plan, plain=plain, anew=new_rooms, fetch=not no_fetch)
    )
    if failed:
        raise typer.Exit(1)


async def _import(
    config: Config, registration: Registration, name: str | None, *, plain: bool, anew: bool, fetch: bool
) -> bool:
    from bridge.app import listening, open_app, open_store, with_way
    from bridge.history.plan import load_plan

    async with open_store(config) as store:  # before the homeserver is waited for
        made = await load_plan(store, name)
    async with open_app(config, registration, fetch=fetch) as opened, listening(config, registration, opened.store):
        app, way = await with_way(opened, config, plain=plain, anew=anew)
        if anew and way.bedrock is None:
            raise PlanError(f"--new-rooms needs bedrock; but {way.why}.")
        typer.echo(way.why)
        results = await _run(app, made)
        return await _tell(app, made, results)


async def _run(app: App, plan: Plan) -> list[Result]:
    from bridge.verbs.progress import bars
    from bridge.words import plain

    with bars() as shown:
        for chat in plan.chosen:
            shown.add(chat.portal, plain(chat.title), await app.store.inbox.unfinished(chat.portal))
        return await app.importer.run(plan, app.runner, lambda portal, items, _events: shown.advance(portal, items))


async def _tell(app: App, plan: Plan, results: list[Result]) -> bool:
    """Say how each chat ended; tells whether one did not."""
    from bridge.verbs.outcomes import show_result

    errors = {result.portal: result.error for result in results}
    for chat in plan.chosen:
        show_result(chat, await app.store.inbox.counts(chat.portal), errors.get(chat.portal))
    return any(error is not None for error in errors.values())
