"""Which known sentence a system line is, and whom it names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from bridge.sources.whatsapp.text.marks import visible
from bridge.sources.whatsapp.text.phrases import is_you
from bridge.sources.whatsapp.text.sentences import Sentence, ready, sentence
from bridge.sources.whatsapp.text.words import LANGUAGES
from bridge.sources.whatsapp.text.words.language import Event, Language

_LONGEST = 1000
_YOU_ACT, _YOU_SUFFER = "!", "!!"
_SPACES = re.compile(r"\s+")

GROUP_EVENTS = frozenset(Event) - {
    Event.NUMBER,
    Event.SECURITY,
    Event.ENCRYPTION,
    Event.TIMER,
    Event.PINNED,
    Event.CALL,
    Event.OTHER,
}
"""What happens in groups only."""


@dataclass(frozen=True, slots=True)
class Known:
    """A sentence of the tables, with what it tells."""

    event: Event
    sentence: Sentence
    language: str
    conjunctions: tuple[str, ...]
    you_act: bool
    you_suffer: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A system line that was understood. Names are as they stand in it; ``you…`` when the exporter is meant."""

    event: Event
    language: str
    who: str | None = None
    whom: str | None = None
    title: str | None = None
    old: str | None = None
    """The title before."""
    rest: str = ""
    """The sentence without its subject, when that is its beginning; else all of it."""
    conjunctions: tuple[str, ...] = ()
    you_act: bool = False
    you_suffer: bool = False


def _known(event: Event, template: str, language: Language) -> Known:
    return Known(
        event,
        sentence(template.lstrip(_YOU_ACT)),
        language.code,
        language.conjunctions,
        you_act=template.startswith(_YOU_ACT) and not template.startswith(_YOU_SUFFER),
        you_suffer=template.startswith(_YOU_SUFFER),
    )


_KNOWN = tuple(
    _known(event, template, language)
    for language in LANGUAGES
    for event, templates in language.events.items()
    for template in templates
)
_BY_KEY = tuple((known.sentence.key, known) for known in _KNOWN)


@lru_cache(maxsize=4096)
def recognised(text: str) -> Line | None:
    """The event that a line tells; None when no table knows it."""
    if len(text) > _LONGEST:
        return None
    same = ready(text)
    shown = _SPACES.sub(" ", visible(text)).strip()
    close = [known for key, known in _BY_KEY if key in same]
    found = ((known, places) for known in close if (places := known.sentence.match(same)) is not None)
    # Of several sentences that fit, the one that leaves least to names is meant: "You" is no name in "You left".
    best = max(found, key=lambda one: one[0].sentence.weight, default=None)
    return _line(best[0], best[1], shown) if best else None


def _line(known: Known, places: Mapping[str, tuple[int, int]], shown: str) -> Line:
    """What was compared differs from ``shown`` in single characters only: places in one are places in the other."""
    held = {name: shown[start:end].strip() for name, (start, end) in places.items()}
    begins = places.get("who", (1, 1))
    return Line(
        known.event,
        known.language,
        who=held.get("who"),
        whom=held.get("whom"),
        title=_unquoted(held.get("title")),
        old=held.get("old"),
        rest=shown[begins[1] :].strip() if begins[0] == 0 else shown,
        conjunctions=known.conjunctions,
        you_act=known.you_act or is_you(held.get("who", "")),
        you_suffer=known.you_suffer or is_you(held.get("whom", "")),
    )


def _unquoted(title: str | None) -> str | None:
    return title.strip('"“”„«»「」 ') if title else title
