"""What stands above the messages of one file: which server, which channel or thread."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from bridge.errors import ArchiveError
from bridge.sources.archive import Archive
from bridge.sources.json_stream import walk
from bridge.sources.loose_values import first_words, identifier, record

_LOOK = 64 * 1024
_HEADERS = frozenset({"guild", "channel"})
_PART = re.compile(r"\[part ([0-9]{1,9})\]", re.IGNORECASE)
_MEDIA_FOLDER = "_files"


@dataclass(frozen=True)
class Header:
    """One file of an export. Ids are Discord's own, as text."""

    file: str
    guild: Mapping[str, Any]
    channel: Mapping[str, Any]

    @property
    def channel_id(self) -> str:
        return identifier(self.channel.get("id")) or ""

    @property
    def kind(self) -> str:
        return first_words(self.channel, "type") or ""

    @property
    def name(self) -> str | None:
        return first_words(self.channel, "name")

    @property
    def parent_id(self) -> str | None:
        """Of a thread: the channel in which it was begun."""
        return identifier(self.channel.get("categoryId")) if self.is_thread else None

    @property
    def is_thread(self) -> bool:
        return self.kind.endswith("Thread") or self.kind in {"10", "11", "12"}

    @property
    def order(self) -> tuple[int, str]:
        """Parts of one channel follow each other by number: the first has none."""
        part = _PART.search(self.file)
        return int(part[1]) if part else 1, self.file


def headers(archive: Archive, most: int | None = None) -> Iterator[Header]:
    """Of every file that is such an export, or only among the first few names."""
    for name in archive.find("*.json")[:most]:
        folders = name.lower().split("/")[:-1]
        if not any(folder.endswith(_MEDIA_FOLDER) for folder in folders) and (found := _header(archive, name)):
            yield found


def _header(archive: Archive, name: str) -> Header | None:
    found: dict[str, Mapping[str, Any]] = {}
    # The beginning is cut off somewhere, or it is a stranger's file: what came before is all that counts.
    with suppress(ArchiveError), archive.open_file(name) as stream:
        beginning = BytesIO(stream.read(_LOOK))
        for path, value in walk(beginning, _HEADERS, archive.limits, name=name):
            if path in _HEADERS:
                found[path] = record(value)
            if len(found) == len(_HEADERS):
                break
    header = Header(name, found.get("guild", {}), found.get("channel", {}))
    return header if header.guild.get("id") is not None and header.channel_id and header.kind else None
