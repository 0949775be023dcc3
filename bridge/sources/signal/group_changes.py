"""The changes of a group, one by one: Signal gathers in one update all that happened at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from bridge.model.event import (
    AvatarChange,
    Change,
    DescriptionChange,
    Member,
    Membership,
    Notice,
    Rank,
    RankChange,
    TitleChange,
)
from bridge.model.ids import PersonId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.message import Content
from bridge.sources.loose_values import Fields, first_words, joined, listed, record, records, size
from bridge.sources.signal.durations import timer
from bridge.sources.signal.people import People

_PICTURE = "exports hold no pictures of groups"
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_MOST_CHANGES = 1000
_ACTED = ("updaterAci", "removerAci", "revokerAci")
"""Who changed something, whatever it was."""
_ACTORS: Mapping[str, tuple[str, ...]] = {
    "groupMemberLeftUpdate": ("aci",),
    "groupMemberJoinedUpdate": ("newMemberAci",),
    "groupMemberJoinedByLinkUpdate": ("newMemberAci",),
    "groupInvitationAcceptedUpdate": ("newMemberAci",),
    "groupInvitationDeclinedUpdate": ("inviteeAci",),
    "groupUnknownInviteeUpdate": ("inviterAci",),
    "selfInvitedToGroupUpdate": ("inviterAci",),
    "groupJoinRequestUpdate": ("requestorAci",),
    "groupJoinRequestCanceledUpdate": ("requestorAci",),
    "groupSequenceOfRequestsAndCancelsUpdate": ("requestorAci",),
}
"""Who did it, where that stands elsewhere."""
_EXPORTERS = frozenset(
    [
        "selfInvitedOtherUserToGroupUpdate",
        "groupV2MigrationInvitedMembersUpdate",
        "groupV2MigrationDroppedMembersUpdate",
    ]
)
"""What is written down only where the exporter did it."""
_MEMBERSHIPS: Mapping[str, tuple[Change, str, str | None]] = {
    "groupMemberAddedUpdate": (Change.INVITED, "newMemberAci", None),
    "groupMemberJoinedUpdate": (Change.JOINED, "newMemberAci", None),
    "groupMemberJoinedByLinkUpdate": (Change.JOINED, "newMemberAci", "by the group's link"),
    "groupInvitationAcceptedUpdate": (Change.JOINED, "newMemberAci", "by invitation"),
    "groupMemberLeftUpdate": (Change.LEFT, "aci", None),
    "groupMemberRemovedUpdate": (Change.REMOVED, "removedAci", None),
}
"""What happened, to whom, and how."""
_LEVELS: Mapping[str, str] = {"ANY": "everyone", "MEMBER": "all members", "ADMINISTRATOR": "only admins"}


def actor(changes: Sequence[Fields], people: People) -> PersonId | None:
    """Who changed the group; None where no change says it."""
    for entry in changes:
        for name, value in entry.items():
            if name in _EXPORTERS:
                return people.meet(people.owner)
            change = record(value)
            account = next((change[key] for key in _ACTORS.get(name, _ACTED) if change.get(key)), None)
            if account is not None:
                return people.of_account(account)
    return None


def read(changes: Sequence[Fields], people: People) -> Sequence[Content]:
    """What each of them says; at least one thing."""
    found = [_change(name, record(value), people) for entry in changes for name, value in entry.items()]
    return found[:_MOST_CHANGES] or [Notice("changed the group", action="groupChange")]


def spelled(name: str) -> str:
    """``groupMemberLabelUpdate`` as words, for what is not known here."""
    words = _CAPITAL.sub(" ", name).lower().removesuffix(" update")
    return f"changed something: {words}"


def _change(name: str, change: Fields, people: People) -> Content:
    if name in _MEMBERSHIPS:
        what, key, how = _MEMBERSHIPS[name]
        person = people.of_account(change.get(key))
        member = Member(person=person) if person else Member(name="somebody")
        return Membership(change=what, members=(member,), how=how)
    if name in _CHANGES:
        return _CHANGES[name](change, people)
    sentence = _SENTENCES.get(name)
    return Notice(sentence(change, people) if sentence else spelled(name), action=name)


def _titled(change: Fields, _people: People) -> Content:
    title = first_words(change, "newGroupName")
    return TitleChange(title) if title else Notice("removed the group's name", action="groupNameUpdate")


def _described(change: Fields, _people: People) -> Content:
    return DescriptionChange(first_words(change, "newDescription") or "")


def _pictured(change: Fields, _people: People) -> Content:
    if change.get("wasRemoved") is True:
        return AvatarChange()
    return AvatarChange(avatar=Media(kind=MediaKind.IMAGE, state=MediaState.NOT_EXPORTED, reason=_PICTURE))


def _ranked(change: Fields, people: People) -> Content:
    person = people.of_account(change.get("memberAci"))
    granted = change.get("wasAdminStatusGranted") is True
    if person is None:
        return Notice("changed who leads the group", action="groupAdminStatusUpdate")
    return RankChange(person=person, rank=Rank.ADMIN if granted else Rank.MEMBER)


def _answered(change: Fields, people: People) -> Content:
    """What is false is left out: a request that was turned down says nothing of it."""
    name = "groupJoinRequestApprovalUpdate"
    person = people.of_account(change.get("requestorAci"))
    if change.get("wasApproved") is True and person is not None:
        return Membership(change=Change.INVITED, members=(Member(person=person),), how="who had asked to join")
    who = people.name_of_account(change.get("requestorAci"))
    return Notice(f"did not let {who} join the group", action=name)


def _people_counted(value: object) -> str:
    count = size(value) or 1
    return "somebody" if count == 1 else f"{count:,} people"


def _revoked(change: Fields, people: People) -> str:
    entries = records(change.get("invitees"))
    known = [people.name_of_account(one.get("inviteeAci")) for one in entries if one.get("inviteeAci")]
    strangers = len(entries) - len(known)
    whom = listed([*known[:20], *([_people_counted(strangers)] if strangers or not known else [])])
    return f"withdrew the invitation of {whom}"


def _link(change: Fields) -> str:
    return "admins must approve who joins by it" if change.get("linkRequiresAdminApproval") is True else ""


def _level(change: Fields) -> str:
    return _LEVELS.get(first_words(change, "accessLevel") or "", "nobody")


def _many_requests(change: Fields, _people: People) -> str:
    return f"asked to join the group and took it back, {size(change.get('count')) or 1:,} times"


_CHANGES: Mapping[str, Callable[[Fields, People], Content]] = {
    "groupNameUpdate": _titled,
    "groupDescriptionUpdate": _described,
    "groupAvatarUpdate": _pictured,
    "groupAdminStatusUpdate": _ranked,
    "groupJoinRequestApprovalUpdate": _answered,
}
_SENTENCES: Mapping[str, Callable[[Fields, People], str]] = {
    "genericGroupUpdate": lambda _change, _people: "changed the group",
    "groupCreationUpdate": lambda _change, _people: "created the group",
    "groupMembershipAccessLevelChangeUpdate": lambda change, _: f"let {_level(change)} add members",
    "groupAttributesAccessLevelChangeUpdate": lambda change, _: (
        f"let {_level(change)} change the group's name and picture"
    ),
    "groupMemberLabelAccessLevelChangeUpdate": lambda change, _: f"let {_level(change)} set labels for members",
    "groupAnnouncementOnlyChangeUpdate": lambda change, _: (
        "let only admins write" if change.get("isAnnouncementOnly") is True else "let all members write"
    ),
    "selfInvitedToGroupUpdate": lambda _change, people: f"invited {people.owner.name} to the group",
    "selfInvitedOtherUserToGroupUpdate": lambda change, people: (
        f"invited {people.name_of_account(change.get('inviteeServiceId'))} to the group"
    ),
    "groupUnknownInviteeUpdate": lambda change, _: (
        f"invited {_people_counted(change.get('inviteeCount'))} to the group"
    ),
    "groupInvitationDeclinedUpdate": lambda _change, _people: "declined the invitation to the group",
    "groupSelfInvitationRevokedUpdate": lambda _change, people: f"withdrew the invitation of {people.owner.name}",
    "groupInvitationRevokedUpdate": _revoked,
    "groupJoinRequestUpdate": lambda _change, _people: "asked to join the group",
    "groupJoinRequestCanceledUpdate": lambda _change, _people: "no longer asks to join the group",
    "groupSequenceOfRequestsAndCancelsUpdate": _many_requests,
    "groupInviteLinkResetUpdate": lambda _change, _people: "made a new link to the group",
    "groupInviteLinkEnabledUpdate": lambda change, _: joined(["turned the group's link on", _link(change)], "; "),
    "groupInviteLinkAdminApprovalUpdate": lambda change, _: (
        f"changed the group's link: {_link(change) or 'nobody must approve who joins by it'}"
    ),
    "groupInviteLinkDisabledUpdate": lambda _change, _people: "turned the group's link off",
    "groupV2MigrationUpdate": lambda _change, _people: "upgraded the group to its newer form",
    "groupV2MigrationSelfInvitedUpdate": lambda _change, people: (
        f"invited {people.owner.name} when the group was upgraded"
    ),
    "groupV2MigrationInvitedMembersUpdate": lambda change, _: (
        f"invited {_people_counted(change.get('invitedMembersCount'))} when the group was upgraded"
    ),
    "groupV2MigrationDroppedMembersUpdate": lambda change, _: (
        f"lost {_people_counted(change.get('droppedMembersCount'))} when the group was upgraded"
    ),
    "groupExpirationTimerUpdate": lambda change, _: timer(change.get("expiresInMs")),
}
