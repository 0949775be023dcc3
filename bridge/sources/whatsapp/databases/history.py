"""The records of a database, in its order, as items of the neutral model."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bridge.model.chat import Chat, ChatKind
from bridge.model.codec import Item
from bridge.model.ids import ChatId, MessageId, PersonId
from bridge.model.message import Forward, Message, Reply
from bridge.model.reaction import Reaction, Reactor
from bridge.sources.whatsapp.databases.contents import Contents
from bridge.sources.whatsapp.databases.events import NOBODYS
from bridge.sources.whatsapp.databases.jids import STATUS, WHATSAPP, Jid
from bridge.sources.whatsapp.databases.people import UNKNOWN_SELF, People
from bridge.sources.whatsapp.databases.record import Kind, ReactionRecord, Record

_UNKNOWN_SELF = (
    "the database does not tell whose it is: its owner's messages are by “me”, in other members' exports by their number;"
    " a direct chat has another id there"
)
_EARLIEST = 1_230_768_000_000
"""2009-01-01 in ms since 1970: WhatsApp began."""


@dataclass(frozen=True)
class ChatRecord:
    """A chat as the database describes it."""

    title: str | None = None
    description: str | None = None


@dataclass
class _Seen:
    """What is remembered of the items so far; small, since few ids ever come twice."""

    chats: set[ChatId] = field(default_factory=set)
    ids: set[tuple[ChatId, str]] = field(default_factory=set)
    time: int = _EARLIEST
    count: int = 0


class History:
    """Reads all chats of one database. ``twice``: the ids that more than one record bears."""

    def __init__(
        self, people: People, contents: Contents, chats: Mapping[Jid, ChatRecord], twice: Collection[str] = frozenset()
    ) -> None:
        self._people = people
        self._contents = contents
        self._chats = chats
        self._twice = twice
        self._seen = _Seen()

    def items(self, records: Iterable[Record]) -> Iterator[Item]:
        """Chats and people before the first message that names them."""
        for record in records:
            self._seen.count += 1
            if record.kind is not Kind.CONTAINER:
                yield from self._message(record)

    def _message(self, record: Record) -> Iterator[Item]:
        chat = self._people.chat_of(record.chat)
        if chat not in self._seen.chats:
            self._seen.chats.add(chat)
            introduced = self._chat(chat, record.chat)
            yield from self._people.introductions()
            yield introduced
        item = self._item(record, chat)
        yield from self._people.introductions()
        yield item

    def _item(self, record: Record, chat: ChatId) -> Message:
        time = record.time or self._seen.time
        self._seen.time = time
        message = self._id(record, chat)
        sender = self._sender(record)
        quoted = record.quoted
        elsewhere = quoted and quoted.chat and self._people.chat_of(quoted.chat)
        return Message(
            chat=chat,
            id=message,
            time=time,
            place=record.row,
            time_guessed=record.time is None,
            content=self._contents.of(record, sender),
            sender=sender,
            reply=Reply(message=MessageId(quoted.key), chat=None if elsewhere == chat else elsewhere or None)
            if quoted
            else None,
            forward=Forward() if record.forwarded else None,
            edited=record.edited,
            album=record.album,
            reactions=self._reactions(record.reactions),
        )

    def _id(self, record: Record, chat: ChatId) -> MessageId:
        key = record.key or f"row {record.row}"
        if record.key is None or key in self._twice:
            if (chat, key) in self._seen.ids:
                key = f"{key}~{self._seen.count}"
            self._seen.ids.add((chat, key))
        return MessageId(key)

    def _sender(self, record: Record) -> PersonId | None:
        if record.mine:
            return self._people.meet(None)
        if record.sender is not None:
            return self._people.meet(record.sender)
        nobody = record.chat.is_group or (record.event is not None and record.event.name in NOBODYS)
        return None if nobody else self._people.meet(record.chat)

    def _reactions(self, given: tuple[ReactionRecord, ...]) -> tuple[Reaction, ...]:
        by: dict[str, list[Reactor]] = {}
        counts: dict[str, int] = {}
        for one in dict.fromkeys(given):
            counts[one.emoji] = counts.get(one.emoji, 0) + 1
            if one.mine or one.who:
                person = self._people.meet(None if one.mine else one.who)
                by.setdefault(one.emoji, []).append(Reactor(person=person, time=one.time))
        return tuple(Reaction(emoji=emoji, count=count, by=tuple(by.get(emoji, ()))) for emoji, count in counts.items())

    def _chat(self, chat: ChatId, jid: Jid) -> Chat:
        record = self._chats.get(jid, ChatRecord())
        warnings = (_UNKNOWN_SELF,) if self._people.me == UNKNOWN_SELF else ()
        title = record.title or (self._people.name_of(jid) if jid.is_person else None)
        return Chat(
            network=WHATSAPP,
            network_title="WhatsApp",
            id=chat,
            kind=_kind(chat, jid),
            title="Status updates" if str(jid) == STATUS else title or None,
            description=record.description,
            warnings=warnings,
        )


def _kind(chat: ChatId, jid: Jid) -> ChatKind:
    if jid.is_person:
        return ChatKind.SELF if chat.startswith("self:") else ChatKind.DIRECT
    return ChatKind.GROUP if jid.is_group else ChatKind.CHANNEL
