"""People came, went, and changed their names: what a membership event says depends on the one before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bridge.model.event import Change, Member, Membership, Notice
from bridge.model.message import Content
from bridge.sources.element.happenings import before, content_of
from bridge.sources.element.people import People
from bridge.sources.loose_values import Fields, first_words, words

MEMBER = "m.room.member"
_CHANGES: Mapping[tuple[str, str], Change] = {
    ("join", ""): Change.JOINED,
    ("leave", ""): Change.LEFT,
    ("leave", "ban"): Change.UNBANNED,
    ("ban", ""): Change.BANNED,
}
"""By what they are now and what they were before; nothing before stands for whatever is not named."""
_WAITING: Mapping[str, tuple[str, str]] = {
    "invite": ("declined the invitation", "withdrew the invitation of {}"),
    "knock": ("no longer asks to join", "did not let {} join"),
}
"""What it means that somebody leaves who was never there: by themselves, and by others."""
_OTHERWISE: Mapping[str, str] = {
    # The invited do not take part yet: when they do, they join.
    "invite": "invited {}",
    "knock": "asked to join",
}
_UNKNOWN = "changed how {} stands to the room"


class Members:
    """Who stands how to a room. Grows with people."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._last: dict[str, Fields] = {}

    def read(self, event: Fields) -> Sequence[Content]:
        """All that one ``m.room.member`` says."""
        person = words(event.get("state_key")) or words(event.get("sender")) or ""
        content, earlier = content_of(event), before(event) or self._last.get(person, {})
        self._last[person] = {
            key: content[key] for key in ("membership", "displayname", "avatar_url") if words(content.get(key))
        }
        by_self = event.get("sender") == person
        return [self._change(person, content, earlier, by_self=by_self)]

    def _change(self, person: str, content: Fields, earlier: Fields, *, by_self: bool) -> Content:
        now, was = first_words(content, "membership") or "", first_words(earlier, "membership") or ""
        reason = first_words(content, "reason")
        name = self._people.name(person)
        if (now, was) == ("join", "join"):
            return _profile(content, earlier)
        change = _CHANGES.get((now, was)) or _CHANGES.get((now, ""))
        if now == "leave" and was in _WAITING:
            own, others = _WAITING[was]
            return _notice(own if by_self else others.format(name), reason)
        if change is not None:
            # Who leaves for somebody else is removed.
            removed = change is Change.LEFT and not by_self
            return self._membership(Change.REMOVED if removed else change, person, reason)
        return _notice(_OTHERWISE.get(now, _UNKNOWN).format(name), reason)

    def _membership(self, change: Change, person: str, reason: str | None) -> Content:
        known = self._people.of(person)
        member = Member(person=known) if known else Member(name="somebody")
        return Membership(change=change, members=(member,), how=reason)


def _profile(content: Fields, earlier: Fields) -> Content:
    name, old = first_words(content, "displayname"), first_words(earlier, "displayname")
    if name != old:
        return _notice(f"changed their name from {old or '(none)'} to {name or '(none)'}")
    if first_words(content, "avatar_url") != first_words(earlier, "avatar_url"):
        return _notice("changed their picture")
    return _notice("joined again, with nothing changed")


def _notice(sentence: str, reason: str | None = None) -> Notice:
    return Notice(f"{sentence}: {reason}" if reason else sentence, action=MEMBER)
