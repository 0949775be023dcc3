"""Comings and goings, and what people may do: for those whom the network knows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bridge.matrix.cleaning import clean_line
from bridge.matrix.from_event.event import Event, mapping, string
from bridge.matrix.from_event.known import Known
from bridge.matrix.from_event.outcome import Meaning, Nothing, lost, meaning
from bridge.matrix.from_event.room_changes import UNCHANGED, before
from bridge.model.event import Change, Member, Membership, Rank, RankChange

_PROFILE = Nothing("profile-change", "Somebody changed their name or picture.")
_DECLINED = Nothing("invitation-ended", "An invitation was declined or taken back.")
_STRANGER = Nothing("stranger", "It concerns somebody who has no account on the other side.")
_KNOCKED = Nothing("knock", "Somebody asks to be let into the room.")

_LONGEST_REASON = 200
_WRITTEN_LEVEL = re.compile(r"\s*[+-]?\d{1,18}\s*", re.ASCII)


def hear_member(event: Event, known: Known) -> Meaning | Nothing:
    """Somebody came, went, or was sent away."""
    change = _change(event, string((before(event, known) or {}).get("membership")))
    if isinstance(change, Nothing):
        return change
    acquaintance = known.people.get(event.state_key or "")
    if acquaintance is None:
        return _STRANGER
    member = Member(person=acquaintance.person, name=acquaintance.name)
    reason = clean_line(string(event.content.get("reason")))[:_LONGEST_REASON]
    return meaning(Membership(change=change, members=(member,), how=reason or None))


def _change(event: Event, earlier: str) -> Change | Nothing:
    """https://spec.matrix.org/v1.17/client-server-api/#mroommember."""
    now, by_themselves = string(event.content.get("membership")), event.sender == event.state_key
    if now == earlier:
        return _PROFILE if now == "join" else UNCHANGED
    if now == "leave":
        return _leave(earlier, by_themselves=by_themselves)
    return _CHANGES.get(now, Nothing("membership-unknown", f"Not a known kind of membership: {clean_line(now)[:50]}"))


def _leave(earlier: str, *, by_themselves: bool) -> Change | Nothing:
    if earlier in ("invite", "knock"):
        return _DECLINED
    if earlier == "ban":
        return Change.UNBANNED
    return Change.LEFT if by_themselves else Change.REMOVED


_CHANGES: dict[str, Change | Nothing] = {
    "join": Change.JOINED,
    "invite": Change.INVITED,
    "ban": Change.BANNED,
    "knock": _KNOCKED,
}


def hear_power_levels(event: Event, known: Known) -> Meaning | Nothing:
    """What each known person may do now, where that is another rank than before."""
    earlier = before(event, known)
    if earlier is None:
        return lost("ranks-unknown", "It is not known who could do what before, so nobody can tell what changed.")
    changed = []
    for user in users_of_levels(event.content, earlier):
        old, new = rank_of(user, earlier), rank_of(user, event.content)
        if old is not new:
            acquaintance = known.people.get(user)
            changed.append(None if acquaintance is None else RankChange(person=acquaintance.person, rank=new))
    contents = tuple(change for change in changed if change is not None)
    if not contents:
        return _STRANGER if changed else UNCHANGED
    return Meaning(contents)


def users_of_levels(now: Mapping[str, Any], earlier: Mapping[str, Any]) -> list[str]:
    """Whose own level is another than before, in a stable order."""
    old, new = mapping(earlier.get("users")), mapping(now.get("users"))
    return sorted(user for user in {*old, *new} if old.get(user) != new.get(user))


def rank_of(user: str, levels: Mapping[str, Any]) -> Rank:
    """What somebody may do, by the levels of the room. Whose room it is on the network is never changed from here.

    The defaults are those of https://spec.matrix.org/v1.17/client-server-api/#mroompower_levels
    """
    own = _level(mapping(levels.get("users")), user, _level(levels, "users_default", 0))
    sends_people_away = _level(levels, "kick", 50), _level(levels, "ban", 50)
    if own >= max(_level(levels, "state_default", 50), *sends_people_away):
        return Rank.ADMIN
    if own >= min(_level(levels, "redact", 50), *sends_people_away):
        return Rank.MODERATOR
    speaks = _level(mapping(levels.get("events")), "m.room.message", _level(levels, "events_default", 0))
    return Rank.MEMBER if own >= speaks else Rank.SILENCED


def _level(levels: Mapping[str, Any], name: str, default: int) -> int:
    """Old rooms have levels written as text."""
    value = levels.get(name)
    if isinstance(value, str) and _WRITTEN_LEVEL.fullmatch(value):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else default
