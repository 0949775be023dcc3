"""People who came and went: membership events for those who are known, a sentence for those who are only a name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bridge.matrix.cleaning import clean_line
from bridge.matrix.content.levels import is_beneath_us
from bridge.matrix.content.notice import announce
from bridge.matrix.content.phrases import enumeration, name_of_member, subject_of
from bridge.matrix.content.pieces import Piece, Said, message_piece, state_voice
from bridge.matrix.content.text import NOTICE
from bridge.matrix.events import Role, Surroundings, UserId
from bridge.model.event import Change, Member, Membership
from bridge.model.ids import PersonId
from bridge.model.message import Message

_COMING = frozenset({Change.JOINED, Change.INVITED, Change.UNBANNED})
_LONGEST_REASON = 500
"""Characters."""


@dataclass(frozen=True)
class Profile:
    """How a person appears in the room's list of members."""

    user: UserId
    name: str | None
    avatar: str | None


def profile_of(person: PersonId, surroundings: Surroundings) -> Profile:
    """A known person's appearance."""
    return Profile(surroundings.ghosts[person], surroundings.names.get(person), surroundings.avatars.get(person))


def let_in(
    profile: Profile, bot: UserId, banned: frozenset[UserId], inviter: UserId | None = None, reason: str | None = None
) -> list[Piece]:
    """A ghost is invited, by the bot unless by somebody else, and comes in; if it was banned, it no longer is."""
    pardon = [_member_piece(bot, profile, "leave", Role.LEAVE)]
    return [
        *(pardon if profile.user in banned else []),
        _member_piece(inviter or bot, profile, "invite", Role.INVITE),
        _member_piece(profile.user, profile, "join", Role.JOIN, reason),
    ]


def say_membership(item: Message, content: Membership, surroundings: Surroundings) -> Said:
    """Each known person's change as the state change that it is, where it is one; the rest in one sentence."""
    change = _CHANGES[content.change]
    pieces: list[Piece] = []
    told: list[Member] = []
    changed: set[UserId] = set()
    for member in content.members:
        concerned = list(_concerned(member, change, surroundings))
        if not concerned:
            told.append(member)
        for profile in concerned:
            if profile.user not in changed:
                changed.add(profile.user)
                pieces += change.pieces(item, content, profile, surroundings)
    said = Said(tuple(pieces))
    return said if pieces and not told else said.then(_tell(item, content, told, surroundings))


def _concerned(member: Member, change: _Kind, surroundings: Surroundings) -> Iterator[Profile]:
    """Those whose membership it changes: the ghost, and whom the chat no longer wants also as themselves.

    Beneath a room the source is taken at its word. Whoever merely left the chat may have moved here.
    """
    if member.person is None:
        return
    ghost = profile_of(member.person, surroundings)
    if change.is_change(ghost.user, surroundings):
        yield ghost
    user = surroundings.user(member.person)
    may = change.of_people and surroundings.live and is_beneath_us(user, surroundings)
    if user != ghost.user and may and change.is_change(user, surroundings):
        yield Profile(user, None, None)


def _is_outside(user: UserId, surroundings: Surroundings) -> bool:
    return surroundings.standing or user not in surroundings.joined


def _is_inside(user: UserId, surroundings: Surroundings) -> bool:
    return surroundings.standing or user in surroundings.joined


def _can_be_banned(user: UserId, surroundings: Surroundings) -> bool:
    """In a history nobody is banned: they are removed, and come in again if they speak again."""
    return user not in surroundings.banned if surroundings.live else _is_inside(user, surroundings)


def _is_banned(user: UserId, surroundings: Surroundings) -> bool:
    return surroundings.live and user in surroundings.banned


