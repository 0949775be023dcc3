"""Reactions: in tables of their own since 2025, and before that as a thumb in the message's state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bridge.model.reaction import Reaction, Reactor
from bridge.sources.archive import Archive
from bridge.sources.threema.identities import Identities
from bridge.sources.threema.tables import Row, flag, parsed, table, time

_THUMBS = {"USERACK": "👍", "USERDEC": "👎"}


@dataclass(frozen=True, slots=True)
class Given:
    """One reaction of one person."""

    emoji: str
    identity: str
    time: int | None


def given(archive: Archive) -> Mapping[str, list[Given]]:
    """All reactions of a backup by the messages' numbers. Memory grows with reactions."""
    found: dict[str, list[Given]] = {}
    for name in ("contact_reactions", "group_reactions"):
        for row in table(archive, name):
            message, emoji = _like(row, "message_id", "apiid"), _like(row, "emoji")
            if message and emoji:
                reaction = Given(emoji, _like(row, "sender"), time({"at": _like(row, "reacted")}, "at"))
                found.setdefault(message, []).append(reaction)
    return found


def reactions_of(row: Row, stored: Iterable[Given], people: Identities, other: str) -> Iterator[Reaction]:
    """The reactions below a message. ``other``: the other one of two; empty in groups."""
    by: dict[str, dict[str, int | None]] = {}
    for reaction in (*_thumbs(row, people, other), *stored):
        by.setdefault(reaction.emoji, {})[reaction.identity] = reaction.time
    for emoji, reactors in by.items():
        named = ((people.meet(identity), when) for identity, when in reactors.items())
        known = tuple(Reactor(person=person, time=when) for person, when in named if person)
        yield Reaction(emoji=emoji, count=len(reactors), by=known)


def _thumbs(row: Row, people: Identities, other: str) -> Iterator[Given]:
    if (emoji := _THUMBS.get(row.get("messagestae", ""))) and other:
        yield Given(emoji, other if flag(row, "isoutbox") else people.own, None)
    states = parsed(_like(row, "group_message_states", "groupmessagestates"))
    for identity, state in states.items() if isinstance(states, dict) else ():
        if emoji := _THUMBS.get(str(state)):
            yield Given(emoji, identity, None)


def _like(row: Row, *endings: str) -> str:
    """The column whose name has one of these words in it: they were renamed more than once."""
    return next((value for column, value in row.items() if any(ending in column for ending in endings)), "")
