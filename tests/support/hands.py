"""Exports of one chat as several members have them: without ids, to the minute, by their own address books."""

from __future__ import annotations

from bridge.model.chat import Chat, ChatKind, Numbering
from bridge.model.content import Written
from bridge.model.ids import ChatId, MessageId, Network, PersonId
from bridge.model.message import Message
from bridge.model.person import Person
from bridge.model.text import Text
from tests.support.histories import write_export

MINUTE = 60_000
BEGINNING = 1_500_000_000_000
WORDS = (
    "Who brings the lanterns?",
    "I do, as always",
    "ok",
    "ok",
    "And what about the old boat?",
    "It is leaking, but it swims",
    "ok",
    "Then see you all at the pier",
)


def a_chat(**values):
    defaults = {
        "network": Network("campfire"),
        "id": ChatId("title:pier"),
        "kind": ChatKind.GROUP,
        "title": "The pier",
        "numbering": Numbering.NONE,
        "precision": MINUTE,
    }
    return Chat(**{**defaults, **values})


def text_export(folder, *kept, name="Anna", hours=0, chat=None, words=WORDS):
    """What a member's phone writes of the chat: lines ``kept`` of ``WORDS``, under the names of its address book."""
    chat = chat or a_chat()
    items = [
        Message(
            chat=chat.id,
            id=MessageId(str(place)),
            time=BEGINNING + (line // 2 + hours * 60) * MINUTE,
            place=place,
            sender=PersonId(f"name:{name if line % 2 else 'Bora'}"),
            content=Written(Text(words[line])),
        )
        for place, line in enumerate(kept or range(len(words)), 1)
    ]
    people = [Person(id=PersonId(f"name:{who}"), name=who) for who in (name, "Bora")]
    return write_export(folder, iter([chat, *people, *items]))
