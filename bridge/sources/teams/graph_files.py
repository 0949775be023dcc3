"""Files of a message: pictures that Teams hosts, and files that lie in SharePoint."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from bridge.model.content import Attachment
from bridge.model.ids import MediaId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.text import Style, Text
from bridge.sources.archive import Found
from bridge.sources.loose_values import Fields, first_words, identifier
from bridge.sources.teams.markup import Picture
from bridge.sources.text_writer import styled

Find = Callable[[str], Found | None]

_HOSTED = re.compile(r"hostedContents/([^/?#]{1,500})", re.IGNORECASE)
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp")
_FILMS = (".mp4", ".mov", ".webm", ".m4v")
_SOUNDS = (".mp3", ".m4a", ".wav", ".ogg")
_FOLDERS = ("", "files/", "attachments/", "hostedContents/", "media/", "images/")
_LONGEST = 1000


def kind_of(name: str) -> MediaKind:
    """How a file of this name is shown."""
    ending = PurePosixPath(name.lower()).suffix
    if ending in _PICTURES:
        return MediaKind.IMAGE
    return MediaKind.VIDEO if ending in _FILMS else MediaKind.AUDIO if ending in _SOUNDS else MediaKind.FILE


def picture(shown: Picture, find: Find, beside: str | None = None) -> Media:
    """A picture in the text. Programs that save it name the file by its number, or lead to it from the text."""
    found = next((one for name in _names_of(shown.source, beside) if (one := find(name))), None)
    name = PurePosixPath(found.name).name if found else _shown_name(shown)
    reason = None if found else "pictures in messages lie at Microsoft, behind a login, and were not saved"
    return Media(
        kind=MediaKind.IMAGE,
        state=_state(found, MediaState.NOT_EXPORTED),
        reference=MediaId(found.name) if found else None,
        file_name=name,
        width=shown.width,
        height=shown.height,
        reason=reason,
    )


def _shown_name(shown: Picture) -> str | None:
    return shown.name if shown.name and PurePosixPath(shown.name).suffix else None


def _names_of(source: str, beside: str | None) -> Iterator[str]:
    if len(source) > _LONGEST:
        return
    if not source.lower().startswith(("http:", "https:", "data:", "cid:")):
        yield from dict.fromkeys((source, unquote(source)))
    if hosted := _HOSTED.search(source):
        number = unquote(hosted[1])
        stems = (number, f"{beside}_{number}", f"{beside}/{number}") if beside else (number,)
        for stem in stems:
            yield from (f"{folder}{stem}{ending}" for folder in _FOLDERS for ending in ("", *_PICTURES[:4]))


def shared(attachment: Fields, find: Find) -> Attachment:
    """A file by reference, with its address below it where the file itself is not in the export."""
    address = first_words(attachment, "contenturl") or ""
    name = first_words(attachment, "name") or _name_in(address) or "file"
    found = _beside(name, find)
    reason = None if found else "the file lies in SharePoint or OneDrive, which asks for a login"
    media = Media(
        kind=kind_of(name),
        state=_state(found, MediaState.NOT_EXPORTED),
        reference=MediaId(found.name) if found else None,
        file_name=name,
        reason=reason,
    )
    return Attachment(media=media, caption=Text() if found else link(address))


def link(address: str) -> Text:
    """A web address without anything that may open it for whoever holds it."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return Text()
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        return Text()
    plain = f"{parts.scheme}://{parts.netloc}{parts.path}"
    return styled(plain, Style.LINK, url=plain)


def _name_in(address: str) -> str | None:
    return identifier(unquote(PurePosixPath(address.partition("?")[0]).name))


def _beside(name: str, find: Find) -> Found | None:
    if len(name) > _LONGEST or "/" in name:
        return None
    return next((found for folder in _FOLDERS[:3] if (found := find(f"{folder}{name}"))), None)


def _state(found: Found | None, otherwise: MediaState) -> MediaState:
    if found is None:
        return otherwise
    return MediaState.RENAMED if found.renamed else MediaState.PRESENT
