"""The reader of Zoom Team Chat, as its interface for programs answers, saved to files.

What the format is, and how each part of it is carried over: ``docs/sources/zoom.md``. The records:
https://developers.zoom.us/docs/api/rest/reference/chat/methods/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from bridge.model.codec import Item
from bridge.model.content import Attachment, Card, Unsupported, Written
from bridge.model.event import Notice
from bridge.model.ids import ChatId, MediaId, MessageId, Network, PersonId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.message import Content, Message, Reaction, Reply
from bridge.model.text import Text
from bridge.sources.acquaintances import Acquaintances
from bridge.sources.archive import Archive
from bridge.sources.beside import Beside, Files
from bridge.sources.chat_history import ChatHistory
from bridge.sources.hints import Hints
from bridge.sources.interfaces import Guide, Reader
from bridge.sources.json_stream import walk
from bridge.sources.loose_values import (
    Fields,
    first_words,
    identifier,
    milliseconds,
    moment,
    record,
    records,
    rows,
    size,
    words,
)
from bridge.sources.zoom import rich_text
from bridge.sources.zoom.people import ZOOM, meet
from bridge.sources.zoom.reactions import reactions
from bridge.sources.zoom.team_chat_layout import (
    MESSAGES,
    STATUS,
    Lists,
    chat_of,
    holds_messages,
    note_lists,
    page_fields,
)

_MOST_LOOKED_AT = 20
_DELETED = "deleted"
_KINDS = (
    ((".png", ".jpg", ".jpeg", ".gif", ".webp"), MediaKind.IMAGE),
    ((".mp4", ".mov", ".webm"), MediaKind.VIDEO),
    ((".mp3", ".m4a", ".wav", ".ogg"), MediaKind.AUDIO),
)


class ZoomTeamChat(Reader):
    """Zoom Team Chat: channels and chats, pages of messages."""

    name: ClassVar[str] = "zoom-team-chat"
    network: ClassVar[Network] = ZOOM
    title: ClassVar[str] = "Zoom Team Chat (answers of its interface, JSON)"
    guide: ClassVar[Guide | None] = Guide(
        network="Zoom Team Chat",
        export="an administrator's program that saves `/report/chat/sessions/{id}`, or `/chat/users/{id}/messages` per "
        "channel, page by page",
        kept="messages with their formatting, replies, mentions, reactions, edited and deleted ones",
        lost="files (their names are kept) unless saved beside, who came and went, what Zoom's retention has deleted",
    )

    def identify(self, archive: Archive) -> bool:
        """Is there a JSON file with a page of messages?"""
        return any(holds_messages(archive, name) for name in archive.find("*.json")[:_MOST_LOOKED_AT])

    def read(self, archive: Archive, hints: Hints) -> Iterator[Item]:  # noqa: ARG002 - all its times are in UTC
        """Every chat, page by page."""
        names = archive.find("*.json")
        pages = [name for name in names if holds_messages(archive, name)]
        export = _Export(archive)
        for name in names:
            if name not in pages:
                note_lists(archive, name, export.lists)
        for name in pages:
            yield from export.page(name)
        yield from export.closing()


class _Export:
    """All pages of one export; several may belong to one chat."""

    def __init__(self, archive: Archive) -> None:
        self.lists = Lists()
        self._archive = archive
        self._near = Files(archive)
        self._people = Acquaintances()
        self._chats: dict[ChatId, ChatHistory] = {}

    def page(self, name: str) -> Iterator[Item]:
        page = page_fields(self._archive, name)
        with self._archive.open_file(name) as stream:
            for path, value in walk(stream, (*MESSAGES, *STATUS), self._archive.limits, name=name):
                if path in MESSAGES:
                    yield from self._message(record(value), page, name)
                elif path in STATUS:
                    yield from self._message({**record(value), "status": STATUS[path]}, page, name)

    def _message(self, fields: dict[str, Any], page: Fields, name: str) -> Iterator[Item]:
        chat = chat_of(page, fields, name, self.lists)
        history = self._chats.get(chat.id)
        if history is None:
            history = self._chats[chat.id] = ChatHistory(chat)
            yield chat
        if not fields:
            yield history.broken("a message is no object")
        else:
            yield from _Reading(history, self._people, self._near.beside(name)).items(fields)

    def closing(self) -> Iterator[Item]:
        for history in self._chats.values():
            yield from history.closing()


class _Reading:
    """One record on its way."""

    def __init__(self, history: ChatHistory, people: Acquaintances, find: Beside) -> None:
        self._history = history
        self._people = people
        self._find = find

    def items(self, fields: dict[str, Any]) -> list[Item]:
        number = identifier(fields.get("id")) or identifier(fields.get("message_id"))
        time = milliseconds(fields.get("timestamp")) or moment(fields.get("date_time"))
        if number is None:
            return [self._history.broken("the message has no id", time=time)]
        if time is None:
            return [self._history.broken("the message has no time", message=number)]
        contents = self._contents(fields)
        reply = identifier(fields.get("reply_main_message_id"))
        message = Message(
            chat=self._history.chat.id,
            id=MessageId(number),
            time=time,
            place=self._history.place(None, time),
            content=contents[0],
            sender=self._sender(fields),
            reply=Reply(message=MessageId(reply)) if reply and reply != number else None,
            thread=MessageId(reply) if reply and reply != number else None,
            edited=_edited(fields, time),
            reactions=self._reactions(fields),
        )
        admitted = self._history.admitted(message, contents[1:])
        return [*self._people.introductions(), *admitted]

    def _sender(self, fields: Fields) -> PersonId | None:
        bot = bool(record(fields.get("bot_message"))) or "robot" in (first_words(fields, "sender") or "")
        name = first_words(fields, "sender_display_name", "sender_name")
        return meet(self._people, fields.get("sender"), fields.get("sender_member_id"), name, bot=bot)

    def _contents(self, fields: Fields) -> list[Content]:
        if (first_words(fields, "status", "message_status") or "").casefold() == _DELETED:
            return [Notice("deleted this message", action="deleted")]
        text = rich_text.read(fields, first_words(fields, "message") or "", self._mentioned)
        files: list[Content] = [
            self._file(entry, text if not place else Text()) for place, entry in enumerate(_files(fields))
        ]
        said: list[Content] = files or ([Written(text)] if text.plain else [])
        return [*said, *_cards(fields)] or [Unsupported(what="an empty message")]

    def _mentioned(self, entry: dict[str, Any], words_there: str) -> PersonId | None:
        name = words_there.lstrip("@").strip()
        return (
            meet(self._people, entry.get("at_contact"), name=name) if entry.get("at_type") in {1, "1", None} else None
        )

    def _file(self, entry: Fields, caption: Text) -> Attachment:
        name = first_words(entry, "file_name", "name") or "file"
        found = next((one for folder in ("", "files/") if (one := self._find(f"{folder}{name}"))), None)
        state = (
            MediaState.NOT_EXPORTED if found is None else MediaState.RENAMED if found.renamed else MediaState.PRESENT
        )
        media = Media(
            kind=next((kind for endings, kind in _KINDS if name.lower().endswith(endings)), MediaKind.FILE),
            state=state,
            reference=None if found is None else MediaId(found.name),
            file_name=name,
            size=size(entry.get("file_size")),
            reason="the file lies at Zoom, which asks for a login" if found is None else None,
        )
        return Attachment(media=media, caption=caption)

    def _reactions(self, fields: Fields) -> tuple[Reaction, ...]:
        return reactions(records(fields.get("reactions")), self._people)


def _files(fields: Fields) -> list[dict[str, Any]]:
    files = [entry for entry in rows(fields.get("files")) if isinstance(entry, dict)]
    if not files and words(fields.get("file_name")):
        return [dict(fields)]
    return files


def _cards(fields: Fields) -> list[Content]:
    """What a bot says stands in a record of its own."""
    said = record(record(fields.get("bot_message")).get("content")) or record(fields.get("bot_message"))
    head = first_words(record(said.get("head")), "text") or ""
    lines = tuple(line for entry in records(said.get("body")) if (line := first_words(entry, "text", "content")))
    return [Card(label="Message of an app", title=head, lines=lines)] if head or lines else []


def _edited(fields: Fields, time: int) -> int | None:
    """Zoom says that a message was edited, and not always when."""
    said = milliseconds(fields.get("update_timestamp")) or moment(fields.get("last_update_date_time"))
    edited = (first_words(fields, "status", "message_status") or "").casefold() == "edited"
    return said or (time if edited else None)
