"""Chats as WhatsApp exports them, made in a line, and what the reader makes of them."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from bridge.model.chat import Chat
from bridge.model.codec import Item
from bridge.model.message import Message
from bridge.model.person import Person
from bridge.sources.archive import Archive
from bridge.sources.hints import DateOrder, Hints
from bridge.sources.whatsapp.text.reader import ChatExport

NAME = "WhatsApp Chat with Garden.txt"
MARK = "\u200e"


def android(*messages: str, day: str = "14/03/2026") -> str:
    """One minute after the other; ``Anna: hello`` is said, ``Anna left`` happens."""
    return "".join(f"{day}, 09:{minute:02} - {message}\n" for minute, message in enumerate(messages))


def iphone(*messages: str, day: str = "14.03.26") -> str:
    """A mark before a message goes before its header, too, as it does for files."""
    return "".join(f"[{day}, 09:00:{second:02}] {message}\r\n" for second, message in enumerate(messages))


def read(text: str, *, name: str = NAME, hints: Hints | None = None, files: tuple[str, ...] = ()) -> list[Item]:
    with TemporaryDirectory() as folder:
        (Path(folder) / name).write_text(text, encoding="utf-8", newline="")
        for file in files:
            (Path(folder) / file).write_bytes(b"content")
        with Archive.open(Path(folder)) as archive:
            return list(ChatExport().read(archive, hints or told()))


def told(*, zone: str = "UTC", order: DateOrder | None = None, own: str | None = None) -> Hints:
    return Hints(timezone=ZoneInfo(zone), date_order=order, own_name=own)


def messages(text: str, **options) -> list[Message]:
    return [item for item in read(text, **options) if isinstance(item, Message)]


def contents(text: str, **options) -> list[Any]:
    return [message.content for message in messages(text, **options)]


def people(text: str, **options) -> dict[str, Person]:
    return {item.id: item for item in read(text, **options) if isinstance(item, Person)}


def chat(text: str, **options) -> Chat:
    """As it is known in the end."""
    return [item for item in read(text, **options) if isinstance(item, Chat)][-1]
