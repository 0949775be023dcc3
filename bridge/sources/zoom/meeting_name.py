"""What the name of a meeting's folder, or of a recording's file, says: when it was, and what about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import PurePosixPath

from bridge.sources.archive import Archive

_FOLDER = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[ _](?P<time>[0-9]{2}\.[0-9]{2}\.[0-9]{2})(?:[ _](?P<topic>.*?))?"
    r"(?:[ _](?P<number>[0-9]{9,11}))?"
)
_RECORDING = re.compile(r"GMT(?P<date>[0-9]{8})-(?P<time>[0-9]{6})(?:[_ -].*)?", re.IGNORECASE)
_GENERIC = frozenset({"meeting_saved_chat", "meeting_saved_new_chat", "chat", "saved_chat", "zoom_chat"})


@dataclass(frozen=True)
class Meeting:
    """What is known of a meeting before its chat is read."""

    day: date | None = None
    began: datetime | None = None
    """Of a cloud recording, in UTC: its chat's times count from there."""
    topic: str | None = None
    number: str | None = None


def meeting_of(archive: Archive, name: str) -> Meeting:
    """From the file's own name, and those of the folders around it, the nearest first."""
    path = PurePosixPath(name)
    around = [path.stem, *reversed(path.parent.parts), archive.path.stem, archive.path.name, archive.path.parent.name]
    found = next((meeting for part in around if (meeting := _read(part))), None)
    if found is not None:
        return found
    return Meeting(topic=None if path.stem.casefold() in _GENERIC else path.stem)


def _read(part: str) -> Meeting | None:
    if len(part) > 400:
        return None
    if found := _FOLDER.fullmatch(part):
        day = _day(found["date"], "%Y-%m-%d")
        return Meeting(day=day, topic=found["topic"] or None, number=found["number"]) if day else None
    if found := _RECORDING.fullmatch(part):
        began = _moment(found["date"] + found["time"])
        return Meeting(day=began.date(), began=began) if began else None
    return None


def _day(written: str, form: str) -> date | None:
    try:
        return datetime.strptime(written, form).date()  # noqa: DTZ007 - a day, of wherever the meeting was
    except ValueError:
        return None


def _moment(written: str) -> datetime | None:
    try:
        return datetime.strptime(written, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
