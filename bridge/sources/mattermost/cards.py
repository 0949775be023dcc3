"""What programs attach to a post: coloured boxes with titles, fields and buttons."""

from __future__ import annotations

from collections.abc import Iterator

from bridge.model.content import Card
from bridge.sources.loose_values import Fields, first_words, records, whole

_LABEL = "Message of an app"


def cards(props: Fields) -> list[Card]:
    """One card for each attachment that says something."""
    return [card for attachment in records(props.get("attachments")) if (card := _card(attachment))]


def _card(attachment: Fields) -> Card | None:
    title = first_words(attachment, "title") or ""
    lines = tuple(_lines(attachment))
    if not title and not lines:
        fallback = first_words(attachment, "fallback", "image_url")
        return Card(label=_LABEL, lines=(fallback,)) if fallback else None
    return Card(label=_LABEL, title=title, lines=lines, url=first_words(attachment, "title_link"))


def _lines(attachment: Fields) -> Iterator[str]:
    for key in ("pretext", "author_name", "text"):
        if said := first_words(attachment, key):
            yield said
    for field in records(attachment.get("fields")):
        yield from filter(None, (_named(field),))
    for key in ("image_url", "footer"):
        if said := first_words(attachment, key):
            yield said
    actions = [name for action in records(attachment.get("actions")) if (name := first_words(action, "name"))]
    if actions:
        yield " · ".join(f"[{name}]" for name in actions)


def _named(field: Fields) -> str:
    """A field's value may be a number."""
    number = whole(field.get("value"))
    value = first_words(field, "value") or ("" if number is None else str(number))
    name = first_words(field, "title")
    return f"{name}: {value}" if name and value else name or value
