"""The reader of Threema's export of a single chat: ``messages.txt`` in a zip, from Android, or a text from an iPhone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from functools import partial
from pathlib import PurePosixPath
from typing import ClassVar

from msgspec import structs

from bridge.errors import ArchiveError
from bridge.model.codec import Item
from bridge.model.content import Attachment, Location
from bridge.model.event import Notice
from bridge.model.ids import ChatId, MediaId, Network
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.message import Content
from bridge.model.text import Text
from bridge.sources.archive import Archive
from bridge.sources.day_or_month import DayOrMonth
from bridge.sources.half_days import PATTERN, hour_of
from bridge.sources.hints import DateOrder, Hints
from bridge.sources.interfaces import Guide, Reader
from bridge.sources.local_text import first_lines, local_lines
from bridge.sources.named_people import NamedPeople
from bridge.sources.threema.data_backup import THREEMA, unlock
from bridge.sources.transcript import Entry, Format, Meet, assembled, transcribed, written

_STAMP = (
    rf"(?P<first>\d{{1,4}})(?P<between>[./-]) ?(?P<second>\d{{1,2}})[./-] ?(?P<third>\d{{1,4}})\.?,?[\s\u202f]{{1,2}}(?:at |um )?"
    rf"(?P<half>{PATTERN})?\s?(?P<hour>\d{{1,2}})[:.](?P<minute>\d{{2}})[\s\u202f]?(?P<half_after>{PATTERN})?"
)
_ANDROID = re.compile(rf"\[{_STAMP}\] (?P<rest>.*)")
_IPHONE = re.compile(rf"(?P<way>>>>|<<<) ?\({_STAMP}(?::\d{{2}})?\):? ?(?P<rest>.*)")
_SENDER = re.compile(r"(?P<sender>[^:<]{1,60}): (?P<text>.*)", re.DOTALL)
_FILE = re.compile(r"(?P<text>.*?) ?<(?P<file>[^<>/]{1,200}\.[A-Za-z0-9]{1,8})>", re.DOTALL)
_PLACE = re.compile(
    r"(?P<text>.*?) ?<geo:(?P<latitude>-?\d{1,3}(?:\.\d{1,15})?),(?P<longitude>-?\d{1,3}(?:\.\d{1,15})?)[^<>]{0,200}>",
    re.DOTALL,
)
_CALL = re.compile(r".{0,40}(?:[Cc]all|[Aa]nruf|[Aa]ppel|[Ll]lamada|[Cc]hiamata).{0,40}<(?:\d{1,2}:)?\d{1,2}:\d{2}>")
_OWN = frozenset({"me", "ich", "moi", "yo", "io", "eu", "ik", "ja", "я"})
_UNKNOWN_SELF = "the exporter is called “{}” in this export: say their name with --own-name"
_FILE_NAME = "messages.txt"
_MOST_LOOKED_AT = 50
_KINDS = {
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".webp", ".heic"), MediaKind.IMAGE),
    **dict.fromkeys((".mp4", ".mov", ".3gp"), MediaKind.VIDEO),
    **dict.fromkeys((".aac", ".m4a", ".ogg"), MediaKind.VOICE),
    ".gif": MediaKind.ANIMATION,
}


class ThreemaChatText(Reader):
    """Threema: the export of one chat."""

    name: ClassVar[str] = "threema-chat-text"
    network: ClassVar[Network] = THREEMA
    title: ClassVar[str] = "Threema chat export (messages.txt)"
    guide: ClassVar[Guide | None] = Guide(
        network="Threema (one chat)",
        export="in the chat: ⋮ → Export chat, with media (on an iPhone: the name at the top → Export chat)",
        kept="texts, who wrote them, to the minute, and files",
        lost="identities, seconds, the time zone, quotes, reactions, polls, what happened in groups",
    )

    def identify(self, archive: Archive) -> bool:
        """Is there a text that begins as Threema's do?"""
        if archive.locked:
            return bool(archive.find(_FILE_NAME)) and not archive.find("contacts.csv")
        return bool(_texts(archive, _MOST_LOOKED_AT))

    def unlock(self, archive: Archive, hints: Hints) -> None:
        """With the password in the key file."""
        unlock(archive, hints)

    def read(self, archive: Archive, hints: Hints) -> Iterator[Item]:
        """Each text is one chat."""
        unlock(archive, hints)
        names = _texts(archive)
        if not names:
            raise ArchiveError(f"{archive.path}: there is no chat of Threema's in it.")
        people, taken = NamedPeople(THREEMA), set[ChatId]()
        for name in names:
            yield from _chat(archive, name, hints, people, taken)


