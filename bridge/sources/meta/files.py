"""Files of messages: paths that begin at the download's root, of which a folder or a part of many may be at hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from bridge.model.ids import MediaId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.sources.archive import Archive, Found
from bridge.sources.meta.record import Record, part, text

KINDS = {
    "photos": MediaKind.IMAGE,
    "videos": MediaKind.VIDEO,
    "audio_files": MediaKind.VOICE,
    "gifs": MediaKind.ANIMATION,
    "files": MediaKind.FILE,
    "sticker": MediaKind.STICKER,
    "media": MediaKind.FILE,
}
"""The fields of a message in which files stand, in the order in which they are said."""

_BY_ENDING = {
    MediaKind.IMAGE: (".jpg", ".jpeg", ".png", ".webp", ".heic"),
    MediaKind.VIDEO: (".mp4", ".mov", ".webm", ".3gp"),
    MediaKind.VOICE: (".aac", ".m4a", ".wav", ".ogg", ".opus", ".mp3"),
    MediaKind.ANIMATION: (".gif",),
}
_UNNAMED = "the export does not say where the file is"
_ABSENT = "the file that the export names is not in it"


class Files:
    """The files of one chat's page."""

    def __init__(self, archive: Archive, page: str, roots: Sequence[str]) -> None:
        self._archive = archive
        self._page = page
        self._roots = roots

    def media(self, key: str, record: Record) -> Media:
        """The file that an entry of the field ``key`` means."""
        path = text(record, "uri") or text(record, "backup_uri")
        found = self._found(path)
        return Media(
            kind=_kind(key, path),
            state=_state(found),
            reference=MediaId(found.name) if found else None,
            file_name=PurePosixPath(path).name or None if "://" not in path else None,
            thumbnail=self._thumbnail(record),
            reason=None if found else _reason(path),
        )

    def _thumbnail(self, record: Record) -> MediaId | None:
        found = self._found(text(part(record, "thumbnail"), "uri"))
        return MediaId(found.name) if found else None

    def _found(self, path: str) -> Found | None:
        if not path or "://" in path:
            return None
        found = (self._archive.resolve(reference, beside) for reference, beside in self._places(path))
        return next(filter(None, found), None)

    def _places(self, path: str) -> Iterator[tuple[str, str]]:
        """Where a file may lie: below any part's root, or, when only some folders were kept, beside its page."""
        for root in self._roots:
            yield path, root
        parts = PurePosixPath(path).parts
        for count in range(min(len(parts), 4), 0, -1):
            yield "/".join(parts[-count:]), self._page


def roots_of(pages: Sequence[str], names: Sequence[str]) -> Sequence[str]:
    """Files that lie directly in a root of the download, or would: references begin there. One for each part."""
    first = {name.split("/")[0] for name in names} if len(names) < 1_000_000 else set()
    above = {
        PurePosixPath(page).parents[min(depth, page.count("/"))].as_posix() for page in pages for depth in range(6)
    }
    folders = above | (first if len(first) <= 50 else set())
    return sorted({"x" if folder == "." else f"{folder}/x" for folder in folders}, key=lambda root: (len(root), root))


def _state(found: Found | None) -> MediaState:
    if found is None:
        return MediaState.LOST
    return MediaState.RENAMED if found.renamed else MediaState.PRESENT


def _reason(path: str) -> str:
    if "://" not in path:
        return _ABSENT if path else _UNNAMED
    try:
        host = urlsplit(path).hostname
    except ValueError:
        host = None
    return f"only an address that soon expires is in the export, at {host or 'an unknown host'}"


def _kind(key: str, path: str) -> MediaKind:
    kind = KINDS[key]
    if key == "media":
        ending = PurePosixPath(path).suffix.lower()
        return next((found for found, endings in _BY_ENDING.items() if ending in endings), kind)
    return kind
