"""The room's levels, as ranks on the network change them. See ``bridge.matrix.power`` for what they are made of.

Matrix has one word for whoever may change a room, remove people and take back their words: moderator, 50. So owners,
administrators and moderators all become that; 100 is the bot's, and whoever has been given as much keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable

from bridge.matrix.content.pieces import Piece
from bridge.matrix.events import Role, Surroundings, UserId
from bridge.matrix.power import ANYBODY, BOT, MODERATOR
from bridge.model.event import Rank

LEVELS = "m.room.power_levels"
SILENCED = -1
_OF_RANKS: dict[Rank, int | None] = {
    Rank.OWNER: MODERATOR,
    Rank.ADMIN: MODERATOR,
    Rank.MODERATOR: MODERATOR,
    Rank.MEMBER: None,
    Rank.SILENCED: SILENCED,
}
"""None: as everybody."""
_SPEAKING = frozenset(
    {Role.MESSAGE, Role.STATE, Role.POLL_END, Role.REACTION, Role.VOTE, Role.REVISION, Role.REDACTION}
)


def ranked(users: Iterable[UserId], rank: Rank, surroundings: Surroundings) -> tuple[Piece, ...]:
    """The room's levels once these users have this rank; nothing where it is not live, or they have it already."""
    levels = surroundings.levels
    if not surroundings.live or levels is None:
        return ()
    level, now = _OF_RANKS[rank], dict(levels.get("users", {}))
    for user in users:
        if is_beneath_us(user, surroundings):
            now.pop(user, None)
            now |= {} if level is None else {user: level}
    if now == levels.get("users", {}):
        return ()
    return (Piece(surroundings.bot, LEVELS, {**levels, "users": now}, Role.STATE, state_key=""),)


def heard_again(pieces: Iterable[Piece], surroundings: Surroundings) -> tuple[Piece, ...]:
    """Lets those speak who were silenced: as the network let them, the time of that is over, which it may not tell."""
    speakers = {piece.sender for piece in pieces if piece.role in _SPEAKING}
    silent = sorted(user for user in speakers if _level(user, surroundings) < ANYBODY)
    persons = {ghost: person for person, ghost in surroundings.ghosts.items()}
    themselves = [surroundings.linked[persons[user]] for user in silent if persons.get(user) in surroundings.linked]
    return ranked([*silent, *themselves], Rank.MEMBER, surroundings) if silent else ()


def is_beneath_us(user: UserId, surroundings: Surroundings) -> bool:
    """May the bot change this user's level, and remove them?"""
    return surroundings.levels is not None and _level(user, surroundings) < _level(surroundings.bot, surroundings)


def _level(user: UserId, surroundings: Surroundings) -> int:
    """Whoever made a room of version 12 stands above all levels, and is not listed."""
    levels = surroundings.levels or {}
    default = BOT if user == surroundings.bot else levels.get("users_default", ANYBODY)
    level = levels.get("users", {}).get(user, default)
    return level if isinstance(level, int) else ANYBODY
