"""What happens in a chat besides speaking: people came and went, it got another name or picture."""

from __future__ import annotations

from bridge.model.event import AvatarChange, Change, Member, Membership, Notice, TitleChange
from bridge.model.ids import PersonId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.message import Content
from bridge.sources.sqlite_file import Row
from bridge.sources.sqlite_values import whole, words

MEMBERS, TITLE, LEFT, SHARED, KEPT, CALL = 1, 2, 3, 4, 5, 6
"""``item_type``; 0 is a message."""

_PICTURE = Media(kind=MediaKind.IMAGE, state=MediaState.LOST, reason="the database does not hold the chat's pictures")


def happening(row: Row, actor: PersonId | None, other: Member | None) -> Content | None:
    """What a row of this ``item_type`` tells; None: it is a message, or nothing that is known."""
    kind, action = whole(row["item_type"]) or 0, whole(row["group_action_type"]) or 0
    if kind == MEMBERS:
        return _members(action, other)
    if kind == TITLE:
        title = words(row["group_title"])
        return TitleChange(title) if title else Notice("removed the chat's name", "title")
    if kind == LEFT:
        return _left(action, actor)
    return _notices(row, kind)


def _members(action: int, other: Member | None) -> Content:
    change = Change.INVITED if action == 0 else Change.REMOVED
    if other is None:
        return Notice("added somebody" if action == 0 else "removed somebody", "members")
    return Membership(change=change, members=(other,))


def _left(action: int, actor: PersonId | None) -> Content:
    if action == 0 and actor is None:
        return Notice("left", "left")
    if action == 0:
        return Membership(change=Change.LEFT, members=(Member(person=actor),))
    if action == 1:
        return AvatarChange(_PICTURE)
    return AvatarChange() if action == 2 else Notice("changed the chat's background", "background")


def _notices(row: Row, kind: int) -> Content | None:
    if kind == SHARED:
        began = (whole(row["share_status"]) or 0) == 0
        return Notice(f"{'started' if began else 'stopped'} sharing their location", "location")
    if kind == KEPT:
        return Notice("kept an audio message", "kept")
    return Notice("started a call, or watched something together", "call") if kind == CALL else None
