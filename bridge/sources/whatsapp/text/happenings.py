"""System lines as items of the model: who came and went, what the chat became."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bridge.model.event import AvatarChange, Change, Membership, Notice, Pin, Rank, RankChange, TitleChange
from bridge.model.ids import PersonId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.message import Content
from bridge.sources.whatsapp.text.marks import trimmed
from bridge.sources.whatsapp.text.people import Cast
from bridge.sources.whatsapp.text.system_lines import Line
from bridge.sources.whatsapp.text.words.language import Event

_UNKNOWN = "system"
_CREATED = "created the group"
_PICTURE = Media(
    kind=MediaKind.IMAGE, state=MediaState.NOT_EXPORTED, reason="WhatsApp does not export the pictures of groups"
)


def happened(line: Line, cast: Cast) -> tuple[PersonId | None, Content]:
    """Who acted, as far as the line tells, and what happened."""
    actor = _actor(line, cast)
    make = _CONTENTS.get(line.event)
    content = make(line, cast, actor) if make else None
    return actor, content or _notice(line)


def unknown(text: str) -> Notice:
    """A system line in a language, or of a kind, that no table has: its text is kept."""
    return Notice(trimmed(text), _UNKNOWN)


def _actor(line: Line, cast: Cast) -> PersonId | None:
    if line.you_act:
        return cast.you()
    return cast.meet(line.who) if line.who else None


def _notice(line: Line) -> Notice:
    return Notice(line.rest, str(line.event))


def _created(line: Line, _: Cast, __: PersonId | None) -> Notice:
    return Notice(f"{_CREATED} “{line.title}”" if line.title else _CREATED, str(line.event))


def _added(line: Line, cast: Cast, _: PersonId | None) -> Membership | None:
    return _concerned(line, cast, Change.INVITED)


def _removed(line: Line, cast: Cast, actor: PersonId | None) -> Membership | None:
    change = _concerned(line, cast, Change.REMOVED)
    if change and actor and [member.person for member in change.members] == [actor]:
        return Membership(change=Change.LEFT, members=change.members)
    return change


def _concerned(line: Line, cast: Cast, change: Change) -> Membership | None:
    if line.whom:
        return Membership(change=change, members=cast.members(line.whom, line.conjunctions))
    # "Anna vous a ajouté": nobody but the exporter is left to be meant.
    return Membership(change=change, members=(cast.member(cast.you(), None),))


def _came(how: str | None = None) -> Callable[[Line, Cast, PersonId | None], Membership | None]:
    def come(line: Line, cast: Cast, actor: PersonId | None) -> Membership | None:
        if actor is None:
            return None
        return Membership(change=Change.JOINED, members=(cast.member(actor, line.who),), how=how)

    return come


def _left(line: Line, cast: Cast, actor: PersonId | None) -> Membership | None:
    return Membership(change=Change.LEFT, members=(cast.member(actor, line.who),)) if actor else None


def _renamed(line: Line, _: Cast, __: PersonId | None) -> TitleChange | None:
    return TitleChange(line.title) if line.title else None


def _got_icon(_: Line, __: Cast, ___: PersonId | None) -> AvatarChange:
    return AvatarChange(_PICTURE)


def _lost_icon(_: Line, __: Cast, ___: PersonId | None) -> AvatarChange:
    return AvatarChange()


def _ranked(rank: Rank) -> Callable[[Line, Cast, PersonId | None], RankChange | None]:
    def change(line: Line, cast: Cast, _: PersonId | None) -> RankChange | None:
        person = cast.you() if line.you_suffer else cast.meet(line.whom) if line.whom else None
        return RankChange(person=person, rank=rank) if person else None

    return change


def _pinned(_: Line, __: Cast, ___: PersonId | None) -> Pin:
    return Pin()


_CONTENTS: Mapping[Event, Callable[[Line, Cast, PersonId | None], Content | None]] = {
    Event.CREATED: _created,
    Event.ADDED: _added,
    Event.REMOVED: _removed,
    Event.LEFT: _left,
    Event.JOINED: _came(),
    Event.JOINED_BY_LINK: _came("by an invite link"),
    Event.SUBJECT: _renamed,
    Event.ICON: _got_icon,
    Event.ICON_REMOVED: _lost_icon,
    Event.ADMIN: _ranked(Rank.ADMIN),
    Event.NO_ADMIN: _ranked(Rank.MEMBER),
    Event.PINNED: _pinned,
}
"""Everything else, also a new description, is not in the export itself, and said in words."""
