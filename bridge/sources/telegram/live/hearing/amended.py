"""What happens to messages: edits, deletions, reactions, pins, votes. Each has an id that is the same every time.

``12~e1714550000-3f2a9c41``: an edit of message 12, with its date and a digest of what it says now.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from bridge.model.amendment import Amended, Deletion, ReactionChange, Revision
from bridge.model.event import Pin
from bridge.model.ids import ChatId, MessageId, PersonId
from bridge.model.message import Content, Message, Reaction
from bridge.sources.telegram.live.hearing.envelope import Where
from bridge.sources.telegram.live.hearing.messages import messages_of, number_of
from bridge.sources.telegram.live.hearing.reacted import is_partial, reactions_of
from bridge.sources.telegram.live.hearing.scene import Scene
from bridge.sources.telegram.live.hearing.times import milliseconds
from bridge.sources.telegram.live.peers import name_of

_DIGITS = 8


def digest(*things: object) -> str:
    """A few letters that are the same for the same things."""
    return hashlib.sha256(msgspec.json.encode(things)).hexdigest()[:_DIGITS]


def amendment(
    chat: ChatId, number: int, mark: str, content: Content, time: int, sender: PersonId | None = None
) -> Message:
    """What happened to the message with this number. ``mark`` says what and when; ``time`` is in ms since 1970."""
    name = MessageId(f"{number}~{mark}-{digest(content, sender)}")
    return Message(chat=chat, id=name, time=time, place=number, content=content, sender=sender)


def edits_of(message: Any, scene: Scene, where: Where | None = None) -> list[Message]:
    """An edited message as revisions of itself and of its parts, and its reactions.

    Telegram tells of reactions, counters of views and pressed buttons as edits too. It hides those from people
    (``edit_hide``, or no date), and then there is no revision.
    """
    said = [item for item in messages_of(message, scene, where) if isinstance(item, Message)]
    visible = bool(message.edit_date) and not message.edit_hide
    revisions = [revision for item in said for revision in _revisions(item, message)] if visible else []
    return [*revisions, *reactions_now(said, scene, message)]


def _revisions(item: Message, message: Any) -> list[Message]:
    if not isinstance(item.content, Amended):
        return []
    content = Revision(message=item.id, content=item.content)
    time = milliseconds(message.edit_date)
    edit = amendment(item.chat, number_of(item.id), f"e{time // 1000}", content, time, item.sender)
    return [replace(edit, forward=item.forward, via=item.via, signature=item.signature)]


def reactions_now(said: Sequence[Message], scene: Scene, message: Any) -> list[Message]:
    """The reactions that came along with a message, if Telegram told any."""
    if not said or message.reactions is None:
        return []
    return [reactions_changed(said[0].chat, number_of(said[0].id), reactions_of(message.reactions), scene)]


def reactions_changed(chat: ChatId, number: int, reactions: tuple[Reaction, ...], scene: Scene) -> Message:
    """The reactions below a message are these now."""
    change = ReactionChange(message=MessageId(str(number)), reactions=reactions, partial=is_partial(reactions))
    return amendment(chat, number, f"r{scene.now // 1000}", change, scene.now)


def reactions_heard(update: Any, scene: Scene) -> list[Message]:
    """Of an update that names the message, and all reactions that it has now."""
    reactions = reactions_of(update.reactions)
    return [reactions_changed(ChatId(str(name_of(update.peer))), update.msg_id, reactions, scene)]


def deleted(chat: ChatId, numbers: Sequence[int], scene: Scene) -> Message:
    """These messages are gone, for everyone. Telegram does not say who did it."""
    content = Deletion(messages=tuple(MessageId(str(number)) for number in sorted(numbers)))
    first = min(numbers)
    return Message(
        chat=chat, id=MessageId(f"{first}~d-{digest(content)}"), time=scene.now, place=first, content=content
    )


def pins_changed(chat: ChatId, numbers: Iterable[int], scene: Scene, *, pinned: bool) -> list[Message]:
    """These are pinned, or pinned no longer."""
    mark = f"{'p' if pinned else 'u'}{scene.now // 1000}"
    return [
        amendment(chat, number, mark, Pin(MessageId(str(number)), removed=not pinned), scene.now) for number in numbers
    ]
