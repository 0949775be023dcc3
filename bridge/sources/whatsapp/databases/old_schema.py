"""Android's database until about 2022: the table ``messages``, which holds nearly everything in its own columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bridge.model.media import MediaKind
from bridge.sources.sqlite_file import Beside, Database, Row
from bridge.sources.sqlite_values import amount, degrees, identifier, moment, whole, words
from bridge.sources.whatsapp.databases.android_types import KINDS, SYSTEM, VIEW_ONCE, VOICE, media_kind
from bridge.sources.whatsapp.databases.events import ANDROID, Event
from bridge.sources.whatsapp.databases.jids import Jid, jid_of, jids_in
from bridge.sources.whatsapp.databases.new_schema import PLACEHOLDER, UNKNOWN_SERVER
from bridge.sources.whatsapp.databases.record import Call, FileRecord, Kind, Place, Quoted, Record
from bridge.sources.whatsapp.databases.side_tables import SideTables, value
from bridge.sources.whatsapp.databases.sides import call_of, file_of

_STATUS_SYSTEM = 6
"""``status`` of what nobody wrote; what happened stands in ``media_size`` then."""
_LIVE = 16
_PATH = re.compile(rb"t([\x00-\x03][\x00-\xff])(?=[^\x00-\x1f]{0,200}Media/)")
"""Before a text in a Java object stands how long it is; the rest of the object is not worth reading."""
_MESSAGES = (
    "_id", "key_remote_jid", "key_from_me", "key_id", "status", "data", "timestamp", "media_wa_type",
    "media_mime_type", "media_size", "media_name", "media_caption", "media_duration", "origin", "latitude",
    "longitude", "thumb_image", "remote_resource", "quoted_row_id", "mentioned_jids", "forwarded",
)  # fmt: skip
NOT_COPIED = f"_id NOT IN (SELECT _id FROM message WHERE key_id <> '{PLACEHOLDER}')"
"""For databases that were being changed from the old form to the new one."""
_LARGEST_OBJECT = 1_000_000
Side = Mapping[str, list[Row]]


class OldSchema:
    """Reads ``messages``. What the phone has already copied into ``message`` is left to that table's reader."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def records(self) -> Iterator[Record]:
        """In the order in which the phone got to know of them."""
        sides = SideTables(self._database)
        quotes = Beside(self._quotes(), "quoting", self._database.limits)
        for row in self._rows():
            number = whole(row["_id"])
            if number is not None and row["key_remote_jid"] != PLACEHOLDER:
                yield _record(row, number, sides.of(number), quotes.of(number))

    def _rows(self) -> Iterator[Row]:
        chosen = self._database.chosen("messages", _MESSAGES)
        where = f" WHERE {NOT_COPIED}" if self._database.has("message", "_id", "key_id") else ""
        for row in self._database.query(f"SELECT {chosen} FROM messages{where} ORDER BY _id"):
            yield dict(zip(_MESSAGES, row, strict=True))

    def _quotes(self) -> Iterator[Row]:
        if not self._database.has("messages_quotes", "_id", "key_id"):
            return
        chosen = self._database.chosen("messages_quotes", ("key_id", "key_remote_jid"), "q")
        if not self._database.has("messages", "quoted_row_id"):
            return
        query = f"SELECT m._id, {chosen} FROM messages m JOIN messages_quotes q ON q._id = m.quoted_row_id ORDER BY 1"
        for quoting, key, chat in self._database.query(query):
            yield {"quoting": quoting, "key_id": key, "key_remote_jid": chat}


