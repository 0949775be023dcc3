"""The messages of one chat as items of the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from bridge.model.chat import Chat
from bridge.model.codec import Item
from bridge.model.content import Attachment, Unsupported, Written
from bridge.model.event import Change, Member, Membership, Notice
from bridge.model.ids import MessageId, PersonId
from bridge.model.message import Content, Message, Reaction, Reactor, Reply
from bridge.model.text import Style, Text
from bridge.sources.chat_history import ChatHistory
from bridge.sources.google_chat import words as message_words
from bridge.sources.google_chat.dates import milliseconds
from bridge.sources.google_chat.files import ChatFiles
from bridge.sources.google_chat.people import People
from bridge.sources.loose_values import Fields, digest, first_words, identifier, record, records, rows, words
from bridge.sources.sightings import Sighting, Sightings
from bridge.sources.text_writer import lines_of, styled

_KNOWN = frozenset(
    {
        "creator", "created_date", "updated_date", "text", "annotations", "attached_files", "topic_id", "message_id",
        "message_state", "deletion_metadata", "reactions", "quoted_message_metadata", "previous_message_versions",
        "is_inline_reply", "deleted_date",
    }
)  # fmt: skip
_MOST_SAVED = 100
_DELETED = "DELETED"
_BY_OTHERS = {
    "ADMIN": "wrote a message that an administrator deleted",
    "CREATOR_VIA_APP": "deleted this message",
    "SPACE_OWNER": "wrote a message that a manager of the space deleted",
    "SPACE_OWNER_VIA_APP": "wrote a message that a manager of the space deleted",
    "APP_MESSAGE_EXPIRY": "wrote a message that expired",
    "SPACE_MEMBER": "wrote a message that a member of the space deleted",
}
_CHANGES = {
    "JOINED": Change.JOINED,
    "ADDED": Change.INVITED,
    "INVITED": Change.INVITED,
    "LEFT": Change.LEFT,
    "REMOVED": Change.REMOVED,
    "KICKED": Change.REMOVED,
}


class RoomHistory:
    """One chat on its way."""

    def __init__(self, chat: Chat, people: People, files: ChatFiles) -> None:
        self._chat = chat
        self._history = ChatHistory(chat)
        self._people = people
        self._files = files
        self._topics = Sightings()
        """Topics met, in old exports whose messages have no ids."""
        self._hashes = Sightings()
        self._repeated: Counter[str] = Counter()
        self._unknown: Counter[str] = Counter()
        self._versions = 0

    def items(self, value: object) -> list[Item]:
        """What a record gives, and before it whoever it names for the first time."""
        if not isinstance(value, dict):
            return [self._history.broken("expected a message, found something else")]
        number = identifier(value.get("message_id"))
        said = first_words(value, "created_date", "deleted_date", "updated_date")
        time = milliseconds(said) if said else None
        if time is None:
            reason = f"a date that cannot be read: {said[:60]}" if said else "a message without a date"
            return [self._history.broken(reason, message=number)]
        self._note(value)
        message, further = self._message(value, number, time)
        return [*self._people.introductions(), *self._history.admitted(message, further)]

    def closing(self) -> list[Item]:
        """The chat once more, when there is something to warn of; and members who never spoke."""
        if self._unknown:
            named = ", ".join(f"{field} ({count:,})" for field, count in self._unknown.most_common(20))
            self._history.warn(f"not known to this version, and left out: {named}")
        if self._versions:
            self._history.warn(f"earlier versions of {self._versions:,} edited messages are left out")
        return [*self._people.introductions(), *self._history.closing()]

    def _message(self, fields: dict[str, Any], said: str | None, time: int) -> tuple[Message, Sequence[Content]]:
        sender = self._people.speaker(fields.get("creator"))
        number, thread = self._numbered(fields, said, time, sender)
        reply, quote = self._answer(fields)
        contents = self._contents(fields, sender, quote)
        message = Message(
            chat=self._chat.id,
            id=MessageId(number),
            time=time,
            place=self._history.place(None, time),
            content=contents[0],
            sender=sender,
            reply=reply,
            thread=MessageId(thread) if thread and thread != number else None,
            edited=_edited(fields, time),
            reactions=self._reactions(fields),
        )
        return message, contents[1:]

    def _numbered(self, fields: Fields, said: str | None, time: int, sender: PersonId | None) -> tuple[str, str | None]:
        """The message's id, and that of the first in its thread: ``space/topic/message``."""
        topic = identifier(fields.get("topic_id"))
        if said is not None:
            parts = said.split("/")
            return said, f"{parts[0]}/{parts[1]}/{parts[1]}" if len(parts) == 3 else None
        if topic is not None and self._topics.meet(topic, b"") is Sighting.FIRST:
            return f"topic:{topic}", None
        hashed = digest(str(time), sender or "", first_words(fields, "text") or "", repr(fields.get("attached_files")))
        return self._again(f"hash:{hashed}"), f"topic:{topic}" if topic else None

    def _again(self, number: str) -> str:
        """Who says the same twice in a second has said two things."""
        if self._hashes.meet(number, b"") is Sighting.FIRST:
            return number
        self._repeated[number] += 1
        return f"{number}~{self._repeated[number] + 1}"

    def _answer(self, fields: Fields) -> tuple[Reply | None, Text]:
        """What a message quotes: by its id, or else in words."""
        quoted = record(fields.get("quoted_message_metadata"))
        if target := identifier(quoted.get("message_id")):
            return Reply(message=MessageId(target)), Text()
        if not quoted:
            return None, Text()
        author = self._people.name_of(self._people.meet(record(quoted.get("creator"))))
        said = first_words(quoted, "text") or "(no words)"
        return None, styled(f"{author}: {said}" if author else said, Style.QUOTE)

    def _contents(self, fields: Fields, sender: PersonId | None, quote: Text) -> list[Content]:
        text = lines_of(quote, self._text(fields))
        files = [Attachment(media=self._files.media(file)) for file in records(fields.get("attached_files"))]
        if files:
            return [Attachment(media=files[0].media, caption=text), *files[1:]]
        if change := self._membership(fields, sender):
            return [change]
        if first_words(fields, "message_state") == _DELETED and not text.plain:
            kind = first_words(record(fields.get("deletion_metadata")), "deletion_type") or "CREATOR"
            return [Notice(_BY_OTHERS.get(kind, "deleted this message"), action=f"deleted by {kind}")]
        return [Written(text) if text.plain else Unsupported(what=_what(fields), text=Text(_saved(fields)))]

    def _text(self, fields: Fields) -> Text:
        return message_words.read(first_words(fields, "text") or "", fields.get("annotations"), self._people)

    def _membership(self, fields: Fields, sender: PersonId | None) -> Membership | None:
        for row in records(fields.get("annotations")):
            said = record(row.get("membership_changed_metadata") or row.get("membership_changed"))
            change = _CHANGES.get((first_words(said, "type") or "").upper())
            if change is not None:
                people = [
                    self._people.meet(record(one.get("user")) or one) for one in records(said.get("affected_members"))
                ]
                members = [person for person in people if person] or ([sender] if sender else [])
                named = tuple(Member(name=self._people.name_of(person), person=person) for person in members)
                return Membership(change=change, members=named) if named else None
        return None

    def _reactions(self, fields: Fields) -> tuple[Reaction, ...]:
        found = []
        for row in records(fields.get("reactions")):
            given = [self._people.by_address(address) for address in rows(row.get("reactor_emails"))]
            people = tuple(Reactor(person=person) for person in dict.fromkeys(given) if person)
            emoji = _emoji(record(row.get("emoji")))
            if emoji:
                found.append(Reaction(emoji=emoji, count=max(1, len(people)), by=people))
        return tuple(found)

    def _note(self, fields: Fields) -> None:
        self._versions += bool(fields.get("previous_message_versions"))
        for field in fields.keys() - _KNOWN:
            self._unknown[field[:60]] += 1
        for row in records(fields.get("annotations")):
            for field in row.keys() - message_words.KNOWN - {"start_index", "length"}:
                self._unknown[f"annotations.{field[:60]}"] += 1


def _edited(fields: Fields, time: int) -> int | None:
    edited = milliseconds(words(fields.get("updated_date")) or "")
    return edited if edited is not None and edited != time else None


def _emoji(fields: Fields) -> str | None:
    custom = record(fields.get("custom_emoji"))
    return first_words(fields, "unicode") or first_words(custom, "short_code", "shortcode", "name", "emoji_name")


def _what(fields: Fields) -> str:
    kinds = {field for row in records(fields.get("annotations")) for field in row} - {"start_index", "length"}
    return f"a message of {min(kinds)[:60]}" if kinds else "a message without words"


def _saved(fields: Fields) -> str:
    """Whatever words stand in what is not known."""
    found: list[str] = []
    waiting: list[object] = [value for field, value in fields.items() if field == "annotations" or field not in _KNOWN]
    while waiting and len(found) < _MOST_SAVED:
        value = waiting.pop()
        if isinstance(value, str) and value.strip():
            found.append(value)
        elif isinstance(value, dict | list):
            waiting += reversed(list(value.values()) if isinstance(value, dict) else value)
    return "\n".join(found)
