"""From an item of the neutral model to the Matrix events that say it: pure, so that verify can recompute it.

The road of an item: ``references`` tells the portal what to look up, the portal answers with ``Surroundings``,
``convert`` makes the events, ``finish`` fills in the ids of events that were sent just before. The same item in the
same surroundings always gives the same events, to the byte.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bridge.matrix.content.assembly import assemble
from bridge.matrix.content.chat_change import say_avatar_change, say_description_change, say_title_change
from bridge.matrix.content.deletion import say_deletion
from bridge.matrix.content.membership import say_membership
from bridge.matrix.content.notice import say_notice, say_unreadable
from bridge.matrix.content.pieces import Said
from bridge.matrix.content.pin import say_pin
from bridge.matrix.content.rank import say_rank_change
from bridge.matrix.content.reaction import say_reactions
from bridge.matrix.content.reaction_change import say_reaction_change
from bridge.matrix.content.references import References, references
from bridge.matrix.content.revision import say_revision
from bridge.matrix.content.spoken import SPEECH, Say
from bridge.matrix.content.text_file import TextFile
from bridge.matrix.content.vote import say_vote
from bridge.matrix.events import Draft, EventId, Surroundings
from bridge.matrix.source_key import SourceKeys
from bridge.model.amendment import Deletion, ReactionChange, Revision, Vote
from bridge.model.event import AvatarChange, DescriptionChange, Membership, Notice, Pin, RankChange, TitleChange
from bridge.model.message import Message
from bridge.model.unreadable import Unreadable

__all__ = [
    "MAY_BE_SILENT",
    "Converted",
    "References",
    "TextFile",
    "convert",
    "drafts",
    "finish",
    "losses",
    "outcome",
    "references",
]


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


def convert(item: Message | Unreadable, surroundings: Surroundings, keys: SourceKeys) -> Converted:
    """Every event that says the item, in sending order, and what was lost on the way.

    First the membership that is needed to speak, then the messages or the state, the end of a poll, the reactions;
    parts are numbered from 0. ``surroundings.joined`` and ``.pinned`` must be as they were before the item.
    Raises ``KeyError`` when a person is not in the surroundings: nobody else may say their words.
    """
    said = _say(item, surroundings)
    return Converted(assemble(item, said.pieces, surroundings, keys), said.losses, said.outcome, said.reason)


def drafts(item: Message | Unreadable, surroundings: Surroundings, keys: SourceKeys) -> tuple[Draft, ...]:
    """Only the events of :func:`convert`."""
    return convert(item, surroundings, keys).drafts


def losses(item: Message | Unreadable, surroundings: Surroundings) -> tuple[str, ...]:
    """Only what could not be carried over: stable codes, some with a number."""
    return _say(item, surroundings).losses


def outcome(item: Message | Unreadable, surroundings: Surroundings) -> tuple[str, str]:
    """Only (``done`` | ``unsupported`` | ``missing``, the reason for people or an empty string)."""
    said = _say(item, surroundings)
    return said.outcome, said.reason


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


_SAY: dict[type, Say] = {
    **SPEECH,
    Membership: say_membership,
    TitleChange: say_title_change,
    DescriptionChange: say_description_change,
    AvatarChange: say_avatar_change,
    Pin: say_pin,
    RankChange: say_rank_change,
    Notice: say_notice,
    Revision: say_revision,
    Deletion: say_deletion,
    ReactionChange: say_reaction_change,
    Vote: say_vote,
}
_AMENDMENTS = (Revision, Deletion, ReactionChange, Vote)
MAY_BE_SILENT = frozenset({"revision", "deletion", "reaction_change", "vote"})
"""Kinds of items that may be done without any event: what they change is not in the room, or is so already."""


def _say(item: Message | Unreadable, surroundings: Surroundings) -> Said:
    if isinstance(item, Unreadable):
        return say_unreadable(item, surroundings)
    said = _SAY[type(item.content)](item, item.content, surroundings)
    # What an amended message was given is told by amendments of its own.
    return said if isinstance(item.content, _AMENDMENTS) else said.then(say_reactions(item, surroundings))
