"""Reactions of those whom the source names; the others are counted."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator

from bridge.matrix.cleaning import clean_line
from bridge.matrix.content.emoji import fully_qualified
from bridge.matrix.content.pieces import MainEvent, Piece, Said
from bridge.matrix.events import Role, Surroundings, UserId
from bridge.model.message import Message, Reaction

REACTION = "m.reaction"
LONGEST_KEY = 64
"""Characters. Synapse takes 500, but a key is shown under the message."""

_SHORTCODE = re.compile(r":[^:/]+:")
"""A name that the source itself gives to an emoji."""


def say_reactions(item: Message, surroundings: Surroundings) -> Said:
    """One event for each named person and key; a homeserver refuses the same reaction twice."""
    if not item.reactions:
        return Said(())
    pieces: dict[tuple[UserId, str], Piece] = {}
    for piece in _pieces(item, surroundings):
        key = piece.relation.key if piece.relation else None
        pieces.setdefault((piece.sender, key or ""), piece)
    return Said(tuple(pieces.values()), _losses(item))


def reaction_key(reaction: Reaction) -> str:
    """What is shown under the message: the emoji or its shortcode, or for a mere picture or number a stable name."""
    words = clean_line(reaction.emoji)
    if len(words) <= LONGEST_KEY and (_SHORTCODE.fullmatch(words) or (reaction.media is None and _is_symbol(words))):
        return fully_qualified(words)
    told = f"{reaction.emoji}\0{reaction.media or ''}".encode("utf-8", "surrogatepass")
    return f":emoji-{hashlib.sha256(told).hexdigest()[:8]}:"


def nameless(reaction: Reaction) -> int:
    """How many gave it whom the source does not name."""
    return max(0, reaction.count - len({reactor.person for reactor in reaction.by}))


def pictures(reactions: Iterable[Reaction]) -> int:
    """How many of them are pictures of the network's own."""
    return sum(1 for reaction in reactions if reaction.media is not None)


def _is_symbol(words: str) -> bool:
    """Whether people see more in it than a file's path or number."""
    return bool(words) and not words.isdigit() and "/" not in words


def _pieces(item: Message, surroundings: Surroundings) -> Iterator[Piece]:
    for reaction in item.reactions:
        key = reaction_key(reaction)
        for reactor in reaction.by:
            sender = surroundings.ghosts[reactor.person]
            relation = MainEvent("m.annotation", key)
            yield Piece(
                sender, REACTION, {}, Role.REACTION, relation=relation, time=reactor.time, target=item.id, key=key
            )


def _losses(item: Message) -> tuple[str, ...]:
    unnamed = sum(map(nameless, item.reactions))
    counts = {"reactions-without-name": unnamed, "reaction-pictures-as-text": pictures(item.reactions)}
    return tuple(f"{code}:{count}" for code, count in counts.items() if count)
