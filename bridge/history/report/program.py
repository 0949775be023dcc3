"""``report.json``: the whole report for programs, written while its items stream by."""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec

from bridge.history.report.contents import ChatReport, Report
from bridge.history.report.gathering import items_not_done
from bridge.store import Store


async def report_json(store: Store, report: Report) -> AsyncIterator[str]:
    """The document piece by piece: each chat has one field more, ``not_done``, with one item on each line."""
    yield _open(report, without="chats")
    yield ',\n"chats":['
    for number, chat in enumerate(report.chats):
        yield ",\n" if number else "\n"
        async for piece in _chat(store, chat):
            yield piece
    yield "\n]}\n"


async def _chat(store: Store, chat: ChatReport) -> AsyncIterator[str]:
    yield _open(chat)
    yield ',\n"not_done":['
    separator = "\n"
    async for item in items_not_done(store, chat):
        yield separator + msgspec.json.encode(item).decode()
        separator = ",\n"
    yield "\n]}"


def _open(part: Report | ChatReport, without: str = "") -> str:
    """The fields of a JSON object that goes on after them."""
    fields = {name: value for name, value in msgspec.structs.asdict(part).items() if name != without}
    return msgspec.json.encode(fields).decode().removesuffix("}")
