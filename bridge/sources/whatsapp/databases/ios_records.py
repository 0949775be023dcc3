"""The iPhone's ``ZWAMESSAGE``, with everything beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bridge.model.content import PollOption
from bridge.model.media import MediaKind
from bridge.sources.iphone_backup import APPLE_EPOCH
from bridge.sources.sqlite_file import Beside, Database, Row
from bridge.sources.sqlite_values import amount, degrees, identifier, moment, whole, words
from bridge.sources.whatsapp.databases.events import IPHONE, IPHONE_CHAT, Event
from bridge.sources.whatsapp.databases.ios_types import (
    CALLS,
    CARDS,
    CHAT_EVENT,
    DOCUMENT,
    GROUP_EVENT,
    KINDS,
    MEDIA,
    TIMER,
    VIEW_ONCE,
)
from bridge.sources.whatsapp.databases.jids import Jid, jid_of, jids_in
from bridge.sources.whatsapp.databases.new_schema import UNKNOWN_SERVER
from bridge.sources.whatsapp.databases.protobuf import Value, all_fields, fields
from bridge.sources.whatsapp.databases.record import (
    Call,
    CardRecord,
    FileRecord,
    Kind,
    Place,
    PollRecord,
    Quoted,
    ReactionRecord,
    Record,
)

_MESSAGE = (
    "Z_PK", "ZCHATSESSION", "ZGROUPMEMBER", "ZMESSAGETYPE", "ZGROUPEVENTTYPE", "ZISFROMME", "ZMESSAGEDATE", "ZFROMJID",
    "ZSTANZAID", "ZTEXT", "ZFLAGS",
)  # fmt: skip
_MEDIA = (
    "ZMESSAGE", "ZFILESIZE", "ZMOVIEDURATION", "ZMEDIALOCALPATH", "ZTITLE", "ZVCARDNAME", "ZVCARDSTRING", "ZLATITUDE",
    "ZLONGITUDE", "ZMETADATA",
)  # fmt: skip
_FORWARDED = 1 << 7
_QUOTED, _REACTIONS, _POLL = 5, 7, 8
"""Fields of the protocol buffers in ``ZMETADATA`` and ``ZRECEIPTINFO``."""
_CARDS_BETWEEN = "_$!<VCard-Separator>!$_"
_OWN_RANK = frozenset({10, 11})
_VOICE = (".opus", ".ogg")


@dataclass(frozen=True)
class Sessions:
    """Where numbers of rows lead: chats and members to their addresses."""

    chats: Mapping[int, Jid]
    members: Mapping[int, Jid]

    def chat(self, row: object) -> Jid:
        """A chat's address; a chat that the database has lost keeps its number."""
        found = self.chats.get(row) if isinstance(row, int) else None
        return found or Jid(f"chat {row if isinstance(row, int) else ''}".strip(), UNKNOWN_SERVER)

    def member(self, row: object) -> Jid | None:
        """A group's member."""
        return self.members.get(row) if isinstance(row, int) else None


def records(database: Database, sessions: Sessions) -> Iterator[Record]:
    """In the order in which the phone got to know of them."""
    media = Beside(database.rows("ZWAMEDIAITEM", _MEDIA, "ZMESSAGE"), "ZMESSAGE", database.limits)
    receipts = Beside(
        database.rows("ZWAMESSAGEINFO", ("ZMESSAGE", "ZRECEIPTINFO"), "ZMESSAGE"), "ZMESSAGE", database.limits
    )
    for row in database.rows("ZWAMESSAGE", _MESSAGE, "Z_PK"):
        number = whole(row["Z_PK"])
        if number is not None:
            medium, receipt = media.of(number), receipts.of(number)
            yield _record(row, number, sessions, medium[0] if medium else {}, receipt[0] if receipt else {})


def _record(row: Row, number: int, sessions: Sessions, media: Row, receipt: Row) -> Record:
    kind = whole(row["ZMESSAGETYPE"]) or 0
    chat = sessions.chat(row["ZCHATSESSION"])
    metadata = _bytes(media.get("ZMETADATA"))
    info = list(all_fields(_bytes(receipt.get("ZRECEIPTINFO"))))
    call = CALLS.get(whole(row["ZGROUPEVENTTYPE"]) or 0) if kind == CHAT_EVENT else None
    mine = bool(row["ZISFROMME"])
    file = _file(media, kind)
    event = None if call else _event(row, kind, sessions)
    return Record(
        chat=chat,
        row=number,
        key=identifier(row["ZSTANZAID"]),
        time=_time(row["ZMESSAGEDATE"]),
        mine=mine,
        kind=Kind.MEDIA if file else Kind.CALL if call else KINDS.get(kind, Kind.UNKNOWN),
        what=f"message type {kind}, event {row['ZGROUPEVENTTYPE'] or 0}",
        sender=_remover(row) if event and event.name == "removed" else _sender(row, sessions),
        text=_text(row, media, kind, info),
        file=file,
        place=_place(media) if kind == 5 else None,
        vcards=tuple((words(media.get("ZVCARDSTRING")) or "").split(_CARDS_BETWEEN)) if kind == 4 else (),
        poll=_poll(info) if kind == 46 else None,
        card=CardRecord(CARDS[kind], words(media.get("ZTITLE"))) if kind in CARDS else None,
        call=call or (Call(video=False) if kind == 59 else None),
        event=event,
        quoted=_quoted(metadata),
        mentions=tuple(jids_in(metadata.decode("latin-1"))) if metadata else (),
        reactions=tuple(_reactions(info, chat)),
        forwarded=bool((whole(row["ZFLAGS"]) or 0) & _FORWARDED) and kind not in {GROUP_EVENT, CHAT_EVENT},
    )


