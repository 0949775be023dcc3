"""Which files of an export hold what Microsoft Graph answers, and where in them the records stand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from bridge.errors import ArchiveError
from bridge.sources.archive import Archive
from bridge.sources.json_stream import Mark, walk

_LOOK = 128 * 1024
_TYPES = frozenset({"message", "chatevent", "typing", "systemeventmessage", "unknownfuturevalue"})
_OF_A_MESSAGE = frozenset({"createddatetime", "from", "body", "chatid", "channelidentity", "etag"})


@dataclass(frozen=True)
class Pages:
    """A file with messages. ``path`` leads to each of them, in the words of ``walk``."""

    name: str
    path: str


def pages_of(archive: Archive, name: str) -> Pages | None:
    """Where the messages of a file stand; None when it holds none. Looks at its beginning only."""
    typed: list[str] = []
    siblings: dict[str, set[str]] = {}
    # The beginning is cut off somewhere, or it is a stranger's file: what came before is all that counts.
    with suppress(ArchiveError), archive.open_file(name) as stream:
        for path, value in walk(BytesIO(stream.read(_LOOK)), (), archive.limits, name=name):
            parent, _, key = path.rpartition(".")
            folded = key.casefold()
            if folded == "messagetype" and isinstance(value, str) and value.casefold() in _TYPES:
                typed.append(parent)
            elif folded in _OF_A_MESSAGE:
                siblings.setdefault(parent, set()).add(folded)
    found = [path for path in typed if len(siblings.get(path, ())) >= 2]
    return Pages(name, min(found, key=lambda path: (path.count("."), path))) if found else None


@dataclass(frozen=True)
class Entry:
    """One message, and what its file says around it: ``chat.id``, ``topic``, ``@odata.context``."""

    record: object
    around: dict[str, Any]
    page_before: str | None = None
    """What the page before it said of itself, where pages stand in one list and only the first says it."""


def entries(archive: Archive, pages: Pages) -> Iterator[Entry]:
    """The messages of a file, with the plain values that were met before them outside of any message."""
    around: dict[str, Any] = {}
    before: str | None = None
    outer = pages.path.removesuffix(".item").rpartition(".")[0]
    with archive.open_file(pages.name) as stream:
        for path, value in walk(stream, {pages.path}, archive.limits, name=pages.name):
            if path == pages.path:
                yield Entry(value, around, before)
            elif path == outer and value is Mark.BEGINS:
                said = around.get(f"{outer}.@odata.context")
                before = said if isinstance(said, str) else before
                around = {key: said for key, said in around.items() if not key.startswith(f"{outer}.")}
            elif not isinstance(value, Mark) and len(around) < 1000:
                around[path] = value


def lowered(value: Any) -> Any:
    """The same with all keys in lower case: the programs that export write them in either case."""
    if isinstance(value, dict):
        return {key.casefold(): lowered(entry) for key, entry in value.items()}
    return [lowered(entry) for entry in value] if isinstance(value, list) else value
