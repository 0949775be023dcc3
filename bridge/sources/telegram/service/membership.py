"""People came and went. The export names members by name alone, and a name is not a person.

One case is certain: when the one who acts bears the name of the only member, they acted upon themselves.
"""

from __future__ import annotations

from bridge.model.event import Change, Member, Membership, Notice
from bridge.sources.telegram.record import Record
from bridge.sources.telegram.scene import Scene
from bridge.sources.telegram.service.action import action, notice
from bridge.sources.telegram.spoken import quoted


def _invited(record: Record, scene: Scene) -> Membership | Notice:
    return _changed(record, scene, by_themselves=Change.JOINED, by_others=Change.INVITED)


def _removed(record: Record, scene: Scene) -> Membership | Notice:
    return _changed(record, scene, by_themselves=Change.LEFT, by_others=Change.REMOVED)


def _changed(record: Record, scene: Scene, by_themselves: Change, by_others: Change) -> Membership | Notice:
    members = [name if isinstance(name, str) and name else None for name in record.rows("members", must=True)]
    if not members:
        return notice(record, f"{by_others.value} nobody whom the export names")
    if scene.sender is not None and scene.name is not None and members == [scene.name]:
        return Membership(change=by_themselves, members=(Member(name=scene.name, person=scene.sender),))
    return Membership(change=by_others, members=tuple(Member(name=name) for name in members))


def _joined_by_link(record: Record, scene: Scene) -> Membership:
    inviter = record.text("inviter")
    return _joined(scene, f"by an invite link from {inviter}" if inviter else "by an invite link")


def _joined_by_request(_: Record, scene: Scene) -> Membership:
    return _joined(scene, "after asking to be let in")


def _joined_via_community(_: Record, scene: Scene) -> Membership:
    return _joined(scene, "by way of a community")


def _joined(scene: Scene, how: str) -> Membership:
    return Membership(change=Change.JOINED, members=(Member(name=scene.name, person=scene.sender),), how=how)


def title_said(record: Record, key: str = "title") -> str:
    """A title in quotation marks, with a space before it; nothing when there is none."""
    title = record.text(key)
    return f" {quoted(title)}" if title else ""


ACTIONS = {
    "invite_members": action(_invited, "members"),
    "remove_members": action(_removed, "members"),
    "join_group_by_link": action(_joined_by_link, "inviter"),
    "join_group_by_request": action(_joined_by_request),
    "join_group_via_community": action(_joined_via_community, "community_id"),
}
