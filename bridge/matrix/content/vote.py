"""Votes in a poll, of people whom the network names."""

from __future__ import annotations

from bridge.matrix.content.pieces import Piece, Said, voice
from bridge.matrix.content.poll import END, RESPONSE
from bridge.matrix.content.poll_results import poll_in
from bridge.matrix.events import Role, Surroundings
from bridge.model.amendment import Vote
from bridge.model.message import Message


def say_vote(item: Message, content: Vote, surroundings: Surroundings) -> Said:
    """A vote in a poll of ours that is open; its answers are numbered from 1. Elsewhere the results tell of it."""
    earlier = surroundings.parts.get(content.message, ())
    poll = poll_in(earlier)
    if poll is None or not poll.ours or item.sender is None or any(one.type == END for one in earlier):
        return Said((), ("vote-not-shown",))
    relation = {"rel_type": "m.reference", "event_id": poll.event_id}
    answers = [str(option + 1) for option in content.options]
    vote = {RESPONSE: {"answers": answers}, "m.relates_to": relation, "m.mentions": {}}
    return Said((Piece(voice(item, surroundings), RESPONSE, vote, Role.VOTE, target=content.message),))
