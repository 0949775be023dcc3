"""The chats of the database; several of its rows may be one chat, by iMessage and by SMS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bridge.model.chat import Chat, ChatKind
from bridge.model.ids import ChatId
from bridge.sources.imessage.people import IMESSAGE, UNKNOWN_SELF, People, own_handle
from bridge.sources.sqlite_file import Database
from bridge.sources.sqlite_values import digest, whole, words

_GROUP_STYLE = 43
_UNKNOWN_SELF = (
    "the database does not tell whose it is: its owner's messages are by “me”, in other members' exports by their"
    " address; a direct chat has another id there"
)


@dataclass(frozen=True)
class ChatRow:
    """A row of ``chat``. ``other`` is whom a direct chat is with."""

    key: str
    title: str | None = None
    other: str | None = None


@dataclass(frozen=True)
class Chats:
    """By their row's number."""

    rows: Mapping[int, ChatRow]
    left_out: int = 0
    """Messages that the exporter had deleted, and the phone not yet."""

    def chat(self, row: ChatRow, people: People) -> Chat:
        """The chat as the model has it."""
        warnings = [_UNKNOWN_SELF] if people.me == UNKNOWN_SELF else []
        if self.left_out:
            warnings.append(f"{self.left_out:,} recently deleted messages of this database were left out")
        return Chat(
            network=IMESSAGE,
            network_title="iMessage",
            id=self.id(row, people),
            kind=self._kind(row, people),
            title=row.title or (people.name_of(row.other) if row.other else None),
            warnings=tuple(warnings),
        )

    def id(self, row: ChatRow, people: People) -> ChatId:
        """A group's is the same for all its members, and so is that of two people who know each other's address."""
        if row.other is None:
            return ChatId(f"group:{row.key}")
        other = people.meet(row.other)
        if other == people.me:
            return ChatId(f"self:{digest(other)}")
        known = [other] if people.me == UNKNOWN_SELF else sorted((other, people.me))
        return ChatId(f"direct:{digest(*known)}")

    def _kind(self, row: ChatRow, people: People) -> ChatKind:
        if row.other is None:
            return ChatKind.GROUP
        return ChatKind.SELF if people.meet(row.other) == people.me else ChatKind.DIRECT


def chats_of(database: Database) -> Chats:
    """Memory grows with chats."""
    wanted = ("ROWID", "guid", "style", "chat_identifier", "display_name", "group_id", "original_group_id")
    chosen = database.chosen("chat", wanted[1:], "c")
    rows: dict[int, ChatRow] = {}
    for number, *values in database.query(f"SELECT c.ROWID, {chosen} FROM chat c ORDER BY c.ROWID"):
        row = dict(zip(wanted[1:], values, strict=True))
        identifier = words(row["chat_identifier"]) or words(row["guid"]) or str(number)
        is_group = whole(row["style"]) == _GROUP_STYLE or ";+;" in (words(row["guid"]) or "")
        group = words(row["original_group_id"]) or words(row["group_id"]) or identifier
        rows[number] = ChatRow(digest(group), words(row["display_name"]), None if is_group else identifier)
    return Chats(rows, database.count("chat_recoverable_message_join"))


def owner(database: Database) -> str | None:
    """The exporter's own address: the one by which most of their messages went."""
    if database.has("message", "destination_caller_id", "is_from_me"):
        query = (
            "SELECT destination_caller_id FROM message WHERE is_from_me = 1 AND destination_caller_id IS NOT NULL"
            " GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 20"
        )
        for (written,) in database.query(query):
            if handle := own_handle(written):
                return handle
    logins = (own_handle(row["account_login"]) for row in database.rows("chat", ("account_login",), "account_login"))
    return next(filter(None, logins), None)
