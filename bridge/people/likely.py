"""Who may be one person under several names. Nothing here decides anything: a person is asked."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bridge.model.person import Person
from bridge.store import Decisions, SamePerson

FEWEST, CLEARLY = 3, 0.9
"""So many messages in common, and such a share of all that one of them has in common with anybody, make it likely."""


@dataclass(frozen=True)
class Likeness:
    """Two ids that may mean one person: ``other`` would be taken for ``person``. ``why`` in words for people.

    ``is_likely``: they said the same things, or have a number or an address in common; else only the names agree.
    """

    other: Person
    person: Person
    why: tuple[str, ...]
    is_likely: bool


def likenesses(people: Mapping[str, Person], spoken: Iterable[SamePerson], decisions: Decisions) -> Sequence[Likeness]:
    """All pairs that somebody should look at, the likely ones first; nobody whose case is decided."""
    why: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    likely: set[tuple[str, str]] = set()
    for pair, words in _speakers(spoken):
        why[pair].append(words)
        likely.add(pair)
    for sign, find, is_strong in _SIGNS:
        for pair in _sharing(people.values(), find, set(why)):
            why[pair].append(sign)
            likely |= {pair} if is_strong else set()
    found = [
        Likeness(people[other], people[person], tuple(words), (other, person) in likely)
        for (other, person), words in why.items()
        if _is_open(other, person, people, decisions)
    ]
    return sorted(found, key=lambda one: (not one.is_likely, one.person.name or "", one.other.name or "", one.other.id))


def _speakers(spoken: Iterable[SamePerson]) -> Iterator[tuple[tuple[str, str], str]]:
    """Who said the same things as somebody else, and as hardly anybody besides."""
    times = Counter[tuple[str, str]]()
    for one in spoken:
        times[one.theirs, one.ours] += one.times
    theirs, ours = Counter[str](), Counter[str]()
    for (other, person), count in times.items():
        theirs[other] += count
        ours[person] += count
    for (other, person), count in times.items():
        if other != person and count >= FEWEST and count >= CLEARLY * theirs[other]:
            yield (other, person), f"said {count:,} of {theirs[other]:,} messages that both exports have"


def _sharing(
    people: Iterable[Person], find: Callable[[Person], Iterable[str]], known: set[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """People who have a sign in common: each with the first of them, whom most is known of."""
    having: defaultdict[str, list[Person]] = defaultdict(list)
    for person in people:
        for sign in set(find(person)):
            having[sign].append(person)
    pairs: dict[tuple[str, str], None] = {}
    for sharers in having.values():
        first, *others = sorted(sharers, key=_obscurity)
        for other in others:
            turned = (first.id, other.id)
            pairs[turned if turned in known else (other.id, first.id)] = None
    yield from pairs


def _obscurity(person: Person) -> tuple[bool, str]:
    """Ids of the network come before those that were made from a name."""
    return person.id.startswith("name:"), person.id


def _phones(person: Person) -> Iterator[str]:
    if person.phone:
        yield "".join(digit for digit in person.phone if digit.isdigit())


def _addresses(person: Person) -> Iterator[str]:
    if person.email:
        yield person.email.strip().casefold()


def _names(person: Person) -> Iterator[str]:
    for name in (person.name, *person.also):
        folded = " ".join(unicodedata.normalize("NFKC", name or "").casefold().split())
        if folded:
            yield folded


_SIGNS: tuple[tuple[str, Callable[[Person], Iterable[str]], bool], ...] = (
    ("have the same phone number", _phones, True),
    ("have the same e-mail address", _addresses, True),
    ("have a name in common", _names, False),
)


def _is_open(other: str, person: str, people: Mapping[str, Person], decisions: Decisions) -> bool:
    known = other in people and person in people
    return known and not decisions.is_decided(other) and decisions.meant(person) != other
