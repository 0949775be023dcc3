"""The lines of a bulk export, each an object that names its own kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from bridge.errors import ArchiveError
from bridge.sources.archive import Archive
from bridge.sources.json_repairs import repaired
from bridge.sources.lines import byte_lines
from bridge.sources.loose_values import Fields, record

POSTS = frozenset({"post", "direct_post"})
KINDS = POSTS | {"version", "scheme", "role", "emoji", "team", "channel", "user", "bot", "direct_channel"}
_MOST_LOOKED_AT = 20
_LOOK = 64 * 1024
_A_POST = re.compile(rb'"type"\s*:\s*"(?:direct_)?post"')
_BEGINNING = 48
"""Bytes in which Mattermost's own lines name their kind."""
_BAD = (msgspec.MsgspecError, UnicodeError, RecursionError, ValueError)


def exports(archive: Archive, most: int | None = None) -> list[str]:
    """The files that hold a bulk export."""
    names = [*archive.find("*.jsonl"), *archive.find("*.json")]
    return [name for name in names[:most] if _is_export(archive, name)]


def is_export(archive: Archive) -> bool:
    """Is there one, among the first files?"""
    return bool(exports(archive, _MOST_LOOKED_AT))


def _is_export(archive: Archive, name: str) -> bool:
    with archive.open_file(name) as stream:
        try:
            first = stream.readline(_LOOK)
        except ArchiveError:
            return False
    line = decoded(first.removeprefix(b"\xef\xbb\xbf"))
    kind = line.get("type") if line else None
    if line is None or not isinstance(kind, str) or kind not in KINDS:
        return False
    return isinstance(line.get(kind), int if kind == "version" else dict)


def decoded(line: bytes) -> dict[str, Any] | None:
    """What stands on a line; None when it is broken."""
    try:
        value = msgspec.json.decode(line)
    except _BAD:
        value = _repaired(line)
    return value if isinstance(value, dict) else None


def _repaired(line: bytes) -> object:
    try:
        return msgspec.json.decode(b"".join(repaired([line])))
    except _BAD:
        return None


def described(archive: Archive, name: str) -> Iterator[tuple[str, Fields]]:
    """What an export says of people, channels and emoji, wherever it stands in the file."""
    for line in byte_lines(archive, name):
        # Most lines are posts; they need not be taken apart twice.
        if _A_POST.search(line[:_BEGINNING]):
            continue
        fields = decoded(line) or {}
        kind = fields.get("type")
        if isinstance(kind, str) and kind not in POSTS:
            yield kind, record(fields.get(kind))
