"""What a record says, and who says it: the way from its type to the function that reads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bridge.model.chat import Chat, ChatKind
from bridge.model.content import Unsupported, Written
from bridge.model.ids import PersonId
from bridge.model.message import Content
from bridge.model.text import Text
from bridge.sources.telegram import posts, service
from bridge.sources.telegram.buttons import with_buttons
from bridge.sources.telegram.entities import TextReader
from bridge.sources.telegram.files import Files
from bridge.sources.telegram.ledger import Ledger
from bridge.sources.telegram.people import People
from bridge.sources.telegram.record import Record
from bridge.sources.telegram.scene import Scene

Said = tuple[PersonId | None, Sequence[Content]]
"""Who speaks or acts, and what they say: at least one content."""

_BUTTONS = "inline_bot_buttons"
_ENVELOPE = frozenset({"id", "type", "date", "date_unixtime", "edited", "edited_unixtime", "reactions"})
_ORIGIN = {"author", "forwarded_from", "forwarded_from_id", "saved_from", "via_bot"}
_POSTED = _ENVELOPE | _ORIGIN | {"from", "from_id", "reply_to_message_id", "reply_to_peer_id", "text", "text_entities"}
_HAPPENED = _ENVELOPE | {"actor", "actor_id", "action", "text_entities"}

_UNSUPPORTED = "unsupported"
"""What Telegram Desktop itself could not export; nothing but an id is there."""
_NOT_EXPORTED = "one that Telegram Desktop could not export"
_UNTYPED = "a message of no known type"


class ContentReader:
    """Reads what the records of one chat say."""

    def __init__(self, chat: Chat, people: People, files: Files, ledger: Ledger) -> None:
        self.authors: set[PersonId] = set()
        """Who wrote anything; no more than two are kept."""
        self._chat = chat
        self._people = people
        self._files = files
        self._ledger = ledger
        self._texts = TextReader(files, ledger)

    def read(self, fields: dict[str, Any]) -> Said:
        """Raises :class:`~bridge.sources.telegram.record.Malformed` when what is said is broken."""
        kind = fields.get("type")
        if kind is None:
            kind = "service" if "action" in fields else "message"
        if kind == "message":
            return self._posted(fields)
        return self._happened(fields) if kind == "service" else self._not_supported(fields, kind)

    def _posted(self, fields: dict[str, Any]) -> Said:
        sender = self._sender(fields, "from_id", "from")
        if sender is not None and len(self.authors) < 2:
            self.authors.add(sender)
        text = self._texts.of_message(fields)
        remaining = fields.keys() - _POSTED
        if not remaining and text.plain:
            return sender, (Written(text),)
        return sender, self._special(Record(fields, self._ledger), remaining, text, sender)

    def _special(self, record: Record, remaining: set[str], text: Text, sender: PersonId | None) -> list[Content]:
        if _BUTTONS in remaining:
            text = with_buttons(text, record, _BUTTONS)
            remaining.discard(_BUTTONS)
        contents = posts.read(record, remaining, Scene(self._chat, self._files, self._texts, text, sender))
        self._note_unknown(remaining)
        return contents

    def _happened(self, fields: dict[str, Any]) -> Said:
        acted = "actor_id" in fields or "actor" in fields
        number, name = ("actor_id", "actor") if acted else ("from_id", "from")
        sender = self._sender(fields, number, name)
        text = self._texts.of_message(fields)
        remaining = fields.keys() - _HAPPENED
        if not text.plain:
            remaining.discard("text")
        scene = Scene(self._chat, self._files, self._texts, text, sender, _name(fields.get(name)))
        content = service.read(Record(fields, self._ledger), remaining, scene)
        self._note_unknown(remaining)
        return sender, (content,)

    def _not_supported(self, fields: dict[str, Any], kind: object) -> Said:
        what = kind if isinstance(kind, str) and kind else _UNTYPED
        if what != _UNSUPPORTED:
            self._ledger.note_unknown(f"type {what}")
            self._note_unknown(fields.keys() - _POSTED)
        else:
            what = _NOT_EXPORTED
        known = "from_id" in fields or "from" in fields
        sender = self._sender(fields, "from_id", "from") if known else None
        return sender, (Unsupported(what=what, text=self._texts.of_message(fields)),)

    def _sender(self, fields: dict[str, Any], number: str, name: str) -> PersonId | None:
        said = fields.get(name)
        person = self._people.identify(self._chat.id, fields.get(number), said)
        if person is None and self._chat.kind is ChatKind.CHANNEL:
            # In old exports, posts of a channel bear no name.
            person, said = PersonId(self._chat.id), self._chat.title
        if person is not None:
            self._people.meet(person, said)
        return person

    def _note_unknown(self, fields: set[str]) -> None:
        for field in fields:
            self._ledger.note_unknown(field)


def _name(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
