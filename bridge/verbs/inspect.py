"""``beringia inspect``: what an export holds. Stores nothing."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from bridge.verbs.exports import DateOrderName, Day, ExportPath, KeyFile, OwnName, TimeZone, hints, opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bridge.model.codec import Item


def inspect(
    export: ExportPath,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Write the neutral model, one line of JSON for each item.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write the numbers as JSON.")] = False,
    timezone: TimeZone = None,
    date_order: DateOrderName = None,
    own_name: OwnName = None,
    key_file: KeyFile = None,
    date: Day = None,
) -> None:
    """Show what an export holds: chats, people, dates, kinds, files. Stores nothing, needs no configuration."""
    from bridge.history.inventory import take_inventory
    from bridge.sources.jsonl import write
    from bridge.sources.limits import Limits
    from bridge.verbs import inventories
    from bridge.verbs.progress import counting

    with opened(export, Limits()) as (archive, reader):
        items = reader.read(archive, hints(timezone, date_order, own_name, key_file, date))
        if jsonl:
            write(items, sys.stdout.buffer)
            return
        with counting("Reading", quiet=as_json) as count:
            inventory = take_inventory(_told(items, count))
        (inventories.as_json if as_json else inventories.show)(reader.title, inventory)


def _told(items: Iterator[Item], count: Callable[[int], None]) -> Iterator[Item]:
    for item in items:
        yield item
        count(1)
