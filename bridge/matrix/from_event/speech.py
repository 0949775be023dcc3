"""Messages in words, and all that can only be told in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bridge.matrix.cleaning import clean_line
from bridge.matrix.from_event.event import Event, mapping, sequence, string
from bridge.matrix.from_event.known import Known
from bridge.matrix.from_event.outcome import Meaning, Nothing, lost, meaning
from bridge.matrix.from_event.words import words_of
from bridge.model.content import Written
from bridge.model.text import Span, Style, Text

_EMPTY = Nothing("empty", "The message is empty.")
_FALLBACKS = ("m.text", "org.matrix.msc1767.text", "org.matrix.msc1767.message")


def hear_words(event: Event, content: Mapping[str, Any], known: Known) -> Meaning | Nothing:
    """Written words."""
    text = words_of(content, known, is_reply=event.answers is not None)
    return meaning(Written(text)) if text.plain.strip() else _EMPTY


def hear_emote(event: Event, content: Mapping[str, Any], known: Known) -> Meaning | Nothing:
    """What somebody does, in italics."""
    text = words_of(content, known, is_reply=event.answers is not None)
    if not text.plain.strip():
        return _EMPTY
    everything = Span(start=0, end=len(text.plain), style=Style.ITALIC)
    others = (span for span in text.spans if span.style is not Style.ITALIC)
    return Meaning((Written(Text(text.plain, (everything, *others))),), is_emote=True)


def hear_unknown(event: Event, content: Mapping[str, Any], known: Known) -> Meaning | Nothing:
    """A kind of event that nobody knows here: the words that it brings along for that case, if it does."""
    text = words_of({**content, "body": _fallback(content)}, known, is_reply=event.answers is not None)
    if text.plain.strip():
        return meaning(Written(text), "kind-as-text")
    return lost("kind-unknown", f"This kind of message cannot be carried over: {clean_line(event.kind)[:100]}.")


def _fallback(content: Mapping[str, Any]) -> str:
    if string(content.get("body")):
        return string(content.get("body"))
    for name in _FALLBACKS:
        forms = map(mapping, sequence(content.get(name)))
        plain = (string(form.get("body")) for form in forms if form.get("mimetype", "text/plain") == "text/plain")
        told = string(content.get(name)) or next(plain, "")
        if told:
            return told
    return ""
