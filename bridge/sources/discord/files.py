"""Where the files of an export lie, and whether those at Discord can still be fetched."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import PurePosixPath
from urllib.parse import parse_qs, unquote, urlsplit

from msgspec import structs

from bridge.model.ids import MediaId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.sources.archive import Found

HOSTS = frozenset({"cdn.discordapp.com", "media.discordapp.net"})
"""Where Discord keeps files; ``Reader.access`` lets an import ask them."""

_DEEPEST = 4
_LONGEST_REFERENCE = 2048
_SIGNATURE = ("ex", "is", "hm")

Find = Callable[[str], Found | None]


class Files:
    """Finds what the records of one file refer to."""

    def __init__(self, find: Find, file: str) -> None:
        self._find = find
        self._folder = f"{PurePosixPath(file).name}_Files"

    @lru_cache(maxsize=2048)  # noqa: B019 - one object for each file of the export, gone with it
    def picture(self, address: str | None) -> MediaId | None:
        """A picture that lies in the export."""
        found = self._local(address) if address and not _is_web(address) else None
        return MediaId(found.name) if found else None

    def settled(self, media: Media, address: str | None) -> Media:
        """The same file with what is known of its bytes."""
        if not address:
            return _without(media, MediaState.LOST, "the export does not say where it is")
        if _is_web(address):
            return _remote(media, address)
        found = self._local(address)
        if found is None:
            return _without(media, MediaState.LOST, "the export names a file that is not in it")
        state = MediaState.RENAMED if found.renamed else MediaState.PRESENT
        return structs.replace(media, state=state, reference=MediaId(found.name), reason=None)

    def _local(self, address: str) -> Found | None:
        if len(address) > _LONGEST_REFERENCE:
            return None
        written = address.removeprefix("file://").replace("\\", "/")
        for spelling in dict.fromkeys((written, unquote(written))):
            if found := self._one(spelling):
                return found
        return None

    def _one(self, path: str) -> Found | None:
        """Also by the last parts of a path: absolute ones are those of somebody else's computer."""
        parts = [part for part in path.split("/") if part not in {"", ".", ".."}]
        candidates = [path, *("/".join(parts[-depth:]) for depth in range(min(_DEEPEST, len(parts)), 0, -1))]
        candidates += [f"{self._folder}/{parts[-1]}"] if parts else []
        found = (self._find(candidate) for candidate in candidates)
        return next((one for one in found if one), None)


def unknown(kind: MediaKind, name: str | None = None, size: int | None = None) -> Media:
    """A file of which only this is known so far."""
    return Media(kind=kind, state=MediaState.LOST, file_name=name, size=size, reason="not looked for yet")


def _is_web(address: str) -> bool:
    return address.lower().startswith(("http://", "https://"))


def _remote(media: Media, address: str) -> Media:
    """Discord signs the addresses of attachments for a day; an address that says so is worth nothing later."""
    try:
        parts = urlsplit(address)
        signed = parse_qs(parts.query)
    except ValueError:
        return _without(media, MediaState.LOST, "its address cannot be understood")
    if any(key in signed for key in _SIGNATURE):
        return _without(media, MediaState.NOT_EXPORTED, _expired(signed.get("ex", [""])[0]))
    if parts.scheme != "https" or parts.hostname not in HOSTS or parts.username or parts.password:
        return _without(media, MediaState.NOT_EXPORTED, "only an address of another website was exported")
    plain = f"https://{parts.hostname}{parts.path}"
    return structs.replace(media, state=MediaState.REMOTE, reference=MediaId(plain), reason=None)


def _expired(until: str) -> str:
    remedy = "export with --media to have the files"
    try:
        when = datetime.fromtimestamp(int(until[:12], 16), UTC).strftime("%Y-%m-%d")
    except (ValueError, OverflowError, OSError):
        return f"only an address that is valid for a day was exported: {remedy}"
    return f"only an address that was valid until {when} was exported: {remedy}"


def _without(media: Media, state: MediaState, reason: str) -> Media:
    return structs.replace(media, state=state, reference=None, reason=reason)
