"""Reactions under a message: words of older clients, and any emoji of newer ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bridge.model.ids import PersonId
from bridge.model.message import Reaction, Reactor

_EMOJI: Mapping[str, str] = {
    "like": "👍",
    "yes": "👍",
    "heart": "❤️",
    "laugh": "😆",
    "surprised": "😮",
    "surprise": "😮",
    "sad": "😢",
    "angry": "😡",
    "dislike": "👎",
    "no": "👎",
    "follow": "👀",
    "1f44d": "👍",
}


def emoji_of(word: str) -> str:
    """``like`` is 👍; a name that is not known stays one: ``:dance:``; an emoji is itself."""
    known = _EMOJI.get(word.casefold())
    # Newer keys bear the code point and a name: 1f389_partypopper.
    code, _, name = word.partition("_")
    if known is None and name and len(code) <= 6:
        known = _character(code)
    return known or (f":{word}:" if word.isascii() else word)


def _character(code: str) -> str | None:
    try:
        character = chr(int(code, 16))
    except (ValueError, OverflowError):
        return None
    return character if character >= "\u2000" and character.isprintable() else None


def gathered(given: Iterable[tuple[str, PersonId | None, int | None]]) -> tuple[Reaction, ...]:
    """One reaction for each emoji, from what each person gave: the emoji, who, and when (ms)."""
    counts: dict[str, int] = {}
    people: dict[str, dict[PersonId, Reactor]] = {}
    for emoji, person, time in given:
        by = people.setdefault(emoji, {})
        if person is None or person not in by:
            counts[emoji] = counts.get(emoji, 0) + 1
        if person is not None:
            by.setdefault(person, Reactor(person=person, time=time))
    return tuple(Reaction(emoji=emoji, count=counts[emoji], by=tuple(people[emoji].values())) for emoji in counts)
