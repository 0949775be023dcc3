"""The reader of the desktop program's database, ``viber.db``. Where it lies: ``docs/sources/viber.md``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import ClassVar

from bridge.errors import ArchiveError
from bridge.model.chat import Chat
from bridge.model.codec import Item
from bridge.model.ids import ChatId, MessageId, Network
from bridge.model.message import Message, Reply
from bridge.model.unreadable import Unreadable
from bridge.sources.archive import Archive
from bridge.sources.hints import Hints
from bridge.sources.interfaces import Guide, Reader
from bridge.sources.neutral import LATEST
from bridge.sources.sightings import Sighting, Sightings
from bridge.sources.sqlite_file import Database, Row, opened, tables_seen
from bridge.sources.viber.chats import Chats, chats
from bridge.sources.viber.contents import Find, answered, content, info
from bridge.sources.viber.emailed_history import VIBER
from bridge.sources.viber.people import OWN, People, people

_TABLES = {"Events", "Messages", "Contact", "ChatInfo"}
_EVENTS = ("EventID", "TimeStamp", "ContactID", "ChatID", "Direction", "Token")
_MESSAGES = ("Type", "Subject", "Body", "PayloadPath", "StickerID", "PttID", "Duration", "Info")
_MOST_LOOKED_AT = 20


class ViberDesktop(Reader):
    """Viber for computers: its database."""

    name: ClassVar[str] = "viber-desktop"
    network: ClassVar[Network] = VIBER
    title: ClassVar[str] = "Viber Desktop database (viber.db)"
    guide: ClassVar[Guide | None] = Guide(
        network="Viber (computer)",
        export="close Viber, then copy the folder ViberPC/<phone number> (viber.db) from the computer",
        kept="texts, places, who wrote them, to the millisecond; calls; quotes; files that lie in the same folder",
        lost="reactions, polls, who came and went, and what was said before this computer was linked",
    )

    def identify(self, archive: Archive) -> bool:
        """Is there a database with Viber's tables?"""
        return bool(_databases(archive))

    def read(self, archive: Archive, hints: Hints) -> Iterator[Item]:
        """Chat by chat, in the order of time."""
        names = _databases(archive) or archive.find("viber.db")[:1]
        if not names:
            raise ArchiveError(f"{archive.path}: there is no viber.db in it.")
        with opened(archive, names[0]) as database:
            if not database.has("Events", "EventID", "ChatID", "TimeStamp"):
                raise ArchiveError(f"{names[0]} has not the tables of Viber's.")
            known = people(database, VIBER, hints.own_name)
            find = partial(archive.resolve, beside=names[0])
            yield from _History(chats(database, VIBER, known), known, find).items(_rows(database))


class _History:
    """Reads the events, which come chat by chat."""

    def __init__(self, known: Chats, people: People, find: Find) -> None:
        self._chats = known
        self._people = people
        self._find = find
        self._seen: dict[ChatId, Sightings] = {}
        self._time = 0

    def items(self, rows: Iterator[Row]) -> Iterator[Item]:
        """The chats, their people and messages."""
        number, chat = None, None
        for place, row in enumerate(rows, start=1):
            if chat is None or row["ChatID"] != number:
                number = row["ChatID"]
                chat = self._chats.chat(number if isinstance(number, int) else 0)
                self._seen.setdefault(chat.id, Sightings())
                yield chat
                yield from self._people.introductions()
            yield from self._item(row, chat, place)

    def _item(self, row: Row, chat: Chat, place: int) -> Iterator[Item]:
        when = row["TimeStamp"]
        guessed = not isinstance(when, int) or not 0 < when <= LATEST
        self._time = self._time if guessed else when
        token = row["Token"] if isinstance(row["Token"], int | str) and row["Token"] else f"event {place}"
        sighting = self._seen[chat.id].meet(str(token)[:100], str((when, row["Body"])).encode("utf-8", "replace"))
        if sighting is Sighting.CLASH:
            clash = MessageId(f"event {place}~")
            reason = "another message with this number came before it"
            yield Unreadable(chat=chat.id, id=clash, time=self._time, place=place, reason=reason)
        if sighting is not Sighting.FIRST:
            return
        sender = self._people.meet(OWN if row["Direction"] == 1 else row["ContactID"])
        quoted = answered(info(row))
        yield from self._people.introductions()
        yield Message(
            chat=chat.id,
            id=MessageId(str(token)[:100]),
            time=self._time,
            place=place,
            sender=sender,
            content=content(row, self._find),
            reply=Reply(message=MessageId(quoted)) if quoted else None,
            time_guessed=guessed,
        )


def _rows(database: Database) -> Iterator[Row]:
    """Every event with its message or call, chat by chat, the oldest first."""
    columns = [
        database.chosen("Events", _EVENTS, "e"),
        database.chosen("Events", ("Type", "Latitude", "Longitude"), "e"),
        database.chosen("Messages", _MESSAGES, "m")
        if database.has("Messages")
        else ", ".join(["NULL"] * len(_MESSAGES)),
        database.chosen("Calls", ("EventID", "Duration"), "c") if database.has("Calls") else "NULL, NULL",
    ]
    sql = f"SELECT {', '.join(columns)} FROM Events AS e"
    for table, alias in (("Messages", "m"), ("Calls", "c")):
        if database.has(table, "EventID"):
            sql += f" LEFT JOIN {table} AS {alias} ON {alias}.EventID = e.EventID"
    names = (*_EVENTS, "EventType", "Latitude", "Longitude", *_MESSAGES, "CallID", "CallDuration")
    for row in database.query(f"{sql} ORDER BY e.ChatID, e.TimeStamp, e.EventID"):
        yield dict(zip(names, row, strict=True))


def _databases(archive: Archive) -> Sequence[str]:
    return [name for name in archive.find("*.db")[:_MOST_LOOKED_AT] if _is_viber(archive, name)]


def _is_viber(archive: Archive, name: str) -> bool:
    with suppress(ArchiveError):
        return tables_seen(archive, name) >= _TABLES
    return False
