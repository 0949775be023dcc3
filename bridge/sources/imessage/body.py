"""The text of a message with its attributes: mentions, links, styles, and where attachments stand in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bridge.model.ids import PersonId
from bridge.model.text import Span, Style, Text
from bridge.sources.imessage.typedstream import Thing, first_object

PLACEHOLDER = "\ufffc"
"""Stands in the text where an attachment is."""

_STYLES = {
    "__kIMTextBoldAttributeName": Style.BOLD,
    "__kIMTextItalicAttributeName": Style.ITALIC,
    "__kIMTextUnderlineAttributeName": Style.UNDERLINE,
    "__kIMTextStrikethroughAttributeName": Style.STRIKETHROUGH,
}
_MENTION = "__kIMMentionConfirmedMention"
_LINK = "__kIMLinkAttributeName"

_DECORATIONS = (b"__kIMMention", b"__kIMLink", b"__kIMText")
_FIRST_STRING = re.compile(
    rb"\x04\x0bstreamtyped\x81\xe8\x03.{4,100}?\x84\x01\+(?:([\x00-\x7f])|\x81([\x00-\xff]{2}))", re.DOTALL
)

Known = Callable[[str], PersonId | None]
"""Introduces somebody by their phone number or mail address."""


@dataclass(frozen=True)
class _Run:
    """A stretch of text, in code points, with what is true of all of it."""

    start: int
    end: int
    attributes: dict[str, Any]


def decoded(content: bytes, known: Known) -> Text:
    """What ``attributedBody`` says. Raises :class:`~bridge.sources.imessage.typedstream.Unfit`."""
    undecorated = _undecorated(content)
    if undecorated is not None:
        return without_placeholders(Text(undecorated))
    thing = first_object(content)
    plain = _plain(thing)
    spans = tuple(span for run in _runs(thing, plain) for span in _spans(run, plain, known))
    return without_placeholders(Text(plain, spans))


def _undecorated(content: bytes) -> str | None:
    """Most texts have no decoration: theirs is the first string, and nothing else in the object matters."""
    if any(mark in content for mark in _DECORATIONS):
        return None
    found = _FIRST_STRING.match(content)
    if found is None:
        return None
    length = int.from_bytes(found[1] or found[2], "little")
    text = content[found.end() : found.end() + length]
    return text.decode("utf-8", "replace") if len(text) == length else None


def without_placeholders(text: Text) -> Text:
    """Attachments are items of their own, so what stands for them in the text goes, and space around it."""
    if PLACEHOLDER not in text.plain and text.plain == text.plain.strip():
        return text
    kept = [place for place, character in enumerate(text.plain) if character != PLACEHOLDER]
    words = [order for order, place in enumerate(kept) if not text.plain[place].isspace()]
    keep = kept[words[0] : words[-1] + 1] if words else []
    moved = {old: new for new, old in enumerate(keep)}
    return Text("".join(text.plain[place] for place in keep), tuple(_moved(text.spans, moved)))


def _moved(spans: tuple[Span, ...], moved: dict[int, int]) -> Iterator[Span]:
    for span in spans:
        places = [moved[place] for place in range(span.start, span.end) if place in moved]
        if places:
            yield Span(start=places[0], end=places[-1] + 1, style=span.style, url=span.url, person=span.person)


def _plain(thing: Thing) -> str:
    strings = [value for value in thing.values if isinstance(value, Thing) and value.is_a("NSString")]
    return string(strings[0]) if strings else string(thing)


def string(thing: Any) -> str:
    """The text of a string object; empty for anything else."""
    if isinstance(thing, Thing) and thing.is_a("NSString") and thing.values and isinstance(thing.values[0], bytes):
        return thing.values[0].decode("utf-8", "replace")
    if isinstance(thing, Thing) and thing.is_a("NSURL"):
        return next((string(value) for value in thing.values if isinstance(value, Thing)), "")
    return ""


def _runs(thing: Thing, plain: str) -> Iterator[_Run]:
    """Pairs of numbers say which attributes hold for how many UTF-16 units; new ones stand behind their pair."""
    places = _code_points(plain)
    tables: dict[int, dict[str, Any]] = {}
    numbers: list[int] = []
    at = 0
    for value in [*thing.values[1:], 0, 0]:
        if isinstance(value, Thing):
            if value.is_a("NSDictionary") and len(numbers) == 2:
                tables[numbers[0]] = _dictionary(value)
            continue
        if not isinstance(value, int):
            continue
        if len(numbers) == 2:
            start, at = at, min(len(places) - 1, at + max(0, numbers[1]))
            yield _Run(places[start], places[at], tables.get(numbers[0], {}))
            numbers = []
        numbers.append(value)


def _code_points(plain: str) -> list[int]:
    """For each place in UTF-16 units, the place in code points."""
    if plain.isascii():
        return list(range(len(plain) + 1))
    places: list[int] = []
    for place, character in enumerate(plain):
        places += [place, place] if ord(character) > 0xFFFF else [place]
    return [*places, len(plain)]


def _dictionary(thing: Thing) -> dict[str, Any]:
    entries = [value for value in thing.values if not isinstance(value, int)]
    return {string(key): value for key, value in zip(entries[::2], entries[1::2], strict=False)}


def _spans(run: _Run, plain: str, known: Known) -> Iterator[Span]:
    if run.start >= run.end:
        return
    if handle := string(run.attributes.get(_MENTION)):
        yield Span(start=run.start, end=run.end, style=Style.MENTION, person=known(handle))
    url = string(run.attributes.get(_LINK))
    if url and url != plain[run.start : run.end]:
        yield Span(start=run.start, end=run.end, style=Style.LINK, url=url)
    for name, style in _STYLES.items():
        if name in run.attributes:
            yield Span(start=run.start, end=run.end, style=style)
