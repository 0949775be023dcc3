"""What happened in a chat: Signal's update messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bridge.model.event import Notice, Pin
from bridge.model.ids import MessageId, PersonId
from bridge.model.message import Content
from bridge.model.person import Person
from bridge.sources.loose_values import Fields, first_words, identifier, record, records, size
from bridge.sources.signal import group_changes
from bridge.sources.signal.durations import roughly, timer
from bridge.sources.signal.people import People

FindMessage = Callable[[PersonId | None, object], MessageId | None]
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
    "REPORTED_SPAM": "reported this chat as spam",
    "BLOCKED": "blocked this chat",
    "UNBLOCKED": "unblocked this chat",
    "MESSAGE_REQUEST_ACCEPTED": "accepted the request to chat",
}
_OF_THE_EXPORTER = frozenset(["REPORTED_SPAM", "BLOCKED", "UNBLOCKED", "MESSAGE_REQUEST_ACCEPTED"])
"""What nobody but the exporter can have done."""
_OF_THE_OTHER = frozenset(
    [
        "JOINED_SIGNAL",
        "IDENTITY_UPDATE",
        "IDENTITY_VERIFIED",
        "IDENTITY_DEFAULT",
        "CHANGE_NUMBER",
        "BAD_DECRYPT",
        "profileChange",
        "learnedProfileChange",
        "threadMerge",
        "sessionSwitchover",
    ]
)
"""What is about the other person of a chat of two, whomever the app enters as its author."""
_CALLS: Mapping[str, str] = {
    "NOT_ACCEPTED": " that was not answered",
    "MISSED": " that was missed",
    "MISSED_NOTIFICATION_PROFILE": " that was missed, since calls were silenced",
}


def sender(update: Fields, author: PersonId | None, other: Person | None, people: People) -> PersonId | None:
    """Who did it; None: nobody can tell.

    The apps enter the exporter as the author of what has none. ``other`` is the other person of a chat of two.
    """
    stranger = None if author == people.owner.id else author
    if "groupChange" in update:
        return group_changes.actor(_changes(update), people) or stranger
    if "groupCall" in update:
        return _group_caller(record(update.get("groupCall")), people) or stranger
    if "individualCall" in update:
        return _caller(record(update.get("individualCall")), people, other) or author
    kind = first_words(record(update.get("simpleUpdate")), "type") or next(iter(update), "")
    if kind in _OF_THE_EXPORTER:
        return people.meet(people.owner)
    if kind in _OF_THE_OTHER and stranger is None and other is not None:
        return people.meet(other)
    return author


def _group_caller(call: Fields, people: People) -> PersonId | None:
    if first_words(call, "state") == "OUTGOING_RING":
        return people.meet(people.owner)
    return people.of_number(call.get("startedCallRecipientId")) or people.of_number(call.get("ringerRecipientId"))


def _caller(call: Fields, people: People, other: Person | None) -> PersonId | None:
    """The author of an update is who wrote it down, which says nothing about who called."""
    if first_words(call, "direction") == "OUTGOING":
        return people.meet(people.owner)
    return people.meet(other) if other and first_words(call, "direction") == "INCOMING" else None


def sets_timer(update: Fields) -> bool:
    """Do messages disappear from here on?"""
    timers = [update.get("expirationTimerChange")]
    timers += [change.get("groupExpirationTimerUpdate") for change in _changes(update)]
    return any(size(record(one).get("expiresInMs")) for one in timers)


def read(update: Fields, people: People, find: FindMessage) -> Sequence[Content]:
    """All that one update says; at least one thing."""
    if "groupChange" in update:
        return group_changes.read(_changes(update), people)
    return [_single(update, people, find)]


def _changes(update: Fields) -> list[dict[str, object]]:
    return records(record(update.get("groupChange")).get("updates"))


def _single(update: Fields, people: People, find: FindMessage) -> Content:
    for name, read_it in _UPDATES.items():
        if name in update:
            return read_it(record(update.get(name)), people, find)
    name = next(iter(update), "updateMessage")
    return Notice(group_changes.spelled(name), action=name)


def _simple(fields: Fields, _people: People, _find: FindMessage) -> Content:
    kind = first_words(fields, "type") or "UNKNOWN"
    return Notice(_SIMPLE.get(kind) or f"changed something: {kind.replace('_', ' ').lower()}", action=kind)


def _timer(fields: Fields, _people: People, _find: FindMessage) -> Content:
    return Notice(timer(fields.get("expiresInMs")), action="expirationTimerChange")


def _profile(fields: Fields, _people: People, _find: FindMessage) -> Content:
    before, after = first_words(fields, "previousName"), first_words(fields, "newName")
    return Notice(f"changed their name from {before or '(none)'} to {after or '(none)'}", action="profileChange")


def _learned(fields: Fields, _people: People, _find: FindMessage) -> Content:
    number = identifier(fields.get("e164"))
    before = first_words(fields, "username") or (f"+{number.lstrip('+')}" if number else None)
    return Notice(f"told their name{f'; they were {before} before' if before else ''}", action="learnedProfileChange")


def _merged(fields: Fields, _people: People, _find: FindMessage) -> Content:
    number = identifier(fields.get("previousE164"))
    chat = f"the chat with +{number.lstrip('+')}" if number else "another chat"
    return Notice(f"turned out to be the same as {chat}, which was added to this one", action="threadMerge")


def _switched(fields: Fields, _people: People, _find: FindMessage) -> Content:
    number = identifier(fields.get("e164"))
    owner = f", and owns +{number.lstrip('+')}" if number else ""
    return Notice(f"writes from another account of theirs{owner}", action="sessionSwitchover")


def _call(fields: Fields, _people: People, _find: FindMessage) -> Content:
    kind = "video" if "VIDEO" in (first_words(fields, "type") or "") else "voice"
    return Notice(f"made a {kind} call{_CALLS.get(first_words(fields, 'state') or '', '')}", action="individualCall")


def _group_call(fields: Fields, _people: People, _find: FindMessage) -> Content:
    begin, end = size(fields.get("startedCallTimestamp")), size(fields.get("endedCallTimestamp"))
    seconds = (end - begin) // 1000 if begin and end else 0
    return Notice(f"started a group call{f' of {roughly(seconds)}' if seconds > 0 else ''}", action="groupCall")


def _poll_ended(fields: Fields, _people: People, _find: FindMessage) -> Content:
    return Notice(f"ended the poll “{first_words(fields, 'question') or '?'}”", action="pollTerminate")


def _pinned(fields: Fields, people: People, find: FindMessage) -> Content:
    return Pin(find(people.author(fields.get("authorId")), fields.get("targetSentTimestamp")))


_UPDATES: Mapping[str, Callable[[Fields, People, FindMessage], Content]] = {
    "simpleUpdate": _simple,
    "expirationTimerChange": _timer,
    "profileChange": _profile,
    "learnedProfileChange": _learned,
    "threadMerge": _merged,
    "sessionSwitchover": _switched,
    "individualCall": _call,
    "groupCall": _group_call,
    "pollTerminate": _poll_ended,
    "pinMessage": _pinned,
}
