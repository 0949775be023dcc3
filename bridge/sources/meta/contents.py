"""What one record says. The number of contents is known without making them: places are given before reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bridge.model.content import Attachment, Card, Location, Unsupported
from bridge.model.event import Change, Membership, Notice
from bridge.model.message import Content
from bridge.model.text import Text
from bridge.sources.meta import prose
from bridge.sources.meta.files import KINDS, Files
from bridge.sources.meta.record import Record, classic, flag, number, part, rows, text

_MOST_FILES = 1000
KNOWN = frozenset({
    *KINDS, "sender_name", "timestamp_ms", "content", "is_unsent", "share", "reactions", "type", "call_duration", "users",
    "ip", "is_geoblocked_for_viewer", "is_unsent_image_by_messenger_kid_parent", "sender_id_INTERNAL", "missed",
    "is_taken_down", "bumped_message_metadata", "is_geoblocked", "magic_words",
})  # fmt: skip
"""Fields that are read, or that say nothing about what was said."""

_MEMBERSHIPS = {"Subscribe": Change.INVITED, "Unsubscribe": Change.REMOVED}
_FILLER = ("sent an attachment", "sent a photo", "sent a link", "sent a video", "sent a voice message", "sent a GIF")


def count_of(record: object) -> int:
    """How many items a record gives: one for each of its files, and at least one."""
    if not isinstance(record, dict) or KINDS.keys().isdisjoint(record) or _unsaid(classic(record)):
        return 1
    return max(1, sum(min(len(rows(record, key)), _MOST_FILES) for key in KINDS))


def contents_of(record: Record, files: Files, meet: prose.Meet, own_name: str | None) -> Sequence[Content]:
    """What a record says: as many contents as :func:`count_of` counts. ``record`` is classic."""
    if _unsaid(record):
        return (Notice("unsent a message" if flag(record, "is_unsent") else "posted what was taken down", "unsent"),)
    kinds = () if KINDS.keys().isdisjoint(record) else KINDS
    attached = [files.media(key, entry) for key in kinds for entry in rows(record, key)[:_MOST_FILES]]
    if not attached:
        return (_without_files(record, meet, own_name),)
    caption = _caption(record)
    return [Attachment(media=media, caption=Text("" if later else caption)) for later, media in enumerate(attached)]


def _unsaid(record: Record) -> bool:
    return flag(record, "is_unsent") or flag(record, "is_taken_down")


def _caption(record: Record) -> str:
    said = "" if _is_filler(record) else text(record, "content")
    share = part(record, "share")
    return "\n".join(filter(None, (said, text(share, "link"), text(share, "share_text"))))


def _without_files(record: Record, meet: prose.Meet, own_name: str | None) -> Content:
    said, sender = text(record, "content"), text(record, "sender_name")
    if shared := rows(record, "share"):
        return _shared(record, shared[0], said)
    if number(record, "call_duration") is not None or text(record, "type") == "Call":
        return _call(record, said, sender)
    kind = text(record, "type")
    if kind in _MEMBERSHIPS and (users := rows(record, "users")):
        change = _MEMBERSHIPS[kind]
        named = tuple(text(user, "name") for user in users)
        change = Change.LEFT if change is Change.REMOVED and named == (sender,) else change
        return Membership(change=change, members=tuple(map(meet, named)))
    happened = prose.understood(said, sender, meet, own_name)
    return happened or (prose.written(said) if said else _unknown(record))


def _shared(record: Record, share: Record, said: str) -> Content:
    link, about = text(share, "link"), text(share, "share_text")
    said = "" if _is_filler(record) else said
    owner = (
        text(share, "original_content_owner")
        or text(share, "profile_share_name")
        or text(share, "profile_share_username")
    )
    if place := _location(link, said or about):
        return place
    if not (about or owner) and (link in said or not said) and (link or said):
        return prose.written(said or link)
    if not (link or about or owner):
        return prose.written(said) if said else _unknown(record)
    return Card(label="Shared", title=owner, lines=tuple(about.splitlines()), url=link or None, caption=Text(said))


def _location(link: str, title: str) -> Location | None:
    """A pin on the map is shared as a link to it."""
    if not link.startswith(("https://www.bing.com/maps/default.aspx", "https://maps.google.com/")) or "=" not in link:
        return None
    for piece in link.replace("+", "").replace("%2C", ",").replace("%7E", ",").replace("~", ",").split("=")[1:]:
        numbers = piece.split("&")[0].removeprefix("point.").split("_")[0].split(",")[:2]
        if len(numbers) == 2 and all(_is_degree(degree) for degree in numbers):
            return Location(latitude=numbers[0].strip(), longitude=numbers[1].strip(), title=title or None)
    return None


def _is_degree(value: str) -> bool:
    digits = value.strip().removeprefix("-")
    return 0 < len(digits) <= 24 and digits.replace(".", "", 1).isdecimal() and digits.isascii()


def _call(record: Record, said: str, sender: str) -> Notice:
    seconds = number(record, "call_duration") or 0
    words = said.removeprefix(sender).removeprefix("You").strip().rstrip(".") or "called"
    if flag(record, "missed"):
        return Notice(f"{words} (missed)", "call")
    return Notice(f"{words} ({_lasting(seconds)})" if 0 < seconds < 10**8 else words, "call")


def _lasting(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _is_filler(record: Record) -> bool:
    """Meta's own words for a file or a link that is there anyway."""
    said = text(record, "content").rstrip(".")
    sender = text(record, "sender_name")
    return said.endswith(_FILLER) and said.removeprefix(sender).removeprefix("You").strip() in _FILLER


def _unknown(record: Mapping[str, Any]) -> Unsupported:
    kind = text(record, "type")
    unknown = sorted(key for key in record if key not in KNOWN)
    lines = [f"{key}: {value}" for key in unknown if isinstance(value := record[key], str) and value]
    what = kind if kind not in {"", "Generic", "text"} else unknown[0] if unknown else "message with nothing in it"
    return Unsupported(what=what[:100], text=Text("\n".join(lines)))
