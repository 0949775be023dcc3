"""What happens in a chat besides speaking: the numbers that the databases have for it, and what they become."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

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
from bridge.model.ids import PersonId
from bridge.model.media import Media, MediaKind, MediaState
from bridge.model.message import Content
from bridge.sources.whatsapp.databases.jids import Jid

_PICTURE = Media(kind=MediaKind.IMAGE, state=MediaState.LOST, reason="the database does not hold the chat's pictures")


@dataclass(frozen=True, slots=True)
class Event:
    """``name`` is one of the keys below; ``people`` are those it happened to."""

    name: str
    people: tuple[Jid, ...] = ()
    text: str | None = None
    seconds: int | None = None
    """How long messages stay, where they are set to disappear; 0: for ever."""


@dataclass(frozen=True, slots=True)
class Told:
    """An event with its people introduced; ``actor`` is who did it."""

    event: Event
    actor: PersonId | None
    people: tuple[Member, ...]

    @property
    def affected(self) -> tuple[Member, ...]:
        """Whom it happened to; where nobody is named, to the one who did it."""
        return self.people or ((Member(person=self.actor),) if self.actor else ())


ANDROID: Mapping[int, str] = {
    1: "title",
    4: "added",
    5: "left",
    6: "picture",
    7: "removed",
    9: "list",
    10: "number",
    11: "created",
    12: "added",
    13: "left",
    14: "removed",
    15: "promoted",
    16: "demoted",
    18: "security code",
    19: "encrypted",
    20: "joined by link",
    21: "link reset",
    27: "description",
    28: "number",
    29: "only admins edit",
    30: "all edit",
    31: "only admins write",
    32: "all write",
    46: "business",
    47: "official business",
    50: "no business",
    52: "joined by invitation",
    56: "timer",
    57: "security code",
    58: "blocked",
    59: "timer",
    67: "encrypted",
    68: "timer",
    69: "encrypted",
    75: "joined community",
    78: "left community",
    79: "joined by community",
    80: "kept",
    81: "promoted",
    84: "approval",
    85: "no approval",
    90: "added",
    91: "all add",
    92: "only admins add",
    99: "privacy",
    107: "title",
    108: "joined community",
    118: "pinned",
}
"""``action_type`` of ``message_system``."""

IPHONE: Mapping[int, str] = {
    1: "title",
    2: "added",
    3: "left",
    4: "picture",
    5: "no picture",
    7: "removed",
    9: "number",
    10: "promoted",
    11: "demoted",
    12: "created",
    15: "joined by link",
    17: "description",
    18: "only admins edit",
    19: "all edit",
    20: "only admins write",
    21: "all write",
    22: "no description",
    23: "joined by invitation",
    26: "timer",
    30: "joined by community",
    31: "joined community",
    33: "left community",
    39: "promoted",
    42: "only admins add",
    50: "added",
    56: "title",
    57: "description",
    61: "joined community",
}
"""``ZGROUPEVENTTYPE`` of records of type 6."""

IPHONE_CHAT: Mapping[int, str] = {
    2: "encrypted",
    3: "security code",
    5: "number",
    6: "number",
    25: "official business",
    26: "business",
    30: "no business",
    34: "blocked",
    35: "unblocked",
    36: "security code",
    38: "official business",
    47: "kept",
    51: "privacy",
}
"""``ZGROUPEVENTTYPE`` of records of type 10, calls aside."""

_SENTENCES: Mapping[str, str] = {
    "list": "created this broadcast list",
    "number": "changed their phone number",
    "security code": "has a new security code",
    "encrypted": "messages and calls are end-to-end encrypted",
    "link reset": "reset the group's invite link",
    "only admins edit": "allowed only admins to change the group's settings",
    "all edit": "allowed all participants to change the group's settings",
    "only admins write": "allowed only admins to send messages",
    "all write": "allowed all participants to send messages",
    "only admins add": "allowed only admins to add others",
    "all add": "allowed all participants to add others",
    "business": "uses a business account",
    "official business": "uses an official business account",
    "no business": "no longer uses a business account",
    "blocked": "was blocked",
    "unblocked": "was unblocked",
    "kept": "changed which disappearing messages are kept",
    "approval": "made new participants need an admin's approval",
    "no approval": "made new participants need no approval",
    "joined community": "made the group a part of a community",
    "left community": "took the group out of its community",
    "privacy": "changed the chat's privacy",
}

NOBODYS = frozenset({"encrypted", "pinned"})
"""Events that nobody brought about, unless the database says who."""

_MEMBERSHIPS: Mapping[str, tuple[Change, str | None]] = {
    "left": (Change.LEFT, None),
    "removed": (Change.REMOVED, None),
    "joined by link": (Change.JOINED, "by invite link"),
    "joined by invitation": (Change.JOINED, "by invitation"),
    "joined by community": (Change.JOINED, "through the community"),
}


def content_of(told: Told) -> Content:
    """The event as the model has it."""
    name = told.event.name
    if name in _SENTENCES:
        return Notice(_SENTENCES[name], name)
    return _membership(told) or _CHANGES[name](told)


def _membership(told: Told) -> Membership | None:
    name = told.event.name
    if name == "added":
        alone = not told.people or [one.person for one in told.people] == [told.actor]
        return Membership(change=Change.JOINED if alone else Change.INVITED, members=told.affected)
    if name not in _MEMBERSHIPS:
        return None
    change, how = _MEMBERSHIPS[name]
    if name == "removed" and told.affected == (Member(person=told.actor),):
        change = Change.LEFT
    return Membership(change=change, members=told.affected, how=how)


def _created(told: Told) -> Content:
    named = f" “{told.event.text}”" if told.event.text else ""
    return Notice(f"created the group{named}", "created")


def _title(told: Told) -> Content:
    return TitleChange(told.event.text) if told.event.text else Notice("changed the group's name", "title")


def _rank(told: Told) -> Content:
    rank, words = {
        "promoted": (Rank.ADMIN, "made {} an admin"),
        "demoted": (Rank.MEMBER, "made {} an admin no longer"),
    }[told.event.name]
    people = told.affected
    if len(people) == 1 and people[0].person:
        return RankChange(person=people[0].person, rank=rank)
    return Notice(words.format(", ".join(one.name or "somebody" for one in people) or "somebody"), told.event.name)


def _timer(told: Told) -> Content:
    seconds = told.event.seconds
    if seconds is None:
        return Notice("changed how long messages stay", "timer")
    if seconds <= 0:
        return Notice("switched disappearing messages off", "timer")
    return Notice(f"set messages to disappear after {_period(seconds)}", "timer")


def _period(seconds: int) -> str:
    for length, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= length:
            count = seconds // length
            return f"{count} {unit}{'s' if count > 1 else ''}"
    return f"{seconds} seconds"


_CHANGES: Mapping[str, Callable[[Told], Content]] = {
    "created": _created,
    "title": _title,
    "description": lambda told: DescriptionChange(told.event.text or ""),
    "no description": lambda _told: DescriptionChange(""),
    "picture": lambda _told: AvatarChange(_PICTURE),
    "no picture": lambda _told: AvatarChange(),
    "promoted": _rank,
    "demoted": _rank,
    "timer": _timer,
    "pinned": lambda _told: Pin(),
}
