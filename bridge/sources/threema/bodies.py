"""What one row says. The body of all but texts is a JSON list, whose entries have meanings by their places."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bridge.model.content import Attachment, Card, Location, Poll, Unsupported, Written
from bridge.model.event import AvatarChange, Change, Membership, Notice, TitleChange
from bridge.model.ids import PersonId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.message import Content
from bridge.model.text import Span, Style, Text
from bridge.sources.threema.files import Files
from bridge.sources.threema.identities import Identities
from bridge.sources.threema.tables import Row, at, flag, parsed, time, whole

_MENTION = re.compile(r"@\[([0-9A-Z*@][0-9A-Z@]{7})\]")
_ALL = "@@@@@@@@"
_CALLS = {1: "missed a call", 2: "called", 3: "declined a call", 4: "cancelled a call"}
_GROUP_CALLS = {1: "started a group call", 2: "The group call ended"}
_STATUS = {
    6: "This is a group of notes now",
    7: "This is no group of notes any more",
    8: "Somebody voted",
    9: "Somebody changed their vote",
    10: "A vote arrived",
    11: "All votes have arrived",
    12: "The group has nobody any more who leads it",
}
_MEMBERSHIP = {3: Change.JOINED, 4: Change.LEFT, 5: Change.REMOVED}


@dataclass(frozen=True)
class Bodies:
    """Reads the rows of one chat."""

    people: Identities
    polls: Mapping[str, Poll]
    files: Files

    def content(self, row: Row) -> Content:
        """What a row says."""
        kind = row.get("type", "")
        if time(row, "deleted_at"):
            return Notice("deleted a message", action="deleted")
        reader = _READERS.get(kind)
        if reader:
            return reader(self, row)
        if flag(row, "isstatusmessage") or kind == "STATUS":
            return Notice(row.get("body", "") or "Something happened", action="status")
        return Unsupported(what=kind[:100] or "message of no kind", text=Text(_words(parsed(row.get("body", "")))))

    def text(self, written: str) -> Text:
        """A text with the names of whoever is mentioned."""
        pieces: list[str] = []
        spans: list[Span] = []
        end, length = 0, 0
        for mention in _MENTION.finditer(written):
            before, name = written[end : mention.start()], self._mentioned(mention[1])
            start = length + len(before)
            end, length = mention.end(), start + len(name)
            pieces += (before, name)
            spans.append(Span(start=start, end=length, style=Style.MENTION, person=self._person(mention[1])))
        return Text("".join((*pieces, written[end:])), tuple(spans)) if spans else Text(written)

    def _mentioned(self, identity: str) -> str:
        return "@All" if identity == _ALL else f"@{self.people.name(identity) or identity}"

    def _person(self, identity: str) -> PersonId | None:
        return None if identity == _ALL else self.people.meet(identity)

    def written(self, row: Row) -> Content:
        """A text, or the caption of an old picture."""
        return Written(self.text(row.get("body", "")))

    def attached(self, row: Row, kind: MediaKind, *, duration: object = None, **known: Any) -> Attachment:
        """A file of a message."""
        seconds = duration if isinstance(duration, int | float) and 0 < duration < 10**8 else 0
        media = self.files.media(row, Media(kind=kind, state=_UNSEEN, duration=int(seconds * 1000) or None, **known))
        return Attachment(media=media, caption=self.text(row.get("caption", "")))


def _file(bodies: Bodies, row: Row) -> Content:
    body = parsed(row.get("body", ""))
    mime, size, name, look, caption = (at(body, index) for index in (2, 3, 4, 5, 7))
    about = at(body, 9)
    about = about if isinstance(about, dict) else {}
    mime = mime if isinstance(mime, str) and mime else None
    if isinstance(caption, str) and caption and not row.get("caption"):
        row = {**row, "caption": caption}
    return bodies.attached(
        row,
        _kind(mime or "", look, animated=about.get("a") is True),
        duration=about.get("d"),
        mime_type=mime,
        size=whole(size) or None,
        file_name=name if isinstance(name, str) and name else None,
        width=whole(about.get("w")) or None,
        height=whole(about.get("h")) or None,
    )


def _kind(mime: str, look: object, *, animated: bool) -> MediaKind:
    """``look``: 0 as a file, 1 as media, 2 as a sticker."""
    if look == 2:
        return MediaKind.STICKER
    if mime == "image/gif" or animated:
        return MediaKind.ANIMATION
    if look == 1:
        kinds = {"image": MediaKind.IMAGE, "video": MediaKind.VIDEO, "audio": MediaKind.VOICE}
        return kinds.get(mime.partition("/")[0], MediaKind.FILE)
    return MediaKind.FILE


def _location(bodies: Bodies, row: Row) -> Content:  # noqa: ARG001 - all readers of bodies are called alike
    body = parsed(row.get("body", ""))
    latitude, longitude = at(body, 0), at(body, 1)
    if not all(isinstance(degree, int | float) and abs(degree) <= 180 for degree in (latitude, longitude)):
        return Unsupported(what="LOCATION", text=Text(row.get("body", "")))
    address, title = (value if isinstance(value, str) and value else None for value in (at(body, 3), at(body, 4)))
    return Location(latitude=str(latitude), longitude=str(longitude), title=title, address=address)


def _ballot(bodies: Bodies, row: Row) -> Content:
    body = parsed(row.get("body", ""))
    poll = bodies.polls.get(str(at(body, 1)))
    if poll is None:
        return Unsupported(what="BALLOT", text=Text(row.get("caption", "")))
    if at(body, 0) in (2, 3):
        return Notice(f"{'closed' if at(body, 0) == 3 else 'changed'} the poll: {poll.question}", action="ballot")
    return poll


def _call(bodies: Bodies, row: Row) -> Content:  # noqa: ARG001 - as above
    told = _told(row)
    seconds = whole(told.get("duration"))
    words = _CALLS.get(whole(told.get("status")) or 0, "called")
    return Notice(f"{words} ({seconds // 60}:{seconds % 60:02})" if seconds else words, action="call")


def _group_call(bodies: Bodies, row: Row) -> Content:  # noqa: ARG001 - as above
    return Notice(_GROUP_CALLS.get(whole(_told(row).get("status")) or 0, "There was a group call"), action="call")


def _group_status(bodies: Bodies, row: Row) -> Content:
    told = _told(row)
    status, who, title = whole(told.get("status")), told.get("identity"), told.get("newGroupName")
    if status in _MEMBERSHIP and isinstance(who, str):
        return Membership(change=_MEMBERSHIP[status], members=(bodies.people.member(who),))
    if status == 1 and isinstance(title, str) and title:
        return TitleChange(title)
    if status == 2:
        return AvatarChange()
    words = "The group was created" if status == 0 else _STATUS.get(status or 0, "The group changed")
    about = told.get("ballotName")
    return Notice(f"{words}: {about}" if isinstance(about, str) and about else words, action="group_status")


def _security(bodies: Bodies, row: Row) -> Content:  # noqa: ARG001 - as above
    return Notice("The encryption of this chat changed", action="forward_security")


def _contact(bodies: Bodies, row: Row) -> Content:  # noqa: ARG001 - as above
    return Card(label="Contact", lines=tuple(filter(None, [_words(parsed(row.get("body", "")))])))


def _told(row: Row) -> Mapping[str, Any]:
    told = at(parsed(row.get("body", "")), 1)
    return told if isinstance(told, dict) else {}


def _words(value: object) -> str:
    """All texts in a body of an unknown kind, but for those that look like keys."""
    entries = value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else []
    return "\n".join(
        entry for entry in entries if isinstance(entry, str) and not re.fullmatch(r"[0-9a-fA-F]{16,}", entry)
    )


_UNSEEN = MediaState.LOST
_READERS: Mapping[str, Callable[[Bodies, Row], Content]] = {
    "TEXT": Bodies.written,
    "IMAGE": lambda bodies, row: bodies.attached(row, MediaKind.IMAGE),
    "VIDEO": lambda bodies, row: bodies.attached(row, MediaKind.VIDEO, duration=at(parsed(row.get("body", "")), 0)),
    "VOICEMESSAGE": lambda bodies, row: bodies.attached(
        row, MediaKind.VOICE, duration=at(parsed(row.get("body", "")), 0)
    ),
    "FILE": _file,
    "LOCATION": _location,
    "BALLOT": _ballot,
    "VOIP_STATUS": _call,
    "GROUP_CALL_STATUS": _group_call,
    "GROUP_STATUS": _group_status,
    "FORWARD_SECURITY_STATUS": _security,
    "CONTACT": _contact,
}