def _chat(archive: Archive, name: str, hints: Hints, people: NamedPeople, taken: set[ChatId]) -> Iterator[Item]:
    order, own = DayOrMonth(), None
    for line in local_lines(archive, name):
        if match := _begin(line):
            _note(order, match)
            said = _SENDER.fullmatch(match["rest"])
            own = own or (said["sender"] if said and said["sender"].casefold() in _OWN else None)
    parse = partial(_parse, order.decide(hints.date_order, name), hints.own_name)
    yield from transcribed(
        Format(THREEMA, None, 60_000, partial(_understand, archive, name)),
        lambda: assembled(local_lines(archive, name), parse, archive.limits.string),
        people,
        hints,
        title=None,
        warnings=(_UNKNOWN_SELF.format(own),) if own and not hints.own_name else (),
        taken=taken,
    )


def _parse(order: DateOrder, own_name: str | None, line: str, before: Entry | None) -> Entry | bool:  # noqa: ARG001 - `assembled` tells it
    match = _begin(line)
    local = _moment(order, match) if match else None
    if match is None or local is None:
        return False
    said = _SENDER.fullmatch(match["rest"])
    if match.groupdict().get("way") == ">>>":
        return Entry(local, own_name or "Me", match["rest"])
    if said is None:
        return Entry(local, None, match["rest"])
    sender = own_name if own_name and said["sender"].casefold() in _OWN else said["sender"]
    return Entry(local, sender, said["text"])


def _begin(line: str) -> re.Match[str] | None:
    return _ANDROID.fullmatch(line) or _IPHONE.fullmatch(line)


def _note(order: DayOrMonth, match: re.Match[str]) -> None:
    first, second, third = int(match["first"]), int(match["second"]), int(match["third"])
    if first <= 31 and match["between"] != ".":
        order.note(first, second, third + 2000 if third < 100 else third)


def _moment(order: DateOrder, match: re.Match[str]) -> datetime | None:
    numbers = int(match["first"]), int(match["second"]), int(match["third"])
    if numbers[0] > 31:
        year, month, day = numbers
    elif order is DateOrder.MONTH_DAY and match["between"] != ".":
        month, day, year = numbers
    else:
        day, month, year = numbers
    hour = hour_of(int(match["hour"]), match["half"] or match["half_after"])
    try:
        return datetime.combine(
            date(year + 2000 if year < 100 else year, month, day), time((hour or 0) % 24, int(match["minute"]))
        )
    except ValueError:
        return None


def _understand(archive: Archive, name: str, entry: Entry, meet: Meet) -> tuple[str | None, Content]:  # noqa: ARG001 - no names in it
    if entry.sender is None:
        return None, Notice(entry.text or "Something happened")
    if _CALL.fullmatch(entry.text):
        return None, Notice(entry.text, action="call")
    if match := _PLACE.fullmatch(entry.text):
        return None, Location(latitude=match["latitude"], longitude=match["longitude"], caption=Text(match["text"]))
    if match := _FILE.fullmatch(entry.text):
        return None, _attached(archive, name, match["file"], match["text"])
    return None, written(entry.text)


def _attached(archive: Archive, name: str, file: str, caption: str) -> Attachment:
    found = archive.resolve(file, beside=name)
    kind = _KINDS.get(PurePosixPath(file).suffix.lower(), MediaKind.FILE)
    media = Media(
        kind=kind, state=MediaState.LOST, file_name=file, reason="the file that the export names is not in it"
    )
    if found:
        state = MediaState.RENAMED if found.renamed else MediaState.PRESENT
        media = structs.replace(media, state=state, reference=MediaId(found.name), reason=None)
    return Attachment(media=media, caption=Text(caption))


def _texts(archive: Archive, most: int | None = None) -> Sequence[str]:
    return [name for name in archive.find("*.txt")[:most] if _is_text(name, first_lines(archive, name))]


def _is_text(name: str, lines: Sequence[str]) -> bool:
    said = [line for line in lines if line.strip("\ufeff ")]
    if not said:
        return False
    if _IPHONE.fullmatch(said[0]):
        return True
    return name.rpartition("/")[2].casefold() == _FILE_NAME and bool(_ANDROID.fullmatch(said[0].lstrip("\ufeff")))
