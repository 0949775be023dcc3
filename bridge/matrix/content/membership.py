"""People who came and went: membership events for those who are known, a sentence for those who are only a name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bridge.matrix.cleaning import clean_line
from bridge.matrix.content.notice import announce
from bridge.matrix.content.phrases import enumeration, name_of_member, subject_of
from bridge.matrix.content.pieces import Piece, Said, message_piece, voice
from bridge.matrix.content.text import NOTICE
from bridge.matrix.events import Role, Surroundings, UserId
from bridge.model.event import Change, Member, Membership
from bridge.model.ids import PersonId
from bridge.model.message import Message

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


def invite_piece(profile: Profile, inviter: UserId) -> Piece:
    """Lets a ghost in."""
    return _member_piece(inviter, profile, "invite", Role.INVITE)


def join_piece(profile: Profile, reason: str | None = None) -> Piece:
    """A ghost comes in."""
    return _member_piece(profile.user, profile, "join", Role.JOIN, reason)


def say_membership(item: Message, content: Membership, surroundings: Surroundings) -> Said:
    """Each known person's change as the state change that it is, where it is one; the rest in one sentence."""
    change = _CHANGES[content.change]
    pieces: list[Piece] = []
    told: list[Member] = []
    changed: set[UserId] = set()
    for member in content.members:
        user = surroundings.ghosts[member.person] if member.person is not None else None
        if member.person is None or user is None or not _is_change(change, user, surroundings):
            told.append(member)
        elif user not in changed:
            changed.add(user)
            pieces += change.pieces(item, content, profile_of(member.person, surroundings), surroundings)
    said = Said(tuple(pieces))
    return said if pieces and not told else said.then(_tell(item, content, told, surroundings))


def _is_change(change: _Kind, user: UserId, surroundings: Surroundings) -> bool:
    """Does it change who is in the room at this point? Beneath a room the source is taken at its word."""
    return surroundings.standing or (user in surroundings.joined) == change.needs_joined


def _tell(item: Message, content: Membership, told: Sequence[Member], surroundings: Surroundings) -> Said:
    """Said by the actor; but that somebody left is said by the bot, lest they come in again to say it."""
    names = enumeration([name_of_member(member, surroundings) for member in told]) or "somebody"
    words = _CHANGES[content.change].words(subject_of(item, surroundings), names)
    more = f"{words} {clean_line(content.how)}" if content.how else words
    if content.change is Change.LEFT:
        return Said((message_piece(surroundings.bot, {**NOTICE, "body": clean_line(more)}),))
    return announce(item, more, surroundings)


def _joined(_: Message, content: Membership, profile: Profile, surroundings: Surroundings) -> list[Piece]:
    return [invite_piece(profile, surroundings.bot), join_piece(profile, content.how)]


def _invited(item: Message, content: Membership, profile: Profile, surroundings: Surroundings) -> list[Piece]:
    inviter = voice(item, surroundings)
    return [
        invite_piece(profile, surroundings.bot if inviter == profile.user else inviter),
        join_piece(profile, content.how),
    ]


def _left(_: Message, content: Membership, profile: Profile, __: Surroundings) -> list[Piece]:
    return [_member_piece(profile.user, profile, "leave", Role.LEAVE, content.how)]


def _removed(item: Message, content: Membership, profile: Profile, surroundings: Surroundings) -> list[Piece]:
    words = f"removed by {subject_of(item, surroundings)}" if item.sender else "removed"
    reason = f"{words} {content.how}" if content.how else words
    return [_member_piece(surroundings.bot, profile, "leave", Role.LEAVE, reason)]


def _member_piece(sender: UserId, profile: Profile, membership: str, role: Role, reason: str | None = None) -> Piece:
    content: dict[str, Any] = {"membership": membership}
    if membership != "leave":
        content |= {"displayname": profile.name, "avatar_url": profile.avatar}
    content["reason"] = clean_line(reason or "")[:_LONGEST_REASON]
    known = {key: value for key, value in content.items() if value}
    return Piece(sender, "m.room.member", known, role, state_key=profile.user)


@dataclass(frozen=True)
class _Kind:
    """How one kind of change is said."""

    needs_joined: bool
    """Whether it is a change of state for those who are in the room, or for those who are not."""
    pieces: Callable[[Message, Membership, Profile, Surroundings], list[Piece]]
    words: Callable[[str, str], str]


_CHANGES: dict[Change, _Kind] = {
    Change.JOINED: _Kind(False, _joined, lambda _, names: f"{names} joined the chat"),
    Change.INVITED: _Kind(False, _invited, lambda subject, names: f"{subject} added {names} to the chat"),
    Change.LEFT: _Kind(True, _left, lambda _, names: f"{names} left the chat"),
    Change.REMOVED: _Kind(True, _removed, lambda subject, names: f"{subject} removed {names} from the chat"),
}
