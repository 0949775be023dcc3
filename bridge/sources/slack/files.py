"""Files of messages: hosted by Slack, elsewhere, or gone; in the export only where another program put them there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import SplitResult, urlsplit

from msgspec import structs

from bridge.model.content import Attachment, Card
from bridge.model.ids import MediaId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.message import Content
from bridge.model.text import Text
from bridge.sources.archive import Found
from bridge.sources.loose_values import Fields, first_words, identifier, size

HOST = "files.slack.com"
HOSTS = frozenset({HOST, ".slack-files.com", ".slack-edge.com"})
"""Where Slack keeps files; ``Reader.access`` lets an import ask them."""

_KINDS = {"image": MediaKind.IMAGE, "video": MediaKind.VIDEO, "audio": MediaKind.AUDIO}
_GONE = {
    "tombstone": (MediaState.LOST, "deleted on Slack"),
    "hidden_by_limit": (MediaState.NOT_EXPORTED, "hidden by the limits of Slack's free plan"),
}
_NO_ACCESS = {
    "file_not_found": (MediaState.LOST, "no longer on Slack"),
    "access_denied": (MediaState.NOT_EXPORTED, "whoever made the export was not allowed to see it"),
}

Find = Callable[[str], Found | None]


@dataclass(frozen=True)
class Files:
    """Finds what the records of one conversation refer to; ``folder`` is the conversation's, below ``root``."""

    find: Find
    root: str
    folder: str

    def content(self, entry: Fields) -> Content:
        """A file as it is said; a link to somewhere else as what it is."""
        if first_words(entry, "mode") == "external" or entry.get("is_external") is True:
            address = first_words(entry, "external_url", "url_private", "permalink")
            return Card(label="File elsewhere", title=_name(entry), url=address)
        caption = Text(first_words(entry, "preview_plain_text", "preview") or "") if _is_text(entry) else Text()
        return Attachment(media=self._settled(entry), caption=caption)

    def _settled(self, entry: Fields) -> Media:
        media = Media(
            kind=_kind(entry),
            state=MediaState.LOST,
            file_name=_name(entry),
            mime_type=first_words(entry, "mimetype"),
            size=size(entry.get("size")),
            width=size(entry.get("original_w")),
            height=size(entry.get("original_h")),
            duration=size(entry.get("duration_ms")),
            title=first_words(entry, "title") if first_words(entry, "title") != _name(entry) else None,
        )
        found = self._local(entry)
        if found is not None:
            state = MediaState.RENAMED if found.renamed else MediaState.PRESENT
            return structs.replace(media, state=state, reference=MediaId(found.name))
        state, reason = _gone(entry)
        if reason is not None:
            return structs.replace(media, state=state, reason=reason)
        return _remote(media, first_words(entry, "url_private_download", "url_private"))

    def _local(self, entry: Fields) -> Found | None:
        """As programs lay them down that fetch the files of an export."""
        number, name = identifier(entry.get("id")), PurePosixPath(_name(entry)).name
        if not number:
            return None
        places = (
            f"{self.root}__uploads/{number}/{name}",
            f"{self.root}{self.folder}/attachments/{number}-{name}",
            f"{self.root}attachments/{number}-{name}",
        )
        return next((found for place in places if (found := self.find(place))), None)


def _gone(entry: Fields) -> tuple[MediaState, str | None]:
    mode, access = first_words(entry, "mode") or "", first_words(entry, "file_access") or ""
    state, reason = _GONE.get(mode) or _NO_ACCESS.get(access) or (MediaState.LOST, None)
    return state, reason


def _remote(media: Media, address: str | None) -> Media:
    """The address without what opens it: that is a secret of the whole export."""
    try:
        parts = urlsplit(address or "")
        host, path = parts.hostname or "", parts.path
    except ValueError:
        host = path = ""
    if not host:
        return structs.replace(media, reason="the export does not say where it is")
    known = parts.scheme == "https" and (host == HOST or host.endswith((".slack-files.com", ".slack-edge.com")))
    if not known or parts.username or _port(parts) not in (None, 443):
        return structs.replace(media, state=MediaState.NOT_EXPORTED, reason="only an address elsewhere was exported")
    return structs.replace(media, state=MediaState.REMOTE, reference=MediaId(f"https://{host}{path}"))


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError:
        return 0


def _kind(entry: Fields) -> MediaKind:
    if first_words(entry, "subtype") == "slack_audio":
        return MediaKind.VOICE
    return _KINDS.get((first_words(entry, "mimetype") or "").partition("/")[0], MediaKind.FILE)


def _name(entry: Fields) -> str:
    return first_words(entry, "name", "title") or "file"


def _is_text(entry: Fields) -> bool:
    return first_words(entry, "mode") in {"snippet", "space", "post"}