def _time(seconds: object) -> int | None:
    """Seconds since 2001, with a fraction."""
    if not isinstance(seconds, int | float) or not abs(seconds) < 1e11:
        return None
    return moment(round(seconds * 1000) + APPLE_EPOCH)


def _sender(row: Row, sessions: Sessions) -> Jid | None:
    if row["ZISFROMME"]:
        return None
    sender = sessions.member(row["ZGROUPMEMBER"]) or jid_of(row["ZFROMJID"])
    return sender if sender and sender.is_person else None


def _remover(row: Row) -> Jid | None:
    """The record is by who was removed, and says in its text who did it."""
    return next(iter(jids_in(words(row["ZTEXT"]) or "")), None)


def _text(row: Row, media: Row, kind: int, info: list[tuple[int, Value]]) -> str | None:
    if kind == 46:
        return _poll_question(info) or words(row["ZTEXT"])
    if kind == 4:
        return None
    if kind in MEDIA and kind != DOCUMENT:
        return words(media.get("ZTITLE")) or words(row["ZTEXT"])
    return words(row["ZTEXT"])


def _file(media: Row, kind: int) -> FileRecord | None:
    if kind not in MEDIA:
        return None
    path, mime_type = words(media.get("ZMEDIALOCALPATH")), words(media.get("ZVCARDSTRING"))
    seconds = amount(media.get("ZMOVIEDURATION"))
    spoken = kind == 3 and (path or "").lower().endswith(_VOICE)
    return FileRecord(
        kind=MediaKind.VOICE if spoken else MEDIA[kind],
        path=path,
        mime_type=mime_type if mime_type and "/" in mime_type and len(mime_type) < 100 else None,
        name=words(media.get("ZTITLE")) if kind == DOCUMENT else None,
        size=amount(media.get("ZFILESIZE")) or None,
        duration=seconds * 1000 if seconds else None,
        view_once=kind in VIEW_ONCE,
    )


def _place(media: Row) -> Place:
    return Place(degrees(media.get("ZLATITUDE")), degrees(media.get("ZLONGITUDE")), words(media.get("ZTITLE")))


def _event(row: Row, kind: int, sessions: Sessions) -> Event | None:
    number = whole(row["ZGROUPEVENTTYPE"]) or 0
    if kind == TIMER:
        return Event("timer")
    table = {GROUP_EVENT: IPHONE, CHAT_EVENT: IPHONE_CHAT}.get(kind)
    name = table.get(number) if table else None
    if name is None:
        return None
    text = words(row["ZTEXT"])
    people = tuple(jids_in(text or ""))
    member = sessions.member(row["ZGROUPMEMBER"])
    if name in {"removed", "promoted", "demoted"}:
        people = (member,) if member and number not in _OWN_RANK else ()
    return Event(name, people, _subject(text) if name == "title" else text)


def _subject(text: str | None) -> str | None:
    """A new title alone, or together with the old one as JSON."""
    if text and text.startswith("{") and len(text) < 10_000:
        try:
            told = json.loads(text)
        except (ValueError, RecursionError):
            return text
        return words(told.get("new_subject")) or text if isinstance(told, dict) else text
    return text


def _quoted(metadata: bytes) -> Quoted | None:
    found = fields(metadata).get(_QUOTED) if metadata else None
    key = identifier(found) if isinstance(found, bytes) else None
    return Quoted(key) if key else None


def _reactions(info: list[tuple[int, Value]], chat: Jid) -> Iterator[ReactionRecord]:
    for content in _parts(info, _REACTIONS):
        for number, value in all_fields(content):
            inner = fields(value) if isinstance(value, bytes) else {}
            own = number == 2
            emoji = words(inner.get(2 if own else 3)) if number in {1, 2} else None
            if emoji and isinstance(inner.get(2 if own else 3), bytes):
                who = jid_of(words(inner.get(2))) if not own else None
                time = moment(inner.get(3 if own else 4)) or moment(words(inner.get(3 if own else 4)))
                yield ReactionRecord(emoji, who or (chat if chat.is_person and not own else None), time, mine=own)


def _poll_question(info: list[tuple[int, Value]]) -> str | None:
    return next((words(fields(content).get(2)) for content in _parts(info, _POLL)), None)


def _poll(info: list[tuple[int, Value]]) -> PollRecord | None:
    for content in _parts(info, _POLL):
        options = [fields(value).get(1) for value in _parts(list(all_fields(content)), 3)]
        named = tuple(PollOption(text=text) for option in options if (text := words(option)))
        if named:
            return PollRecord(named)
    return None


def _parts(info: list[tuple[int, Value]], number: int) -> Iterator[bytes]:
    return (value for found, value in info if found == number and isinstance(value, bytes))


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else b""
