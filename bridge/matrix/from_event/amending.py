"""Edits and redactions: what happens to an earlier event."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bridge.matrix.from_event.event import REPLACES, Event
from bridge.matrix.from_event.known import Known, Target, Was
from bridge.matrix.from_event.outcome import Meaning, Nothing, lost, meaning
from bridge.matrix.from_event.polls import STARTS
from bridge.matrix.from_event.reactions import take_back_reaction
from bridge.model.amendment import Deletion, Revision, Vote
from bridge.model.content import Attachment, Location, Poll, Written

HearContent = Callable[[Event, Mapping[str, Any], Known], Meaning | Nothing]
"""Understands what an event's content says, be it new or an edit of earlier words."""


def hear_edit(event: Event, known: Known, hear_content: HearContent) -> Meaning | Nothing:
    """All that the edited message says now.

    Only its sender may edit a message, and only into one of the same kind; everything else is to be ignored:
    https://spec.matrix.org/v1.17/client-server-api/#validity-of-replacement-events
    """
    target = known.targets.get(event.related(REPLACES) or "")
    if target is None or not target.is_message:
        return lost("edit-target-not-here", "The edited message is not known on the other side.")
    if target.sender != event.sender:
        return Nothing("edit-by-another", "Somebody edited a message that is not theirs; that counts for nothing.")
    if (target.was is Was.POLL) != (event.type in STARTS):
        return Nothing("edit-of-another-kind", "An edit must be of the same kind as the message.")
    if not event.new_content:
        return lost("edit-without-words", "The edit does not say what the message says now.")
    said = hear_content(event, event.new_content, known)
    return said if isinstance(said, Nothing) else _revised(target, said)


def hear_redaction(event: Event, known: Known) -> Meaning | Nothing:
    """A message was deleted, a reaction or a vote taken back."""
    target = known.targets.get(event.redacts or "")
    if target is None:
        return Nothing("redaction-target-not-here", "What was deleted is not known on the other side.")
    if target.is_message:
        return meaning(Deletion(messages=target.messages))
    if target.was is Was.REACTION:
        return take_back_reaction(event, target, known)
    if target.was is Was.VOTE and target.sender == event.sender:
        return meaning(Vote(message=target.message, options=()))
    return Nothing("redaction-of-a-change", "What was deleted is no message; it cannot be undone on the other side.")


def _revised(target: Target, said: Meaning) -> Meaning | Nothing:
    content = said.contents[0]
    if not isinstance(content, Written | Attachment | Poll | Location):
        return lost("edit-unreadable", "The edit cannot be read.")
    revision = Revision(message=target.message, content=content)
    return Meaning((revision,), said.losses, is_emote=said.is_emote, also=target.messages[1:])
