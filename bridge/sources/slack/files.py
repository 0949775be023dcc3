"""The files of messages: they lie at Slack, at another service, or, where a program has fetched them, in the export."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from bridge.model.content import Attachment, Card
from bridge.model.ids import MediaId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.text import Style, Text
from bridge.sources.archive import Archive
from bridge.sources.file_kinds import kind_of
from bridge.sources.loose_values import Fields, first_words, identifier, size, words
from bridge.sources.text_writer import lines_of, styled

HOSTS = frozenset({"files.slack.com", "files.slack-gov.com", "slack-files.com", ".slack-files.com"})
"""Where Slack keeps files; ``Reader.access`` lets an import ask them, with the export's token."""

_UPLOADS = "__uploads"
_FLAT = {"attachments", _UPLOADS}
"""Folders with files whose names begin with their numbers."""
_SAVED = re.compile(r"(F[A-Z0-9]{2,20})[-_](.+)", re.DOTALL)
_SPOKEN = {"slack_audio": MediaKind.VOICE, "slack_video": MediaKind.VIDEO}
_GONE: Mapping[str, tuple[MediaState, str]] = {
    "tombstone": (MediaState.LOST, "deleted from Slack before the export"),
    "hidden_by_limit": (MediaState.NOT_EXPORTED, "hidden by the limit of Slack's free plan"),
    "file_not_found": (MediaState.LOST, "Slack no longer had it"),
    "access_denied": (MediaState.NOT_EXPORTED, "whoever exported may not see it"),
    "check_file_info": (MediaState.NOT_EXPORTED, "it belongs to another workspace, and only its number was exported"),
}
_LOGIN = "it lies at Slack, and its address in the export bears no token"


@dataclass(frozen=True)
class Files:
    """Finds the bytes of what messages bring."""

    archive: Archive

    def content(self, fields: Fields, caption: Text, day_file: str) -> Attachment | Card:
        """What one entry of ``files`` is, with the words that were written beside it."""
        address = first_words(fields, "url_private_download", "url_private")
        if _is_elsewhere(fields):
            link = first_words(fields, "external_url") or address
            return Card(
                label="File", title=_title(fields), lines=_kind_line(fields), url=_public(link), caption=caption
            )
        media = self._settled(_media(fields), fields, address, day_file)
        preview = words(fields.get("preview"))
        if media.reference is None and preview:
            caption = lines_of(caption, styled(preview, Style.PREFORMATTED))
        return Attachment(media=media, caption=caption)

    def _settled(self, media: tuple[MediaKind, str], fields: Fields, address: str | None, day_file: str) -> Media:
        if found := self._saved(fields, media[1], address, day_file):
            return _made(media, fields, found[1], MediaId(found[0]))
        for key in (fields.get("mode"), fields.get("file_access")):
            if isinstance(key, str) and key in _GONE:
                state, reason = _GONE[key]
                return _made(media, fields, state, reason=reason)
        if remote := _remote(address):
            return _made(media, fields, MediaState.REMOTE, MediaId(remote))
        if address is None:
            return _made(media, fields, MediaState.LOST, reason="the export does not say where it is")
        return _made(media, fields, MediaState.NOT_EXPORTED, reason=_LOGIN)

    def _saved(self, fields: Fields, name: str, address: str | None, day_file: str) -> tuple[str, MediaState] | None:
        """A file that lies in the export: by its number, or where its address leads."""
        number = identifier(fields.get("id"))
        if number and (found := self._by_number.get(number)):
            path = next((path for path in found if _plain_name(path) == name), found[0])
            return path, MediaState.PRESENT if _plain_name(path) == name else MediaState.RENAMED
        if address and "://" not in address and len(address) < 1000:
            local = self.archive.resolve(unquote(address), day_file)
            return (local.name, MediaState.RENAMED if local.renamed else MediaState.PRESENT) if local else None
        return None

    @cached_property
    def _by_number(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for number, path in _numbered(self.archive.names()):
            found.setdefault(number, []).append(path)
        return found


def _numbered(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """``__uploads/F1/a.png`` and ``general/attachments/F1-a.png`` are of the file F1."""
    for path in names:
        parts = path.split("/")
        if len(parts) >= 3 and parts[-3] == _UPLOADS:
            yield parts[-2], path
        elif len(parts) >= 2 and parts[-2] in _FLAT and (saved := _SAVED.fullmatch(parts[-1])):
            yield saved[1], path


def _plain_name(path: str) -> str:
    parts = PurePosixPath(path).parts
    saved = _SAVED.fullmatch(parts[-1]) if parts[-2] in _FLAT else None
    return saved[2] if saved else parts[-1]


def _media(fields: Fields) -> tuple[MediaKind, str]:
    name = first_words(fields, "name", "title") or "file"
    told = _SPOKEN.get(first_words(fields, "subtype") or "")
    return told or kind_of(name, words(fields.get("mimetype"))), name


def _made(
    media: tuple[MediaKind, str],
    fields: Fields,
    state: MediaState,
    reference: MediaId | None = None,
    reason: str | None = None,
) -> Media:
    kind, name = media
    title = words(fields.get("title"))
    return Media(
        kind=kind,
        state=state,
        reference=reference,
        file_name=name,
        mime_type=words(fields.get("mimetype")),
        size=size(fields.get("size")),
        width=size(fields.get("original_w")),
        height=size(fields.get("original_h")),
        duration=size(fields.get("duration_ms")),
        title=title if title != name else None,
        reason=reason,
    )


def _title(fields: Fields) -> str:
    return first_words(fields, "title", "name") or "file"


def _kind_line(fields: Fields) -> tuple[str, ...]:
    kind = first_words(fields, "pretty_type")
    return (kind,) if kind else ()


def _is_elsewhere(fields: Fields) -> bool:
    mode = fields.get("mode")
    return mode == "external" or (fields.get("is_external") is True and mode not in _GONE)


def _public(address: str | None) -> str | None:
    """An address without the place where a token was."""
    return address.partition("?t=")[0] if address and address.endswith("?t=") else address


def _remote(address: str | None) -> str | None:
    """The address without its query, when it is one of Slack's that a token in the export opens."""
    try:
        parts = urlsplit(address or "")
        host = parts.hostname or ""
        usual = parts.scheme == "https" and not parts.username and not parts.password and parts.port in {None, 443}
    except ValueError:
        return None
    known = host in HOSTS or any(name.startswith(".") and host.endswith(name) for name in HOSTS)
    bears_token = any(part.startswith("t=") for part in parts.query.split("&"))
    return f"https://{host}{parts.path}" if usual and known and bears_token else None
