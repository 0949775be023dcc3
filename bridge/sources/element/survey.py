"""A first look over a whole room: who is in it, and what was said about messages after they were said.

Element itself leaves edits, reactions and votes out of its exports, so that little is kept here; other tools that write the
same format leave them in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from bridge.sources.archive import Archive
from bridge.sources.json_stream import walk
from bridge.sources.loose_values import Fields, first_words, milliseconds, record, rows, words

EVENTS = "messages.item"
RESPONSES = ("m.poll.response", "org.matrix.msc3381.poll.response", "org.matrix.msc3381.v2.poll.response")
ENDS = ("m.poll.end", "org.matrix.msc3381.poll.end", "org.matrix.msc3381.v2.poll.end")
_MEMBER = "m.room.member"
_MOST_NAMES = 10
"""Earlier ones of one person that are kept."""


def events(archive: Archive, name: str) -> Iterator[tuple[str, object]]:
    """The room's own fields, and its events one by one: each with its path."""
    with archive.open_file(name) as stream:
        yield from walk(stream, {EVENTS}, archive.limits, name=name)


def clear(event: Fields) -> Fields:
    """What an event says: one that was encrypted may come in both forms."""
    decrypted = record(event.get("decrypted"))
    return {**record(event.get("encrypted")), **decrypted} if decrypted else event


def relation(event: Fields) -> Fields:
    """To which other event it belongs, and how."""
    return record(record(event.get("content")).get("m.relates_to"))


def related(event: Fields, kind: str) -> str | None:
    """The event to which it stands in this relation."""
    how = relation(event)
    return first_words(how, "event_id") if how.get("rel_type") == kind else None


def reaction_key(event: Fields) -> str | None:
    """The emoji of a reaction; of a picture, its name, where it has one."""
    key, content = first_words(relation(event), "key"), record(event.get("content"))
    is_picture = key is not None and key.startswith("mxc://")
    return (first_words(content, "shortcode", "com.beeper.reaction.shortcode") or key) if is_picture else key


class Edit(NamedTuple):
    """The newest version of a message."""

    time: int
    content: Fields
    sender: str | None


class Ballot(NamedTuple):
    """What somebody voted for last."""

    time: int
    answers: tuple[str, ...]


@dataclass
class Survey:
    """What was seen. Grows with people, and with what was said about messages."""

    told: dict[str, str] = field(default_factory=dict)
    """The fields of the export itself: ``room_name``, ``topic`` and so on."""
    room: str | None = None
    is_direct: bool = False
    present: set[str] = field(default_factory=set)
    names: dict[str, list[str]] = field(default_factory=dict)
    """What people were called, the last name at the end."""
    edits: dict[str, Edit] = field(default_factory=dict)
    reactions: dict[str, dict[str, dict[str, int | None]]] = field(default_factory=dict)
    """By message, then by emoji: who gave it, and when."""
    ballots: dict[str, dict[str, Ballot]] = field(default_factory=dict)
    """By poll, then by person."""
    ended: dict[str, int] = field(default_factory=dict)
    """Polls, and when they ended."""
    met: set[str] = field(default_factory=set)
    """The messages above that came by in the export, so that what was said about them is said."""

    def note(self, event: Fields) -> None:
        """An event comes by."""
        kind = event.get("type")
        self.room = self.room or words(event.get("room_id"))
        if kind == _MEMBER:
            self._note_member(event)
        elif kind == "m.reaction":
            self._note_reaction(event)
        elif kind in RESPONSES:
            self._note_ballot(event)
        elif kind in ENDS:
            self._note_end(event)
        elif target := related(event, "m.replace"):
            self._note_edit(target, event)

    def is_about(self, event: Fields) -> bool:
        """Is this event said with the message that it belongs to?"""
        return (first_words(relation(event), "event_id") or "") in self.met

    def meet(self, event_id: str) -> None:
        """A message comes by that more was said about."""
        if any(event_id in known for known in (self.edits, self.reactions, self.ballots)):
            self.met.add(event_id)

    def _note_member(self, event: Fields) -> None:
        content, person = record(event.get("content")), words(event.get("state_key"))
        if person is None:
            return
        self.is_direct = self.is_direct or content.get("is_direct") is True
        if content.get("membership") == "join":
            self.present.add(person)
        if name := first_words(content, "displayname"):
            names = [one for one in self.names.get(person, []) if one != name]
            self.names[person] = [*names[-_MOST_NAMES:], name]

    def _note_reaction(self, event: Fields) -> None:
        target, sender = related(event, "m.annotation"), words(event.get("sender"))
        key = reaction_key(event)
        if target and sender and key:
            times = self.reactions.setdefault(target, {}).setdefault(key, {})
            times.setdefault(sender, milliseconds(event.get("origin_server_ts")))

    def _note_ballot(self, event: Fields) -> None:
        poll, sender = first_words(relation(event), "event_id"), words(event.get("sender"))
        time = milliseconds(event.get("origin_server_ts"))
        if poll and sender and time:
            ballots = self.ballots.setdefault(poll, {})
            if sender not in ballots or ballots[sender].time <= time:
                ballots[sender] = Ballot(time, _answers(record(event.get("content"))))

    def _note_end(self, event: Fields) -> None:
        poll, time = first_words(relation(event), "event_id"), milliseconds(event.get("origin_server_ts"))
        if poll and time:
            self.ended[poll] = min(time, self.ended.get(poll, time))

    def _note_edit(self, target: str, event: Fields) -> None:
        time = milliseconds(event.get("origin_server_ts"))
        content = record(record(event.get("content")).get("m.new_content"))
        known = self.edits.get(target)
        if time and content and (known is None or known.time <= time):
            self.edits[target] = Edit(time, content, words(event.get("sender")))


def survey(archive: Archive, name: str) -> Survey:
    """Walk through all events once."""
    found = Survey()
    for path, value in events(archive, name):
        if path == EVENTS and isinstance(value, dict):
            found.note(clear(value))
        elif path != EVENTS and (said := words(value)):
            found.told[path] = said
    return found


def _answers(content: Fields) -> tuple[str, ...]:
    named = record(content.get("org.matrix.msc3381.poll.response")).get("answers")
    selections = rows(content.get("m.selections")) or rows(named)
    return tuple(dict.fromkeys(answer for answer in selections if isinstance(answer, str)))
