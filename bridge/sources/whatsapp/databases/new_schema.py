"""Android's database since about 2021: the table ``message``, and many others beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bridge.sources.sqlite_file import Database, Row
from bridge.sources.sqlite_values import amount, identifier, moment, whole, words
from bridge.sources.whatsapp.databases.android_types import KINDS, SYSTEM, TIMER, VIEW_ONCE, VOICE, media_kind
from bridge.sources.whatsapp.databases.events import ANDROID, Event
from bridge.sources.whatsapp.databases.jids import SERVER, Jid, jid_of
from bridge.sources.whatsapp.databases.record import FileRecord, Kind, Quoted, ReactionRecord, Record
from bridge.sources.whatsapp.databases.side_tables import SideTables, first, value
from bridge.sources.whatsapp.databases.sides import call_of, card_of, file_of, place_of, poll_of, template_of

PLACEHOLDER = "-1"
"""The key of the one record that every database begins with."""
UNKNOWN_SERVER = "unknown"

_MESSAGE = (
    "_id", "chat_row_id", "from_me", "key_id", "sender_jid_row_id", "timestamp", "message_type", "text_data", "origin",
    "origination_flags",
)  # fmt: skip
_FORWARDED = 1
Side = Mapping[str, list[Row]]


@dataclass(frozen=True)
class Rows:
    """Where numbers of rows lead: to addresses, and from chats to theirs."""

    jids: Mapping[int, Jid]
    chats: Mapping[int, Jid]

    def jid(self, row: object) -> Jid | None:
        """An address by its row."""
        return self.jids.get(row) if isinstance(row, int) else None

    def chat(self, row: object) -> Jid:
        """A chat's address; a chat that the database has lost keeps its number."""
        found = self.chats.get(row) if isinstance(row, int) else None
        return found or Jid(f"chat {row if isinstance(row, int) else ''}".strip(), UNKNOWN_SERVER)

    def person(self, row: object) -> Jid | None:
        """Whoever a row means; the owner is told by no row, or by WhatsApp's own."""
        jid = self.jid(row)
        return jid if jid and jid.is_person and str(jid) != SERVER else None


class NewSchema:
    """Reads ``message`` with everything beside it."""

    def __init__(self, database: Database, rows: Rows) -> None:
        self._database = database
        self._rows = rows

    def records(self) -> Iterator[Record]:
        """In the order in which the phone got to know of them."""
        sides = SideTables(self._database)
        for row in self._database.rows("message", _MESSAGE, "_id"):
            number = whole(row["_id"])
            if number is not None and not (row["key_id"] == PLACEHOLDER and row["timestamp"] in {None, 0}):
                yield self._record(row, number, sides.of(number))

    def _record(self, row: Row, number: int, side: Side) -> Record:
        kind = SYSTEM if "message_system" in side else whole(row["message_type"])
        file = _file(row, kind, side)
        edit = first(side, "message_edit_info")
        chat = self._rows.chat(row["chat_row_id"])
        album = side.get("albums")
        return Record(
            chat=chat,
            row=number,
            key=identifier(edit.get("original_key_id")) or identifier(row["key_id"]),
            time=moment(row["timestamp"]),
            mine=bool(row["from_me"]) and self._is_own(row, kind),
            kind=_kind(kind, file, side),
            what=f"message type {kind}" + (f", action {_action(side)}" if kind == SYSTEM else ""),
            sender=self._sender(row, chat),
            text=_text(row, side),
            file=file,
            place=place_of(side),
            vcards=_vcards(side),
            poll=poll_of(side),
            card=card_of(side),
            call=call_of(side, kind, row["text_data"]),
            event=self._event(kind, row, side),
            quoted=self._quoted(side, chat),
            mentions=self._people(side, "message_mentions", "jid_row_id"),
            reactions=self._reactions(side, chat) if "reactions" in side else (),
            edited=moment(edit.get("edited_timestamp")),
            forwarded=_forwarded(row, side),
            album=identifier(album[0]["key_id"])
            if album and whole(album[0]["association_type"]) in {1, None}
            else None,
        )

    def _is_own(self, row: Row, kind: int | None) -> bool:
        """A system message says ``from_me`` of all that the phone wrote down itself, whoever did it."""
        return kind != SYSTEM or self._rows.person(row["sender_jid_row_id"]) is None

    def _sender(self, row: Row, chat: Jid) -> Jid | None:
        sender = self._rows.jid(row["sender_jid_row_id"])
        return sender if sender and (sender.is_person or sender == chat) else None

    def _event(self, kind: int | None, row: Row, side: Side) -> Event | None:
        if kind in TIMER:
            return Event("timer", seconds=whole(value(side, "message_ephemeral_setting", "setting_duration")))
        name = ANDROID.get(_action(side) or 0) if kind == SYSTEM else None
        if name == "picture" and words(value(side, "message_system_photo_change", "new_photo_id")) in {"-1", "0"}:
            name = "no picture"
        if name == "blocked" and value(side, "message_system_block_contact", "is_blocked") == 0:
            name = "unblocked"
        if name is None:
            return None
        people = self._people(side, "message_system_chat_participant", "user_jid_row_id")
        seconds = whole(value(side, "message_ephemeral_setting", "setting_duration"))
        return Event(name, people, words(row["text_data"]), seconds)

    def _people(self, side: Side, table: str, column: str) -> tuple[Jid, ...]:
        found = (self._rows.jid(row[column]) for row in side.get(table, ()))
        return tuple(dict.fromkeys(jid for jid in found if jid))

    def _quoted(self, side: Side, chat: Jid) -> Quoted | None:
        row = first(side, "message_quoted")
        key = identifier(row.get("key_id"))
        if key is None:
            return None
        elsewhere = self._rows.chats.get(row["chat_row_id"]) if isinstance(row["chat_row_id"], int) else None
        return Quoted(key, elsewhere if elsewhere != chat else None)

    def _reactions(self, side: Side, chat: Jid) -> tuple[ReactionRecord, ...]:
        return tuple(
            ReactionRecord(
                emoji,
                self._rows.person(row["sender_jid_row_id"]) or (chat if chat.is_person else None),
                moment(row["sender_timestamp"]) or moment(row["timestamp"]),
                mine=bool(row["from_me"]),
            )
            for row in side["reactions"]
            if (emoji := words(row["reaction"]))
        )


