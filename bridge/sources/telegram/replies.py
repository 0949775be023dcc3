"""What a message answers, and the topic it belongs to."""

from __future__ import annotations

from typing import Any

from bridge.model.ids import ChatId, MessageId
from bridge.model.message import Reply
from bridge.sources.telegram.ids import peer
from bridge.sources.telegram.ledger import Ledger
from bridge.sources.telegram.record import Record
from bridge.sources.telegram.topics import Topics

Answer = tuple[Reply | None, MessageId | None]
"""What is answered, and the message that began the topic."""

_ANSWERED = ("reply_to_message_id", "game_message_id", "invoice_message_id")
"""Which message is answered, or (a score, a payment) followed."""
_OTHER_CHAT = "reply_to_peer_id"


class Replies:
    """Knows which messages of one chat answer which."""

    def __init__(self, chat: ChatId, ledger: Ledger) -> None:
        self._chat = chat
        self._ledger = ledger
        self._topics = Topics()

    def begin_topic(self, message: int) -> None:
        """A topic was created by this message."""
        self._topics.begin(message)

    def answer(self, fields: dict[str, Any], message: int) -> Answer:
        """What a message answers. Messages must be asked about in the order of the chat."""
        answered = self._answered(fields)
        if not answered or answered == message:
            return None, None
        target = MessageId(str(answered))
        if other := self._other_chat(fields):
            return Reply(message=target, chat=other), None
        topic = self._topics.place(message, answered)
        thread = MessageId(str(topic)) if topic is not None else None
        return (None if self._topics.is_root(answered) else Reply(message=target)), thread

    def _answered(self, fields: dict[str, Any]) -> int | None:
        for key in _ANSWERED:
            if key in fields:
                return Record(fields, self._ledger).whole(key)
        return None

    def _other_chat(self, fields: dict[str, Any]) -> ChatId | None:
        value = fields.get(_OTHER_CHAT)
        chat = peer(value)
        if chat is None and value is not None:
            self._ledger.note_unread(_OTHER_CHAT)
        return ChatId(chat) if chat and chat != self._chat else None
