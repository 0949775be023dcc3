"""How a chat is told, message by message, in the shape in which Telegram Desktop writes it.

The shape: https://github.com/telegramdesktop/tdesktop, ``Telegram/SourceFiles/export/output/export_output_json.cpp``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Json = dict[str, Any]
Words = str | list[str | Json]
"""A message's text: plain, or pieces of which some are decorated."""

ZONE = ZoneInfo("Europe/Copenhagen")
"""Where the computer stood that made the export: its dates are local, and say so nowhere."""


@dataclass(frozen=True)
class Speaker:
    """Whoever writes. ``name`` is None for an account that was deleted since."""

    id: str
    name: str | None


ANNA = Speaker("user5200000001", "Anna")
BORA = Speaker("user5200000002", "Bora")
CHIDI = Speaker("user5200000003", "Chidi")
DANA = Speaker("user5200000004", "Dana")
DELETED = Speaker("user5200000005", None)
TELEGRAM = Speaker("user777000", "Telegram")


@dataclass
class Telling:
    """A chat that grows. ``folder`` is where its files lie within the export, with a stroke at its end."""

    folder: str
    messages: list[Json] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    next_id: int = 0
    """Of the message that follows; 0: one more than the last."""
    _now: datetime = datetime(2023, 9, 1, tzinfo=ZONE)
    _counts: dict[str, int] = field(default_factory=dict)

    def at(self, day: str, clock: str) -> None:
        """The next message is sent then: ``2023-09-04``, ``18:02``."""
        self._now = datetime.fromisoformat(f"{day}T{clock}:00").replace(tzinfo=ZONE)

    def say(self, speaker: Speaker, words: Words = "", **more: Any) -> int:
        """A message; ``more`` are further fields as the export names them. Gives its id."""
        return self._add("message", {"from": speaker.name, "from_id": speaker.id}, words, more)

    def happen(self, actor: Speaker, action: str, words: Words = "", **more: Any) -> int:
        """A service message. Gives its id."""
        head = {"actor": actor.name, "actor_id": actor.id, "action": action}
        return self._add("service", {**head, **more}, words, {})

    def forget(self) -> int:
        """A message that was deleted before the export was made: nothing but its number is missing."""
        number = self._next()
        self.next_id = number + 1
        return number

    def fail(self) -> int:
        """What Telegram Desktop itself could not write: an id and nothing else."""
        number = self._next()
        self.messages.append({"id": number, "type": "unsupported"})
        return number

    def photo(self, speaker: Speaker, content: bytes, size: tuple[int, int], words: Words = "", **more: Any) -> int:
        """A message with a photo. It is sent at once with the one before it when ``more`` says ``together=True``."""
        if more.pop("together", False):
            self._now -= self._pause
        path = self.lay("photos", self._photo_name(), content)
        picture = {"photo": path, "photo_file_size": len(content), "width": size[0], "height": size[1]}
        return self.say(speaker, words, **picture, **more)

    def file(self, speaker: Speaker, place: str, name: str, content: bytes, words: Words = "", **more: Any) -> int:
        """A message with any other file; ``thumbnail`` may bring the bytes of its small picture."""
        path = self.lay(place, name, content)
        head: Json = {"file": path, "file_name": name, "file_size": len(content)}
        thumbnail = more.pop("thumbnail", None)
        if thumbnail is not None:
            small = self.lay(place, f"{name}_thumb.jpg", thumbnail)
            head |= {"thumbnail": small, "thumbnail_file_size": len(thumbnail)}
        return self.say(speaker, words, **head, **more)

    def lay(self, place: str, name: str, content: bytes) -> str:
        """Put a file into the export. Gives the path by which messages refer to it."""
        path = f"{self.folder}{place}/{name}"
        self.files[path] = content
        return path

    def recently(self, *speakers: Speaker) -> list[Json]:
        """The people whom the export names below a reaction, with the local time at which they gave it."""
        return [
            {"from": one.name, "from_id": one.id, "date": _local(self._now + timedelta(minutes=3 * place))}
            for place, one in enumerate(speakers, start=1)
        ]

    def edited(self, minutes: int = 4) -> Json:
        """The fields of a message that was changed so long after it was sent."""
        later = self._now + timedelta(minutes=minutes)
        return {"edited": _local(later), "edited_unixtime": _stamp(later)}

    def _add(self, kind: str, head: Json, words: Words, more: Json) -> int:
        number = self._next()
        when: Json = {"date": _local(self._now), "date_unixtime": _stamp(self._now)}
        changed: Json = {key: more.pop(key) for key in ("edited", "edited_unixtime") if key in more}
        below: Json = {key: more.pop(key) for key in ("inline_bot_buttons", "reactions") if key in more}
        text = {"text": words, "text_entities": _entities(words)}
        self.messages.append({"id": number, "type": kind, **when, **changed, **head, **more, **text, **below})
        self._now += self._pause
        return number

    @property
    def _pause(self) -> timedelta:
        return timedelta(minutes=2)

    def _next(self) -> int:
        following = self.messages[-1]["id"] + 1 if self.messages else 1
        number, self.next_id = self.next_id or following, 0
        return number

    def _photo_name(self) -> str:
        self._counts["photo"] = self._counts.get("photo", 0) + 1
        return f"photo_{self._counts['photo']}@{self._now:%d-%m-%Y_%H-%M-%S}.jpg"


def reaction(emoji: str, count: int, recent: list[Json]) -> Json:
    """One emoji below a message."""
    return {"type": "emoji", "count": count, "emoji": emoji, "recent": recent}


def _decorated(kind: str) -> Callable[[str], Json]:
    return lambda text: {"type": kind, "text": text}


bold, italic, underline, strikethrough = map(_decorated, ("bold", "italic", "underline", "strikethrough"))
spoiler, code, mention, hashtag, cashtag = map(_decorated, ("spoiler", "code", "mention", "hashtag", "cashtag"))
link, email, phone, bot_command, bank_card = map(_decorated, ("link", "email", "phone", "bot_command", "bank_card"))


def text_link(text: str, address: str) -> Json:
    return {"type": "text_link", "text": text, "href": address}


def mention_name(person: Speaker) -> Json:
    """A mention of somebody without a user name."""
    return {"type": "mention_name", "text": person.name, "user_id": int(person.id.removeprefix("user"))}


def pre(text: str, language: str = "") -> Json:
    return {"type": "pre", "text": text, "language": language}


def quote(text: str, *, collapsed: bool = False) -> Json:
    return {"type": "blockquote", "text": text, "collapsed": collapsed}


def custom_emoji(text: str, path: str) -> Json:
    return {"type": "custom_emoji", "text": text, "document_id": path}


def _entities(words: Words) -> list[Json]:
    pieces = [words] if isinstance(words, str) else words
    return [_decorated("plain")(piece) if isinstance(piece, str) else piece for piece in pieces if piece]


def _local(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}"


def _stamp(moment: datetime) -> str:
    return str(int(moment.timestamp()))
