"""Reactions that were given, and that were taken back, while people are in the room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bridge.matrix.cleaning import clean_line
from bridge.matrix.content.emoji import fully_qualified
from bridge.matrix.content.pieces import Piece, Said, redaction_piece
from bridge.matrix.content.reaction import REACTION, nameless, pictures, reaction_key
from bridge.matrix.events import EventId, Given, Role, Surroundings, UserId
from bridge.model.amendment import ReactionChange
from bridge.model.message import Message


@dataclass(frozen=True)
class _Wanted:
    """Somebody whom the network names with this reaction. ``time`` in ms since 1970."""

    key: str
    users: frozenset[UserId]
    """Their ghost, and themselves in Matrix: one of them is enough."""
    ghost: UserId
    time: int | None


def say_reaction_change(_: Message, content: ReactionChange, surroundings: Surroundings) -> Said:
    """Those that are not given yet, and redactions of what is no longer there.

    Whoever is not named may still have reacted, as far as the counts allow. What people gave in Matrix is taken away
    only where the network knows them, and says of everybody who has reacted.
    """
    target = surroundings.events.get(content.message)
    if target is None:
        return Said((), ("reaction-target-not-here",))
    given = surroundings.given.get(content.message, ())
    wanted = list(_wanted(content, surroundings))
    new = tuple(_give(one, content.message, target) for one in wanted if not _is_given(one, given))
    room = {reaction_key(reaction): nameless(reaction) for reaction in content.reactions}
    doubtful = [one for one in given if not _is_wanted(one, wanted)]
    gone = tuple(_gone(doubtful, room, surroundings))
    kept = sum(1 for one in doubtful if one.ours) - sum(1 for one in gone if one.ours)
    losses = _losses(max(0, sum(room.values()) - kept), pictures(content.reactions))
    taken = (redaction_piece(one.event_id, one.sender, surroundings, ours=one.ours) for one in gone)
    return Said((*taken, *new), losses)


def _wanted(content: ReactionChange, surroundings: Surroundings) -> Iterator[_Wanted]:
    """Each person with each key once."""
    seen: set[tuple[UserId, str]] = set()
    for reaction in content.reactions:
        key = reaction_key(reaction)
        for reactor in reaction.by:
            ghost = surroundings.ghosts[reactor.person]
            if (ghost, key) not in seen:
                seen.add((ghost, key))
                yield _Wanted(key, frozenset({ghost, surroundings.user(reactor.person)}), ghost, reactor.time)


def _give(one: _Wanted, message: str, target: EventId) -> Piece:
    content = {"m.relates_to": {"rel_type": "m.annotation", "event_id": target, "key": one.key}}
    return Piece(one.ghost, REACTION, content, Role.REACTION, time=one.time, target=message, key=one.key)


def _is_given(one: _Wanted, given: tuple[Given, ...]) -> bool:
    return any(_key(there) == one.key and there.sender in one.users for there in given)


def _is_wanted(there: Given, wanted: list[_Wanted]) -> bool:
    return any(_key(there) == one.key and there.sender in one.users for one in wanted)


def _key(there: Given) -> str:
    """People's clients write an emoji now with its selector, now without."""
    return fully_qualified(clean_line(there.key))


def _gone(doubtful: list[Given], room: dict[str, int], surroundings: Surroundings) -> Iterator[Given]:
    """Of those who are not named any longer, the ones that the counts leave no room for: the oldest, as it is told of
    the newest.
    """
    people = frozenset(surroundings.linked.values())
    left = dict(room)
    for there in reversed(doubtful):
        key = _key(there)
        if there.ours and left.get(key, 0) > 0:
            left[key] -= 1
        elif there.ours or (there.sender in people and not room.get(key, 0)):
            yield there


def _losses(unnamed: int, without_picture: int) -> tuple[str, ...]:
    counts = {"reactions-without-name": unnamed, "reaction-pictures-as-text": without_picture}
    return tuple(f"{code}:{count}" for code, count in counts.items() if count)
