"""Everything in one ``msgstore.db``, whichever of its two generations it is of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from bridge.errors import ArchiveError
from bridge.model.codec import Item
from bridge.sources.sqlite_file import Database, Row
from bridge.sources.sqlite_values import identifier, moment, whole, words
from bridge.sources.whatsapp.databases.contents import Contents
from bridge.sources.whatsapp.databases.files import Files
from bridge.sources.whatsapp.databases.history import ChatRecord, History
from bridge.sources.whatsapp.databases.jids import Addresses, Jid, jid_of
from bridge.sources.whatsapp.databases.new_schema import NewSchema, Rows, rows_of
from bridge.sources.whatsapp.databases.old_schema import NOT_COPIED, OldSchema
from bridge.sources.whatsapp.databases.people import Names, Own, People
from bridge.sources.whatsapp.databases.record import Kind, Record
from bridge.sources.whatsapp.databases.sides import logged_call

_CALLS = 2**40
"""Added to the numbers of calls, so that they are none of a message."""
_CALL = ("_id", "jid_row_id", "from_me", "call_id", "timestamp", "video_call", "duration", "call_result",
         "group_jid_row_id")  # fmt: skip


def items_of(database: Database, names: Names, owner: Own, files: Files) -> Iterator[Item]:
    """Every chat, its people and messages."""
    if not database.has("message", "_id", "key_id") and not database.has("messages", "_id", "key_id"):
        raise ArchiveError(f"{database.name} holds no table of messages that is known.")
    rows = rows_of(database)
    own = Own(owner.jid or _own_number(database, rows), owner.name)
    people = People(Addresses(_numbers(database, rows)), names, own)
    history = History(people, Contents(people, files), _chats(database, rows), _twice(database))
    yield from history.items(_records(database, rows))


def _records(database: Database, rows: Rows) -> Iterator[Record]:
    new = NewSchema(database, rows).records() if database.has("message", "_id", "key_id") else ()
    old = OldSchema(database).records() if database.has("messages", "_id", "key_id") else ()
    return chain(old, new, _calls(database, rows))


def _calls(database: Database, rows: Rows) -> Iterator[Record]:
    """Calls of which no message tells: older versions keep them in a table of their own."""
    if not database.has("call_log", "_id", "call_id", "timestamp"):
        return
    told = [f"call_id NOT IN (SELECT key_id FROM {table})" for table in _with_keys(database)]
    if database.has("message_call_log", "call_log_row_id"):
        told.append("_id NOT IN (SELECT call_log_row_id FROM message_call_log WHERE call_log_row_id IS NOT NULL)")
    where = f" WHERE {' AND '.join(told)}" if told else ""
    for values in database.query(f"SELECT {database.chosen('call_log', _CALL)} FROM call_log{where} ORDER BY _id"):
        row = dict(zip(_CALL, values, strict=True))
        if record := _call(row, rows):
            yield record


def _call(row: Row, rows: Rows) -> Record | None:
    number, other = whole(row["_id"]), rows.jid(row["jid_row_id"])
    group = rows.jid(row["group_jid_row_id"])
    if number is None or not (group or other):
        return None
    return Record(
        chat=group or other or Jid("", ""),
        row=_CALLS + number,
        key=identifier(row["call_id"]),
        time=moment(row["timestamp"]),
        mine=bool(row["from_me"]),
        kind=Kind.CALL,
        what="call",
        sender=other,
        call=logged_call(row),
    )


def _with_keys(database: Database) -> list[str]:
    return [table for table in ("message", "messages") if database.has(table, "_id", "key_id")]


def _twice(database: Database) -> frozenset[str]:
    """The few ids that more than one record bears; the others need not be remembered while reading."""
    sources = [f"SELECT key_id FROM {table}" for table in _with_keys(database)]
    if len(sources) > 1:
        sources[-1] += f" WHERE {NOT_COPIED}"
    if database.has("message_edit_info", "original_key_id"):
        sources.append("SELECT original_key_id FROM message_edit_info")
    if database.has("call_log", "call_id"):
        sources.append("SELECT call_id FROM call_log")
    query = f"SELECT key_id FROM ({' UNION ALL '.join(sources)}) GROUP BY key_id HAVING count(*) > 1"
    found: set[str] = set()
    for (key,) in database.query(query):
        found.add(identifier(key) or "")
        if len(found) > database.limits.values:
            raise ArchiveError(f"{database.name} holds too many messages of one id (limit `values`).")
    return frozenset(found)


def _numbers(database: Database, rows: Rows) -> dict[Jid, Jid]:
    """Which phone number is behind a hidden address."""
    pairs = ((rows.jid(row["lid_row_id"]), rows.jid(row["jid_row_id"])) for row in
             database.rows("jid_map", ("lid_row_id", "jid_row_id")))  # fmt: skip
    return {hidden: number for hidden, number in pairs if hidden and number and number.phone}


def _chats(database: Database, rows: Rows) -> dict[Jid, ChatRecord]:
    chats = {
        jid: ChatRecord(words(row["subject"]))
        for row in database.rows("chat_list", ("key_remote_jid", "subject"))
        if (jid := jid_of(row["key_remote_jid"]))
    }
    for row in database.rows("chat", ("_id", "subject")):
        jid = rows.chats.get(row["_id"]) if isinstance(row["_id"], int) else None
        if jid and (subject := words(row["subject"])):
            chats[jid] = ChatRecord(subject)
    for row in database.rows("newsletter", ("chat_row_id", "name", "description")):
        jid = rows.chats.get(row["chat_row_id"]) if isinstance(row["chat_row_id"], int) else None
        if jid:
            chats[jid] = ChatRecord(words(row["name"]), words(row["description"]))
    return chats


_OWN_NUMBERS: Sequence[tuple[tuple[str, ...], str]] = (
    (
        ("message_details", "message"),
        """SELECT d.author_device_jid FROM message_details d JOIN message m ON m._id = d.message_row_id
        WHERE m.from_me = 1 AND d.author_device_jid IS NOT NULL LIMIT 1""",
    ),
    (
        ("call_log",),
        """SELECT call_creator_device_jid_row_id FROM call_log
        WHERE from_me = 1 AND call_creator_device_jid_row_id > 0 LIMIT 1""",
    ),
)
"""Where the database may tell whose it is: the tables that are needed, and how to ask."""

_OWN_COLUMNS = {
    "message_details": "author_device_jid",
    "call_log": "call_creator_device_jid_row_id",
}


def _own_number(database: Database, rows: Rows) -> Jid | None:
    for tables, query in _OWN_NUMBERS:
        if not database.has(tables[0], _OWN_COLUMNS[tables[0]]) or not all(map(database.has, tables)):
            continue
        for (row,) in database.query(query):
            if jid := rows.person(row):
                return jid
    return None
