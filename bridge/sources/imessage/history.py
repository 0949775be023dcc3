"""The messages of the database, in its order, as items of the neutral model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bridge.model.chat import Chat
from bridge.model.codec import Item
from bridge.model.ids import ChatId, MediaId, MessageId, PersonId
from bridge.model.message import Content, Message, Reply
from bridge.model.reaction import Reaction
from bridge.model.unreadable import Unreadable
from bridge.sources.imessage.attachments import COLUMNS, Attachments, is_shown
from bridge.sources.imessage.chats import ChatRow, Chats
from bridge.sources.imessage.contents import Contents
from bridge.sources.imessage.people import People
from bridge.sources.imessage.tapbacks import FIRST, REMOVED, is_tapback, reactions_of, tapbacks
from bridge.sources.imessage.typedstream import Unfit
from bridge.sources.iphone_backup import APPLE_EPOCH
from bridge.sources.sqlite_file import Beside, Database, Row
from bridge.sources.sqlite_values import identifier, moment, whole, words

_MESSAGE = (
    "guid", "text", "handle_id", "subject", "attributedBody", "date", "is_from_me", "item_type", "other_handle",
    "group_title", "group_action_type", "associated_message_guid", "associated_message_type",
    "associated_message_emoji", "balloon_bundle_id", "payload_data", "thread_originator_guid", "date_edited",
    "date_retracted", "message_summary_info", "is_audio_message", "share_status",
)  # fmt: skip
_NANOSECONDS_FROM = 10**12
"""Larger times count nanoseconds; before 2017 they were seconds."""
_EARLIEST = 1_181_000_000_000
"""June 2007, in ms since 1970: the first iPhone."""
_PARTS = 10_000
_UNKNOWN = "unknown"
"""Instead of an address that the database has lost."""
_STICKER_ON_MESSAGE = 1000


def time_of(written: object) -> int | None:
    """Since 2001, in nanoseconds or seconds; as ms since 1970."""
    number = whole_or_large(written)
    if not number:
        return None
    milliseconds = number // 1_000_000 if abs(number) >= _NANOSECONDS_FROM else number * 1000
    return moment(milliseconds + APPLE_EPOCH)


def whole_or_large(written: object) -> int | None:
    """Nanoseconds need more than 53 bits."""
    return written if isinstance(written, int) else whole(written)


@dataclass
class _Seen:
    chats: set[ChatId] = field(default_factory=set)
    time: int = _EARLIEST


class History:
    """Reads all chats of one database."""

    def __init__(self, database: Database, people: People, chats: Chats, files: Attachments) -> None:
        self._database = database
        self._people = people
        self._chats = chats
        self._files = files
        self._seen = _Seen()
        self._handles = _handles(database)
        self._contents = Contents(people)

    def items(self) -> Iterator[Item]:
        """Chats and people before the first message that names them."""
        limits = self._database.limits
        attached = Beside(self._attachments(), "message_id", limits)
        joined = Beside(self._joins(), "message_id", limits)
        reactions = Beside(tapbacks(self._database, by_target=True), "target", limits)
        reacting = Beside(tapbacks(self._database, by_target=False), "row", limits)
        deleted = Beside(
            self._database.rows("chat_recoverable_message_join", ("message_id",), "message_id"), "message_id", limits
        )
        for number, row in self._messages():
            joins, files, given = joined.of(number), attached.of(number), reactions.of(number)
            has_target, is_deleted = bool(reacting.of(number)), bool(deleted.of(number))
            if (is_deleted and not joins) or (is_tapback(row["associated_message_type"]) and has_target):
                continue
            for chat in self._chats_of(row, joins):
                yield from self._message(chat, number, row, files, given)

    def _message(self, row: ChatRow, number: int, message: Row, files: list[Row], given: list[Row]) -> Iterator[Item]:
        chat = self._chats.chat(row, self._people)
        introduced: list[Chat] = []
        if chat.id not in self._seen.chats:
            self._seen.chats.add(chat.id)
            introduced.append(chat)
        items = list(self._parts(chat.id, number, message, files, given))
        yield from self._people.introductions()
        yield from introduced
        yield from items

    def _parts(
        self, chat: ChatId, number: int, row: Row, files: list[Row], given: list[Row]
    ) -> Iterator[Message | Unreadable]:
        time = time_of(row["date"]) or self._seen.time
        self._seen.time = time
        key = identifier(row["guid"]) or f"row {number}"
        kind = whole(row["associated_message_type"]) or 0
        if is_tapback(kind) and kind >= FIRST + REMOVED:
            return
        shown = [self._files.media(file, spoken=row["is_audio_message"] == 1) for file in files if is_shown(file)]
        try:
            contents = self._contents.of(row, self._sender(row), self._other(row), shown)
        except Unfit as problem:
            reason = f"its text cannot be read: {problem}"
            yield Unreadable(chat=chat, id=MessageId(key), time=time, place=number * _PARTS, reason=reason)
            return
        for part, content in enumerate(contents[:_PARTS]):
            yield Message(
                chat=chat,
                id=MessageId(f"{key}/{part + 1}" if part else key),
                time=time,
                time_guessed=time_of(row["date"]) is None,
                place=number * _PARTS + part,
                content=content,
                sender=self._sender(row),
                reply=self._reply(row) if not part else None,
                edited=time_of(row["date_edited"]) if _is_words(content) else None,
                album=key if len(contents) > 1 else None,
                reactions=self._reactions(given) if not part else (),
            )

    def _reply(self, row: Row) -> Reply | None:
        key = identifier(row["thread_originator_guid"])
        if key is None and whole(row["associated_message_type"]) in {_STICKER_ON_MESSAGE, *range(FIRST, FIRST + 8)}:
            target = words(row["associated_message_guid"]) or ""
            key = identifier(target.removeprefix("bp:").rpartition("/")[2])
        return Reply(message=MessageId(key)) if key else None

    def _reactions(self, given: list[Row]) -> tuple[Reaction, ...]:
        return reactions_of(given, self._reactor, time_of, self._picture) if given else ()

    def _reactor(self, row: Row) -> PersonId:
        return self._sender(row) or self._people.meet(_UNKNOWN)

    def _picture(self, number: int) -> MediaId | None:
        """A sticker with which somebody reacted."""
        if not self._database.has("message_attachment_join", "message_id", "attachment_id"):
            return None
        chosen = self._database.chosen("attachment", COLUMNS, "a")
        query = (
            f"SELECT {chosen} FROM message_attachment_join j JOIN attachment a ON a.ROWID = j.attachment_id"
            " WHERE j.message_id = ? LIMIT 1"
        )
        for values in self._database.query(query, (number,)):
            return self._files.media(dict(zip(COLUMNS, values, strict=True)), spoken=False).reference
        return None

    def _sender(self, row: Row) -> PersonId | None:
        if row["is_from_me"]:
            return self._people.meet(None)
        handle = self._handle(row["handle_id"])
        return self._people.meet(handle) if handle else None

    def _other(self, row: Row) -> str | None:
        return self._handle(row["other_handle"])

    def _handle(self, number: object) -> str | None:
        return self._handles.get(number) if isinstance(number, int) else None

    def _chats_of(self, row: Row, joins: list[Row]) -> list[ChatRow]:
        """Each chat once; a message that stands in none belongs to whoever it is from."""
        found: dict[ChatId, ChatRow] = {}
        for join in joins:
            chat = self._chats.rows.get(join["chat_id"]) if isinstance(join["chat_id"], int) else None
            if chat:
                found.setdefault(self._chats.id(chat, self._people), chat)
        return list(found.values()) or [ChatRow("", None, self._handle(row["handle_id"]) or _UNKNOWN)]

    def _messages(self) -> Iterator[tuple[int, Row]]:
        chosen = self._database.chosen("message", _MESSAGE, "m")
        for number, *values in self._database.query(f"SELECT m.ROWID, {chosen} FROM message m ORDER BY m.ROWID"):
            if isinstance(number, int):
                yield number, dict(zip(_MESSAGE, values, strict=True))

    def _joins(self) -> Iterator[Row]:
        return self._database.rows("chat_message_join", ("message_id", "chat_id"), "message_id")

    def _attachments(self) -> Iterator[Row]:
        if not self._database.has("message_attachment_join", "message_id", "attachment_id"):
            return
        chosen = self._database.chosen("attachment", COLUMNS, "a")
        query = (
            f"SELECT j.message_id, {chosen} FROM message_attachment_join j JOIN attachment a"
            " ON a.ROWID = j.attachment_id ORDER BY j.message_id, a.ROWID"
        )
        for number, *values in self._database.query(query):
            yield {"message_id": number, **dict(zip(COLUMNS, values, strict=True))}


def _is_words(content: Content) -> bool:
    return content.__struct_config__.tag in {"text", "media"}


def _handles(database: Database) -> dict[int, str]:
    """Memory grows with people."""
    query = f"SELECT h.ROWID, {database.chosen('handle', ('id',), 'h')} FROM handle h ORDER BY h.ROWID"
    return {number: handle for number, written in database.query(query) if (handle := words(written))}
