"""From an item's own events to all events that it needs, numbered and marked with their source."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

from bridge.matrix.content.file_info import LARGEST_INTEGER
from bridge.matrix.content.levels import LEVELS, heard_again
from bridge.matrix.content.membership import Profile, let_in, profile_of
from bridge.matrix.content.pieces import MainEvent, Piece
from bridge.matrix.events import LETTING_IN, Draft, Role, SameItem, Surroundings, UserId
from bridge.matrix.room_state import RoomState
from bridge.matrix.source_key import FIELD, SourceKeys
from bridge.model.ids import PersonId
from bridge.model.message import Message
from bridge.model.unreadable import Unreadable

EARLIEST = 1
"""A time that every homeserver takes, ms since 1970."""

_MAIN_ROLES = (Role.MESSAGE, Role.STATE, Role.JOIN, Role.LEAVE)
"""Which event of an item other messages answer: the first of the first of these roles."""


def assemble(
    item: Message | Unreadable, own: Sequence[Piece], surroundings: Surroundings, keys: SourceKeys
) -> tuple[Draft, ...]:
    """Whoever speaks and is not in the room, or may not speak there, is let in first; then the item's own events."""
    # Who is silenced by the item may still have said something with it.
    own = sorted(own, key=lambda piece: piece.type == LEVELS)
    before, own = ([], list(own)) if surroundings.standing else _with_memberships(own, surroundings)
    before = [*heard_again(own, surroundings), *before]
    pieces = [*before, *own]
    parts = _parts(pieces, len(before), surroundings)
    main = parts[len(before) + _main_part(own)] if own else 0
    source = keys.block(item.id, 0) | _marks(item)
    return tuple(
        Draft(
            sender=piece.sender,
            type=piece.type,
            content={**piece.content, FIELD: source | {"part": part}},
            time=min(max(item.time if piece.time is None else piece.time, EARLIEST), LARGEST_INTEGER),
            part=part,
            role=piece.role,
            state_key=piece.state_key,
            relation=_to_main_event(piece.relation, main),
            redacts=piece.redacts,
            target=piece.target,
            key=piece.key,
        )
        for part, piece in zip(parts, pieces, strict=True)
    )


def _parts(pieces: Sequence[Piece], before: int, surroundings: Surroundings) -> list[int]:
    if not surroundings.live:
        return list(range(len(pieces)))
    said, letting_in = count(), count(LETTING_IN)
    return [
        next(letting_in if number < before or piece.type == "m.room.member" else said)
        for number, piece in enumerate(pieces)
    ]


def _to_main_event(relation: MainEvent | None, main: int) -> SameItem | None:
    return None if relation is None else SameItem(main, relation.rel_type, relation.key)


def _marks(item: Message | Unreadable) -> dict[str, Any]:
    """What a program that reads the room may want to know, and no event has a field for."""
    if isinstance(item, Unreadable):
        return {}
    marks: dict[str, Any] = {}
    if item.edited is not None:
        marks["edited"] = min(max(item.edited, 0), LARGEST_INTEGER)
    if item.time_guessed:
        marks["time_guessed"] = True
    return marks


def _main_part(own: Sequence[Piece]) -> int:
    for role in _MAIN_ROLES:
        for part, piece in enumerate(own):
            if piece.role is role:
                return part
    return 0


def _with_memberships(own: Sequence[Piece], surroundings: Surroundings) -> tuple[list[Piece], list[Piece]]:
    """The events that let speakers in: before everything, or, for one who leaves within the item, where needed."""
    state, before, after = RoomState(surroundings.joined, banned=surroundings.banned), list[Piece](), list[Piece]()
    touched = set(state.joined)
    for piece in own:
        if _must_come_in(piece, state.joined, surroundings):
            target = after if piece.sender in touched else before
            target += let_in(_profile_of_ghost(piece.sender, surroundings), surroundings.bot, state.banned)
            state = state.with_member(piece.sender, "join")
        after.append(piece)
        if piece.type == "m.room.member" and piece.state_key is not None:
            touched.add(UserId(piece.state_key))
            state = state.with_member(UserId(piece.state_key), piece.content["membership"])
    return before, after


def _must_come_in(piece: Piece, joined: frozenset[UserId], surroundings: Surroundings) -> bool:
    return piece.sender != surroundings.bot and piece.sender not in joined and piece.role is not Role.JOIN


def _profile_of_ghost(user: UserId, surroundings: Surroundings) -> Profile:
    person = next(person for person, ghost in surroundings.ghosts.items() if ghost == user)
    return profile_of(PersonId(person), surroundings)
