"""The records of one file of an export: a list of objects, small for a day, and maybe large."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from bridge.sources.archive import Archive
from bridge.sources.json_stream import items
from bridge.sources.limits import MIB
from bridge.sources.slack.secrets import without_tokens

_SMALL = 4 * MIB
_SUSPECT = re.compile(rb"t=xox|\\u00[2-7]")
"""A token, or a letter of one in disguise: nearly all files hold none, and need no looking through."""


def records_of(archive: Archive, name: str) -> Iterator[Any]:
    """What the list in a file holds, or the one thing that it holds instead; without the export's secret.

    A small file is read at once, since that is many times faster. Raises ``ArchiveError`` for what is no JSON.
    """
    if archive.size(name) <= _SMALL:
        with archive.open_file(name) as stream:
            content = stream.read()
        if (whole := _whole(content)) is not None:
            yield from without_tokens(whole) if _SUSPECT.search(content) else whole
            return
    with archive.open_file(name) as stream:
        for record in items(stream, "item", archive.limits, name=name):
            yield without_tokens(record)


def _whole(content: bytes) -> list[Any] | None:
    try:
        found = msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeError, RecursionError, ValueError):
        # The slow way repairs what can be repaired, and says what is wrong with the rest.
        return None
    return found if isinstance(found, list) else [found]
