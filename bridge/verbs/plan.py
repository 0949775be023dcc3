"""``beringia plan``: stage exports, and say what an import would do."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bridge.verbs.exports import (
    DateOrderName,
    Day,
    Into,
    KeyFile,
    OtherChat,
    OwnName,
    SameChat,
    TimeZone,
    hints,
    kinship,
    opened,
)
from bridge.verbs.loading import configuration

if TYPE_CHECKING:
    from bridge.history.homes import Kinship
    from bridge.history.plan import Plan
    from bridge.history.stage import Staged
    from bridge.sources.hints import Hints
    from bridge.store import Store
    from config.schema import Config


def plan(
    context: typer.Context,
    exports: Annotated[
        list[Path], typer.Argument(help="Folders, zips, or files such as result.json.", show_default=False)
    ],
    chat: Annotated[
        list[str] | None,
        typer.Option("--chat", help="Only this chat, by title or id; may be given again.", show_default=False),
    ] = None,
    private: Annotated[bool, typer.Option("--private", help="People's private chats and saved messages too.")] = False,
    append_late: Annotated[
        bool,
        typer.Option(
            "--append-late",
            help="Say items that are older than what a room already holds at its end, instead of withholding them.",
        ),
    ] = False,
    timezone: TimeZone = None,
    date_order: DateOrderName = None,
    own_name: OwnName = None,
    key_file: KeyFile = None,
    date: Day = None,
    same_chat: SameChat = False,
    other_chat: OtherChat = False,
    into: Into = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write the plan as JSON.")] = False,
) -> None:
    """Stage exports, and show what an import would do. Several exports of one chat become one history.

    Nothing is sent. An export is staged whole or not at all.
    """
    from bridge.verbs import plans

    config = configuration(context)
    told = _Told(
        hints(timezone, date_order, own_name, key_file, date), kinship(same_chat, other_chat, into), append_late
    )
    made = asyncio.run(_plan(config, exports, told, chat or [], private, as_json))
    (plans.as_json if as_json else plans.show)(made)


@dataclass(frozen=True)
class _Told:
    """What the exports do not say themselves."""

    hints: Hints
    kinship: Kinship
    append_late: bool


async def _plan(config: Config, exports: list[Path], told: _Told, only: list[str], private: bool, quiet: bool) -> Plan:
    from bridge.app import clock, open_store
    from bridge.history.plan import choose_groups, find_wishes, make_plan

    async with open_store(config) as store:
        staged = [await _stage(store, config, export, told, quiet) for export in exports]
        find_wishes(staged, only)
        return await make_plan(store, staged, choose_groups(private, only), now=clock())


async def _stage(store: Store, config: Config, export: Path, told: _Told, quiet: bool) -> Staged:
    from bridge.app import archive_limits, clock
    from bridge.history.stage import stage
    from bridge.verbs.progress import counting

    with (
        opened(export, archive_limits(config)) as (archive, reader),
        counting(f"Staging {export}", quiet=quiet) as count,
    ):
        return await stage(
            store,
            archive,
            reader,
            told.hints,
            now=clock(),
            progress=count,
            append_late=told.append_late,
            kinship=told.kinship,
        )
