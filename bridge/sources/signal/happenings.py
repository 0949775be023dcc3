"""What happened in a chat: Signal's update messages, among them the changes of groups, one by one."""

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
    Pin,
    Rank,
    RankChange,
    TitleChange,
)
from bridge.model.ids import MessageId, PersonId
from bridge.model.message import Content
from bridge.sources.loose_values import Fields, first_words, record, records, size
from bridge.sources.signal.people import People

FindMessage = Callable[[PersonId | None, object], MessageId | None]
_ACTORS = ("updaterAci", "removerAci", "inviterAci", "adminAci", "newMemberAci", "aci", "requestorAci", "memberAci")
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SIMPLE: Mapping[str, str] = {
    "JOINED_SIGNAL": "is on Signal",
    "IDENTITY_UPDATE": "has a new safety number",
    "IDENTITY_VERIFIED": "was marked as verified",
    "IDENTITY_DEFAULT": "is no longer marked as verified",
    "CHANGE_NUMBER": "changed their phone number",
    "RELEASE_CHANNEL_DONATION_REQUEST": "asked for a donation",
    "END_SESSION": "reset the secure session",
    "CHAT_SESSION_REFRESH": "refreshed the secure session",
    "BAD_DECRYPT": "sent a message that could not be decrypted",
    "PAYMENTS_ACTIVATED": "can be sent payments now",
    "PAYMENT_ACTIVATION_REQUEST": "asked to activate payments",
    "UNSUPPORTED_PROTOCOL_MESSAGE": "sent a message of a kind that the exporting app does not know",
    "REPORTED_SPAM": "was reported as spam",
    "BLOCKED": "was blocked",
    "UNBLOCKED": "was unblocked",
    "MESSAGE_REQUEST_ACCEPTED": "was accepted",
}


def actor(update: Fields, people: People) -> PersonId | None:
    """Who changed a group; None where the first change does not say."""
    for entry in records(record(update.get("groupChange")).get("updates")):
        for change in entry.values():
            accounts = [record(change).get(key) for key in _ACTORS if record(change).get(key)]
            if accounts:
                return people.of_account(accounts[0])
    return None


def read(update: Fields, people: People, find: FindMessage) -> Sequence[Content]:
    """All that one update says; at least one thing."""
    if "groupChange" in update:
        changes = [
            _group(name, record(change), people)
            for entry in records(record(update.get("groupChange")).get("updates"))
            for name, change in entry.items()
        ]
        return changes or [Notice("changed the group", action="groupChange")]
    return [_single(update, people, find)]


def _single(update: Fields, people: People, find: FindMessage) -> Content:
    for name, read_it in _UPDATES.items():
        if name in update:
            return read_it(record(update.get(name)), people, find)
    name = next(iter(update), "updateMessage")
    return Notice(_spelled(name), action=name)


def _spelled(name: str) -> str:
    """``groupMemberLabelUpdate`` as words, for what is not known here."""
    return _CAPITAL.sub(" ", name).lower()


def _simple(fields: Fields, _people: People, _find: FindMessage) -> Content:
    kind = first_words(fields, "type") or "UNKNOWN"
    return Notice(_SIMPLE.get(kind) or kind.replace("_", " ").lower(), action=kind)


def _timer(fields: Fields, _people: People, _find: FindMessage) -> Content:
    return Notice(_timed(fields), action="expirationTimerChange")


def _timed(fields: Fields) -> str:
    seconds = (size(fields.get("expiresInMs")) or 0) // 1000
    return f"set messages to disappear after {_duration(seconds)}" if seconds else "turned disappearing messages off"


