"""One of Telegram's messages, as one or more of the model's."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import Any

from telethon.tl import types

from bridge.model.ids import ChatId, MessageId, PersonId
from bridge.model.message import Message, Reaction
from bridge.model.parts import parts
from bridge.model.person import Person
from bridge.model.unreadable import Withheld
from bridge.sources.telegram import withheld
from bridge.sources.telegram.live.hearing.contents import contents_of, words_of
from bridge.sources.telegram.live.hearing.envelope import (
    Where,
    answer_of,
    edited_of,
    forward_of,
    must_not_be_read,
    sender_of,
    via_of,
)
from bridge.sources.telegram.live.hearing.reacted import reactions_of
from bridge.sources.telegram.live.hearing.saying import Saying
from bridge.sources.telegram.live.hearing.scene import Scene
from bridge.sources.telegram.live.hearing.texts import with_people
from bridge.sources.telegram.live.hearing.times import milliseconds
from bridge.sources.telegram.live.hearing.who import chat_named, person_of
from bridge.sources.telegram.live.peers import NEVER, name_of
from bridge.sources.telegram.message import later_part

logger = logging.getLogger(__name__)

_NAMED = ("sender", "person")


def messages_of(
    message: Any, scene: Scene, where: Where | None = None, reactions: tuple[Reaction, ...] | None = None
) -> list[Message | Withheld]:
    """A message, and its further parts where it says several things; nothing of one that is not there any more.

    ``where``: where it is shown, when that is not where Telegram has it. ``reactions``: where more are known than came
    along with it.
    """
    if not isinstance(message, types.Message | types.MessageService):
        return []
    where = where or Where(ChatId(str(name_of(message.peer_id))))
    if must_not_be_read(message):
        logger.info("Message %s of %s is not read", message.id, where.chat)
        return [Withheld(chat=where.chat, id=where.id(message.id), reason=withheld.REASON)]
    saying = _saying(message, scene, where)
    contents = contents_of(saying)
    first = _first(saying, where, contents, reactions)
    return [first, *(later_part(first, content, part) for part, content in enumerate(contents[1:], start=2))]


def _saying(message: Any, scene: Scene, where: Where) -> Saying:
    return Saying(
        message=message,
        scene=scene,
        chat=chat_named(where.chat, scene.peers, scene.me, post=bool(message.post)),
        origin=f"message/{name_of(message.peer_id)}/{message.id}",
        text=with_people(words_of(message), scene.peers),
        sender=sender_of(message, scene),
        shift=where.shift,
    )


def _first(saying: Saying, where: Where, contents: Sequence[Any], reactions: tuple[Reaction, ...] | None) -> Message:
    message, scene = saying.message, saying.scene
    reply, thread = answer_of(message, where)
    return Message(
        chat=where.chat,
        id=where.id(message.id),
        time=milliseconds(message.date),
        place=message.id + where.shift,
        content=contents[0],
        sender=saying.sender,
        reply=None if isinstance(message.action, types.MessageActionPinMessage) else reply,
        thread=thread,
        forward=forward_of(message, scene),
        via=via_of(message, scene),
        signature=message.post_author or None,
        edited=edited_of(message),
        album=scene.albums.name(where.chat, message.grouped_id, message.id + where.shift),
        reactions=reactions_of(message.reactions) if reactions is None else reactions,
    )


def introductions(items: Sequence[Any], scene: Scene) -> list[Person]:
    """Whoever is named in these, as far as Telegram has shown them."""
    named = dict.fromkeys(person for item in items for person in _named_in(item))
    return [person_of(scene.peers[person]) for person in named if person in scene.peers and person not in NEVER]


def _named_in(item: Any) -> Iterator[PersonId]:
    for part in parts(item):
        for field in _NAMED:
            if (person := getattr(part, field, None)) is not None:
                yield person


def number_of(message: MessageId) -> int:
    """The number of a message, or of the message that a part or an amendment belongs to."""
    return int(message.split("/", maxsplit=1)[0].split("~", maxsplit=1)[0])