def _kind(kind: int | None, file: FileRecord | None, side: Side) -> Kind:
    if kind == SYSTEM:
        return Kind.EVENT
    if file is not None:
        return Kind.MEDIA
    if "message_album" in side:
        return Kind.CONTAINER
    return KINDS.get(kind if kind is not None else -1, Kind.UNKNOWN)


def _file(row: Row, kind: int | None, side: Side) -> FileRecord | None:
    media = first(side, "message_media")
    medium = media_kind(kind, words(media.get("mime_type")), spoken=row["origin"] == VOICE)
    waveform = value(side, "audio_data", "waveform")
    return file_of(media, medium, waveform, view_once=kind in VIEW_ONCE) if medium else None


def _text(row: Row, side: Side) -> str | None:
    return words(row["text_data"]) or words(value(side, "message_media", "media_caption")) or template_of(side)


def _action(side: Side) -> int | None:
    return whole(value(side, "message_system", "action_type"))


def _vcards(side: Side) -> tuple[str, ...]:
    rows = side.get("message_vcard") or side.get("messages_vcards") or ()
    return tuple(card for row in rows if (card := words(row["vcard"])))


def _forwarded(row: Row, side: Side) -> bool:
    flags: Any = row["origination_flags"]
    return bool(amount(value(side, "message_forwarded", "forward_score"))) or (
        isinstance(flags, int) and bool(flags & _FORWARDED)
    )


def rows_of(database: Database) -> Rows:
    """Memory grows with people and chats."""
    jids: dict[int, Jid] = {}
    for row in database.rows("jid", ("_id", "raw_string", "user", "server"), "_id"):
        jid = jid_of(row["raw_string"]) or jid_of(f"{row['user']}@{row['server']}")
        if jid and isinstance(row["_id"], int):
            jids[row["_id"]] = jid
    chats = {
        row["_id"]: jids[row["jid_row_id"]]
        for row in database.rows("chat", ("_id", "jid_row_id"), "_id")
        if isinstance(row["_id"], int) and isinstance(row["jid_row_id"], int) and row["jid_row_id"] in jids
    }
    return Rows(jids, chats)