def _duration(seconds: int) -> str:
    for unit, length in (("week", 604_800), ("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= length and seconds % length == 0:
            count = seconds // length
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return f"{seconds} seconds"


def _profile(fields: Fields, _people: People, _find: FindMessage) -> Content:
    before, after = first_words(fields, "previousName"), first_words(fields, "newName")
    return Notice(f"changed their name from {before or '(none)'} to {after or '(none)'}", action="profileChange")


def _call(fields: Fields, _people: People, _find: FindMessage) -> Content:
    video = "VIDEO" in (first_words(fields, "type") or "")
    state = (first_words(fields, "state") or "").replace("_", " ").lower()
    return Notice(
        f"made a {'video' if video else 'voice'} call ({state or 'no more is known'})", action="individualCall"
    )


def _group_call(fields: Fields, people: People, _find: FindMessage) -> Content:
    starter = people.name(fields.get("startedCallRecipientId")) if fields.get("startedCallRecipientId") else None
    return Notice(f"started a group call{f' ({starter})' if starter else ''}", action="groupCall")


def _poll_ended(fields: Fields, _people: People, _find: FindMessage) -> Content:
    return Notice(f"ended the poll “{first_words(fields, 'question') or '?'}”", action="pollTerminate")


def _pinned(fields: Fields, people: People, find: FindMessage) -> Content:
    return Pin(find(people.of_number(fields.get("authorId")), fields.get("targetSentTimestamp")))


_UPDATES: Mapping[str, Callable[[Fields, People, FindMessage], Content]] = {
    "simpleUpdate": _simple,
    "expirationTimerChange": _timer,
    "profileChange": _profile,
    "individualCall": _call,
    "groupCall": _group_call,
    "pollTerminate": _poll_ended,
    "pinMessage": _pinned,
}


def _group(name: str, change: Fields, people: People) -> Content:
    members = _MEMBERSHIPS.get(name)
    if members is not None:
        how, keys = members
        account = next((change.get(key) for key in keys if change.get(key)), None)
        person = people.of_account(account)
        return Membership(change=how, members=(Member(person=person) if person else Member(name="somebody"),))
    read_it = _GROUP.get(name)
    return read_it(change, people) if read_it else Notice(_spelled(name), action=name)


def _titled(change: Fields, _people: People) -> Content:
    title = first_words(change, "newGroupName")
    return TitleChange(title) if title else Notice("removed the group's name", action="groupNameUpdate")


def _described(change: Fields, _people: People) -> Content:
    return DescriptionChange(first_words(change, "newDescription") or "")


def _pictured(_change: Fields, _people: People) -> Content:
    return AvatarChange()


def _ranked(change: Fields, people: People) -> Content:
    person = people.of_account(change.get("memberAci"))
    granted = change.get("wasAdminStatusGranted") is True
    if person is None:
        return Notice("changed who leads the group", action="groupAdminStatusUpdate")
    return RankChange(person=person, rank=Rank.ADMIN if granted else Rank.MEMBER)


def _invited(change: Fields, _people: People) -> Content:
    count = size(change.get("inviteeCount")) or 1
    return Notice(f"invited {count} {'person' if count == 1 else 'people'} to the group", action="groupInvitation")


_GROUP: Mapping[str, Callable[[Fields, People], Content]] = {
    "groupNameUpdate": _titled,
    "groupDescriptionUpdate": _described,
    "groupAvatarUpdate": _pictured,
    "groupAdminStatusUpdate": _ranked,
    "groupUnknownInviteeUpdate": _invited,
    "groupCreationUpdate": lambda _change, _people: Notice("created the group", action="groupCreationUpdate"),
    "groupExpirationTimerUpdate": lambda change, _people: Notice(_timed(change), action="groupExpirationTimerUpdate"),
}
_MEMBERSHIPS: Mapping[str, tuple[Change, tuple[str, ...]]] = {
    "groupMemberAddedUpdate": (Change.INVITED, ("newMemberAci",)),
    "groupMemberJoinedUpdate": (Change.JOINED, ("newMemberAci",)),
    "groupMemberJoinedByLinkUpdate": (Change.JOINED, ("newMemberAci",)),
    "groupInvitationAcceptedUpdate": (Change.JOINED, ("newMemberAci",)),
    "groupJoinRequestApprovalUpdate": (Change.JOINED, ("requestorAci",)),
    "groupMemberLeftUpdate": (Change.LEFT, ("aci",)),
    "groupMemberRemovedUpdate": (Change.REMOVED, ("removedAci",)),
}