def _tell(item: Message, content: Membership, told: Sequence[Member], surroundings: Surroundings) -> Said:
    """Said by the actor; but that somebody is gone is not said by themselves, lest they come in again to say it."""
    names = enumeration([name_of_member(member, surroundings) for member in told]) or "somebody"
    words = _CHANGES[content.change].words(subject_of(item, surroundings), names)
    more = f"{words} {clean_line(content.how)}" if content.how else words
    went = surroundings.live and any(member.person == item.sender for member in content.members)
    if content.change is Change.LEFT or (went and content.change not in _COMING):
        return Said((message_piece(surroundings.bot, {**NOTICE, "body": clean_line(more)}),))
    return announce(item, more, surroundings)


def _joined(_: Message, content: Membership, profile: Profile, surroundings: Surroundings) -> list[Piece]:
    return let_in(profile, surroundings.bot, surroundings.banned, reason=content.how)


def _invited(item: Message, content: Membership, profile: Profile, surroundings: Surroundings) -> list[Piece]:
    inviter = state_voice(item, surroundings)
    other = None if inviter == profile.user else inviter
    how = _by("added", item, content.how, surroundings) if surroundings.live else content.how
    return let_in(profile, surroundings.bot, surroundings.banned, other, how)


def _left(_: Message, content: Membership, profile: Profile, __: Surroundings) -> list[Piece]:
    return [_member_piece(profile.user, profile, "leave", Role.LEAVE, content.how)]


def _removed(item: Message, content: Membership, profile: Profile, surroundings: Surroundings) -> list[Piece]:
    return [_gone(profile, "leave", _by("removed", item, content.how, surroundings), surroundings)]


def _banned(item: Message, content: Membership, profile: Profile, surroundings: Surroundings) -> list[Piece]:
    membership = "ban" if surroundings.live else "leave"
    return [_gone(profile, membership, _by("banned", item, content.how, surroundings), surroundings)]


def _unbanned(item: Message, content: Membership, profile: Profile, surroundings: Surroundings) -> list[Piece]:
    return [_gone(profile, "leave", _by("no longer banned", item, content.how, surroundings), surroundings)]


def _gone(profile: Profile, membership: str, reason: str, surroundings: Surroundings) -> Piece:
    """Done by the bot: ghosts need no power over others."""
    return _member_piece(surroundings.bot, profile, membership, Role.LEAVE, reason)


def _by(what: str, item: Message, how: str | None, surroundings: Surroundings) -> str:
    """``removed by Anna``, and more words for people."""
    words = f"{what} by {subject_of(item, surroundings)}" if item.sender else what
    return f"{words} {how}" if how else words


def _member_piece(sender: UserId, profile: Profile, membership: str, role: Role, reason: str | None = None) -> Piece:
    content: dict[str, Any] = {"membership": membership}
    if membership not in {"leave", "ban"}:
        content |= {"displayname": profile.name, "avatar_url": profile.avatar}
    content["reason"] = clean_line(reason or "")[:_LONGEST_REASON]
    known = {key: value for key, value in content.items() if value}
    return Piece(sender, "m.room.member", known, role, state_key=profile.user)


@dataclass(frozen=True)
class _Kind:
    """How one kind of change is said."""

    is_change: Callable[[UserId, Surroundings], bool]
    """Does it change who is in the room at this point, or may come in?"""
    pieces: Callable[[Message, Membership, Profile, Surroundings], list[Piece]]
    words: Callable[[str, str], str]
    of_people: bool = False
    """Is it also done to people who are in Matrix as themselves?"""


_CHANGES: dict[Change, _Kind] = {
    Change.JOINED: _Kind(_is_outside, _joined, lambda _, names: f"{names} joined the chat"),
    Change.INVITED: _Kind(_is_outside, _invited, lambda subject, names: f"{subject} added {names} to the chat"),
    Change.LEFT: _Kind(_is_inside, _left, lambda _, names: f"{names} left the chat"),
    Change.REMOVED: _Kind(
        _is_inside, _removed, lambda subject, names: f"{subject} removed {names} from the chat", True
    ),
    Change.BANNED: _Kind(
        _can_be_banned, _banned, lambda subject, names: f"{subject} banned {names} from the chat", True
    ),
    Change.UNBANNED: _Kind(_is_banned, _unbanned, lambda subject, names: f"{subject} lets {names} come back", True),
}
