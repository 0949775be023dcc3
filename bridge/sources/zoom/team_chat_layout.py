"""Which files of an export hold pages of messages, and to which chat each page belongs."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePosixPath

from bridge.errors import ArchiveError
from bridge.model.chat import Chat, ChatKind
from bridge.model.ids import ChatId
from bridge.sources.archive import Archive
from bridge.sources.json_stream import Mark, walk
from bridge.sources.loose_values import Fields, digest, first_words, identifier, record
from bridge.sources.zoom.people import ZOOM

MESSAGES = ("messages.item", "item.messages.item")
STATUS = {"deleted_messages.item": "Deleted", "edited_messages.item": "Edited"}
"""Reports list these apart, the edited ones as they were before."""
LISTS = ("sessions.item", "channels.item", "contacts.item")
_LOOK = 64 * 1024
_LARGEST_PAGE = 64 * 1024 * 1024
"""Bytes; Zoom's own pages hold 50 messages. A larger file is of the chat that its name says, or its messages."""
_OF_A_PAGE = frozenset({"next_page_token", "page_size", "date", "from", "to", "session_id", "messages"})
_OF_A_MESSAGE = frozenset({"sender", "date_time", "timestamp", "message", "sender_display_name"})
_CHAT_KEYS = ("session_id", "channel_id", "to_channel", "chat_id")
_CONTACT_KEYS = ("to_contact", "contact", "contact_email")
_PAGE = re.compile(r"[ _.-]*(?:page|part|day)?[ _.-]*[0-9]{1,4}(?:-[0-9]{2}-[0-9]{2})?$", re.IGNORECASE)


@dataclass
class Lists:
    """Sessions and channels by their ids, as answers of their own list them."""

    chats: dict[str, Fields] = field(default_factory=dict)


def holds_messages(archive: Archive, name: str) -> bool:
    """Is it a page of messages? Looks at its beginning only."""
    keys: set[str] = set()
    above: set[str] = set()
    # The beginning is cut off somewhere, or it is a stranger's file: what came before is all that counts.
    with suppress(ArchiveError), archive.open_file(name) as stream:
        for path, _ in walk(BytesIO(stream.read(_LOOK)), (), archive.limits, name=name):
            parent, _, key = path.rpartition(".")
            if parent in MESSAGES:
                keys.add(key)
            elif parent in {"", "item"}:
                above.add(key)
    wanted = {"sender", "message", "date_time"} <= keys or {"sender", "date_time", "timestamp"} <= keys
    return wanted and bool(above & _OF_A_PAGE) and len(keys & _OF_A_MESSAGE) >= 3


def page_fields(archive: Archive, name: str) -> dict[str, object]:
    """What a page says beside its messages, before or behind them."""
    fields: dict[str, object] = {}
    if archive.size(name) <= _LARGEST_PAGE:
        with archive.open_file(name) as stream:
            for path, value in walk(stream, (*MESSAGES, *STATUS), archive.limits, name=name):
                key = path.removeprefix("item.")
                if "." not in key and not isinstance(value, Mark):
                    fields[key] = value
    return fields


def note_lists(archive: Archive, name: str, lists: Lists) -> None:
    """Remembers what a list of sessions or channels says; anything else says nothing."""
    with suppress(ArchiveError), archive.open_file(name) as stream:
        for path, value in walk(stream, LISTS, archive.limits, name=name):
            fields = record(value)
            number = identifier(fields.get("id")) or identifier(fields.get("session_id"))
            if path in LISTS and number and not isinstance(value, Mark):
                lists.chats[number] = fields
                jid = identifier(fields.get("jid"))
                if jid:
                    lists.chats[jid] = fields


def chat_of(page: Fields, message: Fields, name: str, lists: Lists) -> Chat:
    """By what the page or the message says, else by the file's name."""
    number = next(
        (one for fields in (message, page) for key in _CHAT_KEYS if (one := identifier(fields.get(key)))), None
    )
    contact = next((one for key in _CONTACT_KEYS if (one := identifier(page.get(key)))), None)
    stem = _stem(name)
    if number is None and contact is None and stem in lists.chats:
        number = stem
    if number is None and contact:
        return Chat(
            network=ZOOM, id=ChatId(f"contact:{digest(contact.casefold())}"), kind=ChatKind.DIRECT, title=contact
        )
    about = lists.chats.get(number or "", {})
    title = first_words(about, "name") or first_words(page, "session_name", "channel_name", "name")
    return Chat(
        network=ZOOM,
        id=ChatId(number or f"title:{stem}"),
        kind=_kind(about, page),
        title=title or (None if number else stem),
    )


def _kind(about: Fields, page: Fields) -> ChatKind:
    said = str(about.get("type") or page.get("type") or "").casefold()
    return ChatKind.DIRECT if said in {"1:1", "one_on_one", "direct", "individual"} else ChatKind.GROUP


def _stem(name: str) -> str:
    """Of several pages of one chat, the same: ``garden_page_2.json`` and ``garden.json``."""
    path = PurePosixPath(name)
    stem = _PAGE.sub("", path.stem)
    generic = stem.casefold() in {"", "messages", "page", "chat_messages", "chat_users_messages"}
    return (path.parent.name or stem or "Zoom") if generic else stem
