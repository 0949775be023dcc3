"""Polls that go on while people are in the room: how many voted for what, told once and kept up to date, and their end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bridge.matrix.content.pieces import Piece, Said
from bridge.matrix.content.poll import END, START, has_votes, poll_end, results_piece
from bridge.matrix.content.replacement import MESSAGE, replacement
from bridge.matrix.events import Earlier, Role, Surroundings
from bridge.model.amendment import Revision
from bridge.model.content import Poll

_BEGINNINGS = frozenset({START, "m.poll.start"})
"""Types under which a poll begins: ours, and one that clients of people may use."""


def poll_in(earlier: Sequence[Earlier]) -> Earlier | None:
    """The event that began a poll, if the message is one."""
    return next((one for one in earlier if one.type in _BEGINNINGS), None)


def say_results(content: Revision, poll: Earlier, surroundings: Surroundings) -> Said:
    """The votes as they are now, in a notice of the bot's; and the end of a poll that is over."""
    assert isinstance(content.content, Poll), "nothing else has results"
    earlier = surroundings.parts[content.message]
    pieces = [*_counted(content.content, content.message, poll, earlier, surroundings)]
    if content.content.closed and not any(one.type == END for one in earlier):
        pieces.append(_ended(content.content, content.message, poll, surroundings))
    return Said(tuple(pieces))


def _counted(
    content: Poll, target: str, poll: Earlier, earlier: Sequence[Earlier], surroundings: Surroundings
) -> Iterator[Piece]:
    piece = results_piece(content, surroundings)
    told = [one for one in earlier if one.sender == surroundings.bot and one.type == MESSAGE and one.ours]
    told = [one for one in told if one.role is Role.MESSAGE]
    if told:
        yield replacement(told[-1], piece, target, surroundings)
    elif has_votes(content):
        answer = {"m.relates_to": {"m.in_reply_to": {"event_id": poll.event_id}}}
        yield Piece(piece.sender, piece.type, {**piece.content, **answer}, Role.MESSAGE, target=target)


def _ended(content: Poll, target: str, poll: Earlier, surroundings: Surroundings) -> Piece:
    """Only who began a poll may end it, and who may take back others' words: the bot."""
    sender = poll.sender if poll.ours and poll.sender in surroundings.joined else surroundings.bot
    relation = {"m.relates_to": {"rel_type": "m.reference", "event_id": poll.event_id}}
    return Piece(sender, END, {**poll_end(content), **relation}, Role.POLL_END, target=target)
