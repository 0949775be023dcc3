"""Names as they stand before a message: with a tilde, with invisible marks, and sometimes with a colon in them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache

from bridge.sources.whatsapp.text.marks import visible
from bridge.sources.whatsapp.text.phrases import is_location, is_poll

SEPARATOR = ": "
LONGEST_NAME = 120
"""Characters. Groups' names have up to 100, people's up to 25 or what an address book allows."""

_SPACES = re.compile(r"\s+")
_MOST_NAMES = 20_000
_MOST_SECOND_PARTS = 64
_OFTEN = 3
_QUOTES = (("“", "”"), ("«", "»"), ("「", "」"))


@lru_cache(maxsize=8192)
def shown_name(raw: str) -> str:
    """A name as people see it, without the tilde of those who are not in the exporter's address book."""
    name = _SPACES.sub(" ", visible(raw)).strip()
    return unicodedata.normalize("NFC", name.removeprefix("~").lstrip())


@dataclass(slots=True)
class Bearer:
    """What was seen of one name, up to its first colon."""

    lines: int = 0
    second_parts: Counter[str] = field(default_factory=Counter)
    """What stood up to a second colon: the rest of the name, or the beginning of a text."""
    plain: bool = False
    """Some line had no second colon: the name ends at the first."""


@dataclass
class Names:
    """Counts the names before colons of one file. Memory grows with people."""

    bearers: dict[str, Bearer] = field(default_factory=dict)

    def note(self, rest: str) -> None:
        """What follows one header."""
        name, found, text = rest.partition(SEPARATOR)
        if not found or len(name) > LONGEST_NAME:
            return
        bearer = self.bearers.get(name)
        if bearer is None:
            if len(self.bearers) >= _MOST_NAMES:
                return
            bearer = self.bearers[name] = Bearer()
        bearer.lines += 1
        if not bearer.plain:
            _note_second(bearer, text)

    def split_by(self, title: str | None) -> Splitter:
        """How senders are told from texts, now that all of the file was seen. ``title`` is the chat's."""
        long = {f"{name}{SEPARATOR}{part}" for name, bearer in self.bearers.items() for part in _parts(bearer)}
        if title and SEPARATOR in title:
            long.add(title)
        often = {name for name, bearer in self.bearers.items() if bearer.lines >= _OFTEN}
        return Splitter(frozenset(long), frozenset(self.bearers), frozenset(often))


def _note_second(bearer: Bearer, text: str) -> None:
    part, found, _text = text.partition(SEPARATOR)
    known = part in bearer.second_parts
    if not found or len(part) > LONGEST_NAME or (not known and len(bearer.second_parts) >= _MOST_SECOND_PARTS):
        bearer.plain = True
        bearer.second_parts.clear()
    else:
        bearer.second_parts[part] += 1


def _parts(bearer: Bearer) -> list[str]:
    """The second halves of names that hold a colon: each comes again, and no line does without one."""
    parts = bearer.second_parts
    if bearer.plain or bearer.lines < _OFTEN or min(parts.values(), default=0) < 2:
        return []
    return [part for part in parts if not is_location(part) and not is_poll(part)]


@dataclass(frozen=True)
class Splitter:
    """Tells the sender from what was said."""

    long: frozenset[str]
    """Names with a colon in them."""
    known: frozenset[str]
    often: frozenset[str]

    def split(self, rest: str) -> tuple[str | None, str]:
        """The raw sender (None: nobody is named) and what was said."""
        name, found, text = rest.partition(SEPARATOR)
        if not found:
            return self._without_space(rest)
        if self.long:
            second, again, said = text.partition(SEPARATOR)
            whole = f"{name}{SEPARATOR}{second}"
            if again and (whole in self.long or shown_name(whole) in self.long):
                return whole, said
        if len(name) > LONGEST_NAME or (name not in self.often and is_open(name)):
            return None, rest
        return name, text

    def _without_space(self, rest: str) -> tuple[str | None, str]:
        """An empty message may have lost the space after its colon."""
        name, found, text = rest.partition(":")
        return (
            (name, text) if found and (name in self.known or not text) and len(name) <= LONGEST_NAME else (None, rest)
        )


def is_open(name: str) -> bool:
    """Does a quotation begin in it and not end? Then the colon is a part of a title within a system line."""
    return name.count('"') % 2 == 1 or any(name.count(opening) > name.count(closing) for opening, closing in _QUOTES)