def _record(row: Row, number: int, side: Side, quotes: list[Row]) -> Record:
    system = row["status"] == _STATUS_SYSTEM
    kind = SYSTEM if system else whole(row["media_wa_type"]) or 0
    chat = jid_of(row["key_remote_jid"]) or Jid(identifier(row["key_remote_jid"]) or "", UNKNOWN_SERVER)
    file = None if system else _file(row, kind, side)
    place = _place(row, kind)
    return Record(
        chat=chat,
        row=number,
        key=identifier(row["key_id"]),
        time=moment(row["timestamp"]),
        mine=bool(row["key_from_me"]) and not (system and row["remote_resource"]),
        kind=Kind.EVENT if system else Kind.MEDIA if file else KINDS.get(kind, Kind.UNKNOWN),
        what=f"message type {kind}" + (f", action {_action(row, side)}" if system else ""),
        sender=_sender(row, chat),
        text=_text(row, kind, file, place),
        file=file,
        place=place,
        vcards=_vcards(row, side),
        call=_call(row, kind, side),
        event=_event(row, side) if system else None,
        quoted=_quoted(quotes, chat),
        mentions=tuple(jids_in(words(row["mentioned_jids"]) or "")),
        forwarded=bool(amount(row["forwarded"])),
    )


def _sender(row: Row, chat: Jid) -> Jid | None:
    sender = jid_of(row["remote_resource"])
    return sender if sender and (sender.is_person or sender == chat) else None


def _text(row: Row, kind: int, file: FileRecord | None, place: Place | None) -> str | None:
    if KINDS.get(kind) is Kind.CONTACT:
        return None
    if file or place:
        return words(row["media_caption"]) or (words(row["data"]) if file else None)
    return words(row["data"])


def _file(row: Row, kind: int, side: Side) -> FileRecord | None:
    medium = media_kind(kind, words(row["media_mime_type"]), spoken=row["origin"] == VOICE)
    return _described(row, medium, side, view_once=kind in VIEW_ONCE) if medium else None


def _described(row: Row, medium: MediaKind, side: Side, *, view_once: bool) -> FileRecord:
    media = dict((side.get("message_media") or [{}])[0])
    own = {
        "file_path": _path(row["thumb_image"]),
        "mime_type": row["media_mime_type"],
        "file_length": row["media_size"],
        "media_name": row["media_name"],
        "media_duration": row["media_duration"],
    }
    merged = {**media, **{key: media.get(key) or told for key, told in own.items()}}
    return file_of(merged, medium, None, view_once=view_once)


def _path(java: object) -> str | None:
    found = _PATH.search(java[:_LARGEST_OBJECT]) if isinstance(java, bytes) else None
    if found is None:
        return None
    length = int.from_bytes(found[1], "big")
    return found.string[found.end() : found.end() + length].decode("utf-8", "replace")


def _place(row: Row, kind: int) -> Place | None:
    if KINDS.get(kind) is not Kind.LOCATION:
        return None
    title, _break, address = (words(row["media_name"]) or "").partition("\n")
    live = amount(row["media_duration"]) if kind == _LIVE else None
    return Place(degrees(row["latitude"]), degrees(row["longitude"]), title or None, address or None, live or None)


def _vcards(row: Row, side: Side) -> tuple[str, ...]:
    beside = side.get("messages_vcards") or side.get("message_vcard") or ()
    written = [row["data"], *(one["vcard"] for one in beside)]
    return tuple(dict.fromkeys(card for value in written if (card := words(value)) and "BEGIN:VCARD" in card))


def _call(row: Row, kind: int, side: Side) -> Call | None:
    return call_of(side, kind, row["data"])


def _action(row: Row, side: Side) -> int | None:
    return whole(value(side, "message_system", "action_type")) or whole(row["media_size"])


def _event(row: Row, side: Side) -> Event | None:
    name = ANDROID.get(_action(row, side) or 0)
    if name is None:
        return None
    java = row["thumb_image"]
    listed = java[:_LARGEST_OBJECT].decode("latin-1") if isinstance(java, bytes) else words(java) or ""
    return Event(name, tuple(jids_in(listed)), words(row["data"]))


def _quoted(quotes: list[Row], chat: Jid) -> Quoted | None:
    key = identifier(quotes[0]["key_id"]) if quotes else None
    if key is None:
        return None
    elsewhere = jid_of(quotes[0]["key_remote_jid"])
    return Quoted(key, elsewhere if elsewhere != chat else None)
