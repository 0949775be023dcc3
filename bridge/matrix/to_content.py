"""From an item of the neutral model to the Matrix events that say it: pure, so that verify can recompute it.

The road of an item: ``references`` tells the portal what to look up, the portal answers with ``Surroundings``,
``convert`` makes the events, ``finish`` fills in the ids of events that were sent just before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bridge.matrix.events import Draft, EventId, Role, Surroundings
from bridge.matrix.source_key import FIELD, SourceKeys
from bridge.model.content import Written
from bridge.model.ids import MediaId, MessageId, PersonId
from bridge.model.media import Media
from bridge.model.message import Message
from bridge.model.unreadable import Unreadable


@dataclass(frozen=True)
class TextFile:
    """A text too long for the timeline: the portal uploads it as UTF-8 ``text/plain`` and gives the upload back
    in ``Surroundings.uploads`` under ``reference``. Without the upload the text is said in as many parts as it takes.
    """

    reference: MediaId
    file_name: str
    text: str


@dataclass(frozen=True)
class References:
    """What the portal must look up before an item becomes events; each without repetitions, in a stable order."""

    people: tuple[PersonId, ...] = ()
    """Whose ghost id and name are needed. All of them, or the conversion raises ``KeyError``."""
    messages: tuple[MessageId, ...] = ()
    """Of this chat: whose first event is needed (replies, pins, thread roots)."""
    threads: tuple[MessageId, ...] = ()
    """Thread roots whose newest event is needed."""
    media: tuple[Media, ...] = ()
    """Files to upload; all have a ``reference``."""
    texts: tuple[TextFile, ...] = ()


@dataclass(frozen=True)
class Converted:
    """An item as events, with what could not be carried over.

    ``losses`` are stable codes, some with a number: ``reactions-without-name:12``.
    ``outcome`` is ``done``, ``unsupported`` or ``missing``; ``reason`` is for people, and empty when ``done``.
    """

    drafts: tuple[Draft, ...]
    losses: tuple[str, ...]
    outcome: str
    reason: str


def references(item: Message | Unreadable) -> References:
    """What must be known about this item's surroundings."""
    if isinstance(item, Unreadable) or item.sender is None:
        return References()
    return References(people=(item.sender,))


def convert(item: Message | Unreadable, surroundings: Surroundings, keys: SourceKeys) -> Converted:
    """Every event that says the item, in sending order, and what was lost on the way."""
    text = item.content.text.plain if isinstance(item, Message) and isinstance(item.content, Written) else "?"
    sender = surroundings.ghosts[item.sender] if isinstance(item, Message) and item.sender else surroundings.bot
    content = {"msgtype": "m.text", "body": text, "m.mentions": {}, FIELD: keys.block(item.id, 0)}
    draft = Draft(sender, "m.room.message", content, item.time, 0, Role.MESSAGE)
    return Converted((draft,), (), "done", "")


def drafts(item: Message | Unreadable, surroundings: Surroundings, keys: SourceKeys) -> tuple[Draft, ...]:
    """Every event that says the item, in sending order, parts numbered from 0.

    First the membership that is needed to speak, then the messages or the state, the end of a poll, the reactions.
    """
    return convert(item, surroundings, keys).drafts


def losses(item: Message | Unreadable, surroundings: Surroundings) -> tuple[str, ...]:
    """Stable codes, some with a number, of what could not be carried over."""
    return ()


def outcome(item: Message | Unreadable, surroundings: Surroundings) -> tuple[str, str]:
    """(``done`` | ``unsupported`` | ``missing``, the reason for people or an empty string)."""
    return "done", ""


def finish(draft: Draft, event_ids_of_parts: Mapping[int, EventId]) -> dict[str, Any]:
    """The content to be sent: the draft's, with its relation to an event of the same item filled in."""
    if draft.relation is None:
        return draft.content
    relation: dict[str, Any] = {
        "rel_type": draft.relation.rel_type,
        "event_id": event_ids_of_parts[draft.relation.part],
    }
    if draft.relation.key is not None:
        relation["key"] = draft.relation.key
    return {**draft.content, "m.relates_to": relation}
