"""Names of people and rooms as Matrix shows them: clean, never empty, and each person's name their own."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from itertools import count
from types import MappingProxyType

from bridge.matrix.cleaning import clean_name
from bridge.matrix.splitting import is_border
from bridge.model.ids import PersonId
from bridge.model.person import Person, PersonKind

LONGEST = 256
"""Code points of a display name that Synapse takes."""

UNNAMED_ROOM = "Unnamed chat"
_UNNAMED: dict[PersonKind, str] = {
    PersonKind.USER: "Unknown person",
    PersonKind.BOT: "Unknown bot",
    PersonKind.CHANNEL: "Unknown channel",
    PersonKind.DELETED: "Deleted account",
    PersonKind.UNKNOWN: "Unknown person",
}

_LOOK_ALIKES: dict[str, str] = {
    "a": "аαɑ@АΑ",
    "b": "ьЬВΒ",
    "c": "сϲСϹ",
    "d": "ԁ",
    "e": "еεҽ3ЕΕ",
    "g": "ɡց",
    "h": "һНΗ",
    "i": "іιıɩӏ1lℓ|!ІΙӀ",
    "j": "јϳЈ",
    "k": "кκКΚ",
    "m": "мМΜ",
    "n": "ոΝ",
    "o": "оοօσ0ОΟՕ٥०০",
    "p": "рρРΡ",
    "q": "ԛ",
    "s": "ѕЅ5$",
    "t": "тτТΤ",
    "u": "υսս",
    "v": "ѵν",
    "w": "ԝωԜ",
    "x": "хχХΧ",
    "y": "уγʏУΥ",
    "z": "ᴢΖ",
}
"""Letters of other alphabets, and digits, that pass for Latin ones: not all of UTS 39, but the usual disguises."""

_LATIN = str.maketrans({other: letter for letter, others in _LOOK_ALIKES.items() for other in others})


def display_name(person: Person, network_title: str, number: int = 1) -> str:
    """A person's name with the network's: ``Anna (Telegram)``; from the second look-alike on ``Anna 2 (Telegram)``."""
    name = clean_name(person.name or "") or _UNNAMED[person.kind]
    return _shortened(name, f"{f' {number}' if number > 1 else ''} ({network_title})")


def display_names(
    people: Iterable[Person], network_title: str, standing: Mapping[PersonId, str] = MappingProxyType({})
) -> dict[PersonId, str]:
    """Everyone's display name within one portal, so that nobody can be taken for another.

    Of people whose names look alike the first by id keeps the bare name, whatever the order in which they come;
    but whoever has a name already, see ``standing``, keeps that.
    """
    names: dict[PersonId, str] = dict(standing)
    taken = {skeleton(name) for name in standing.values()}
    next_number: dict[str, int] = {}
    for person in sorted((person for person in people if person.id not in standing), key=_by_id):
        looks = skeleton(display_name(person, network_title))
        for number in count(next_number.get(looks, 1)):
            name = display_name(person, network_title, number)
            if skeleton(name) not in taken:
                break
        next_number[looks] = number + 1
        taken.add(skeleton(name))
        names[person.id] = name
    return names


def room_name(title: str | None, suffix: str) -> str:
    """A room's name: the chat's title, then the suffix (`` (Telegram)``); never empty, at most 256 code points."""
    return _shortened(clean_name(title or "") or UNNAMED_ROOM, suffix)


def without_network(name: str, network_title: str) -> str:
    """A display name without the network's, for use within a sentence."""
    return name.removesuffix(f" ({network_title})") or name


def skeleton(name: str) -> str:
    """A form that is the same for names that look alike; only for comparing (UTS 39, section 4)."""
    letters = unicodedata.normalize("NFKD", name).translate(_LATIN).casefold()
    return "".join(letter for letter in letters if unicodedata.category(letter)[0] not in "MZC")


def _by_id(person: Person) -> tuple[int, str]:
    return len(person.id), person.id


def _shortened(name: str, suffix: str) -> str:
    room = max(LONGEST - len(suffix), 2)
    if len(name) <= room:
        return name + suffix
    end = room - 1
    while end > 1 and not is_border(name, end):
        end -= 1
    return name[:end].rstrip() + "…" + suffix
