"""What happened in a chat or channel: ``eventDetail`` of Graph's system messages. Keys are in lower case."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bridge.model.content import Unsupported
from bridge.model.event import Change, DescriptionChange, Member, Membership, Notice, Pin, Rank, RankChange, TitleChange
from bridge.model.ids import PersonId
from bridge.model.message import Content
from bridge.sources.loose_values import Fields, first_words, listed, record, records, words
from bridge.sources.teams.graph_people import People

_TYPE = re.compile(r"(?:#?microsoft\.graph\.)?(\w+?)(?:eventmessagedetail)?", re.IGNORECASE)
_DURATION = re.compile(r"P(?:([0-9]{1,4})D)?T?(?:([0-9]{1,6})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,9})(?:\.[0-9]{1,9})?S)?")
_UNTYPED = "system message that the export does not describe"


@dataclass(frozen=True)
class Happening:
    """An event: its fields, and who did it."""

    kind: str
    detail: Fields
    people: People
    sender: PersonId | None


def read(detail: object, people: People) -> tuple[PersonId | None, Content]:
    """Who did it, and what."""
    fields = _unfolded(record(detail))
    kind = _kind(fields)
    sender = people.of(fields.get("initiator"))
    if kind is None:
        return sender, Unsupported(what=_UNTYPED)
    happening = Happening(kind, fields, people, sender)
    if reader := _READERS.get(kind):
        return sender, reader(happening)
    if kind in _SENTENCES:
        return sender, Notice(_with_names(_SENTENCES[kind], fields), action=kind)
    return sender, Unsupported(what=kind)


def _unfolded(fields: dict[str, Any]) -> dict[str, Any]:
    """Some programs write each kind as a field of its own, all but one of them empty: ``membersAdded: {…}``."""
    said = next((key for key in fields if fields[key] and (key in _READERS or key in _SENTENCES)), None)
    if said is None:
        return fields
    inner = fields[said]
    return {**fields, **(inner if isinstance(inner, dict) else {"members": inner}), "@odata.type": said}


def _kind(fields: Fields) -> str | None:
    said = first_words(fields, "@odata.type", "odatatype", "eventtype", "type", "odata.type")
    found = _TYPE.fullmatch(said) if said else None
    return found[1].casefold() if found else _guessed(fields)


def _guessed(fields: Fields) -> str | None:
    """Programs of .NET leave the type out; some events are told by what they hold."""
    for key, kind in _TOLD_BY.items():
        if fields.get(key):
            return kind
    return None


def _people(change: Change) -> Callable[[Happening], Content]:
    def read_members(happening: Happening) -> Content:
        members = tuple(_member(entry, happening.people) for entry in records(happening.detail.get("members")))
        themselves = bool(members) and all(member.person == happening.sender for member in members)
        if not members:
            return Notice(_NOBODY_NAMED[change], action=happening.kind)
        return Membership(change=_OWN.get(change, change) if themselves else change, members=members)

    return read_members


_OWN = {Change.INVITED: Change.JOINED, Change.REMOVED: Change.LEFT}
_NOBODY_NAMED = {
    Change.INVITED: "added people",
    Change.REMOVED: "removed people",
    Change.JOINED: "joined",
    Change.LEFT: "left",
}


def _member(entry: Fields, people: People) -> Member:
    person = people.of(entry if "id" in entry else entry.get("user"))
    return Member(name=first_words(entry, "displayname"), person=person)


def _title(happening: Happening) -> Content:
    title = first_words(happening.detail, "chatdisplayname", "channeldisplayname", "teamdisplayname")
    return TitleChange(title) if title else Notice("removed the chat's name", action=happening.kind)


def _description(happening: Happening) -> Content:
    return DescriptionChange(first_words(happening.detail, "channeldescription", "teamdescription") or "")


def _call_ended(happening: Happening) -> Content:
    what = "meeting" if words(happening.detail.get("calleventtype")) == "meeting" else "call"
    lasted = _duration(words(happening.detail.get("callduration")))
    took_part = [
        name
        for entry in records(happening.detail.get("callparticipants"))
        if (name := first_words(record(record(entry.get("participant")).get("user")), "displayname"))
    ]
    with_whom = f"; {listed(took_part)} took part" if took_part else ""
    return Notice(f"ended the {what}{lasted}{with_whom}", action=happening.kind)


def _recorded(happening: Happening) -> Content:
    fields = happening.detail
    name = first_words(fields, "callrecordingdisplayname")
    address = first_words(fields, "callrecordingurl")
    status = (first_words(fields, "callrecordingstatus") or "").casefold()
    sentence = {"initial": "started recording", "failure": "could not record the call"}.get(status, "recorded the call")
    told = f" “{name}”" if name else ""
    where = f": {address.partition('?')[0]}" if address else ""
    return Notice(
        f"{sentence}{told}{_duration(words(fields.get('callrecordingduration')))}{where}", action=happening.kind
    )


def _role(happening: Happening) -> Content:
    person = happening.people.of(happening.detail.get("conversationmemberuser"))
    roles = happening.detail.get("conversationmemberroles")
    named = [role for role in roles if isinstance(role, str)] if isinstance(roles, list) else []
    if person is None:
        return Notice(f"changed somebody's role to {listed(named) if named else 'member'}", action=happening.kind)
    return RankChange(person=person, rank=Rank.OWNER if "owner" in named else Rank.MEMBER)


def _duration(said: str | None) -> str:
    found = _DURATION.fullmatch(said) if said and len(said) < 40 else None
    if not found:
        return ""
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    if total < 60:
        return f" after {total:,} s"
    return f" after {total // 60:,} min"


def _with_names(sentence: str, fields: Fields) -> str:
    for place, keys in _PLACES.items():
        if place in sentence:
            name = first_words(fields, *keys)
            sentence = sentence.replace(place, f" “{name}”" if name else "")
    return sentence


_PLACES: Mapping[str, tuple[str, ...]] = {
    " {app}": ("teamsappdisplayname",),
    " {channel}": ("channeldisplayname",),
    " {team}": ("teamdisplayname",),
}

_READERS: Mapping[str, Callable[[Happening], Content]] = {
    "membersadded": _people(Change.INVITED),
    "membersdeleted": _people(Change.REMOVED),
    "membersjoined": _people(Change.JOINED),
    "membersleft": _people(Change.LEFT),
    "chatrenamed": _title,
    "channelrenamed": _title,
    "channeldescriptionupdated": _description,
    "teamdescriptionupdated": _description,
    "callended": _call_ended,
    "callrecording": _recorded,
    "conversationmemberroleupdated": _role,
    "messagepinned": lambda _: Pin(),
    "messageunpinned": lambda _: Pin(removed=True),
}

_SENTENCES: Mapping[str, str] = {
    "callstarted": "started a call",
    "calltranscript": "had the call written down",
    "channeladded": "added the channel {channel}",
    "channeldeleted": "deleted the channel {channel}",
    "channelsetasfavoritebydefault": "made the channel {channel} a favourite of everyone",
    "channelunsetasfavoritebydefault": "made the channel {channel} no favourite of everyone any more",
    "meetingpolicyupdated": "changed who may chat in the meeting",
    "tabupdated": "changed a tab",
    "teamarchived": "archived the team",
    "teamcreated": "created the team {team}",
    "teamjoiningdisabled": "closed the team to newcomers",
    "teamjoiningenabled": "opened the team to newcomers",
    "teamrenamed": "renamed the team to {team}",
    "teamunarchived": "brought the team back from the archive",
    "teamsappinstalled": "installed the app {app}",
    "teamsappremoved": "removed the app {app}",
    "teamsappupgraded": "updated the app {app}",
}

_TOLD_BY: Mapping[str, str] = {
    "chatdisplayname": "chatrenamed",
    "callrecordingstatus": "callrecording",
    "callduration": "callended",
    "callparticipants": "callended",
    "calltranscripticalluid": "calltranscript",
    "callid": "callstarted",
    "conversationmemberroles": "conversationmemberroleupdated",
    "channeldescription": "channeldescriptionupdated",
    "teamdescription": "teamdescriptionupdated",
}
