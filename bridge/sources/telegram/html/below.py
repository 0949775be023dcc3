"""What stands below a message: reactions, and a bot's buttons, as the fields by which the JSON export calls them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bridge.sources.telegram.html.elements import Element


def reactions_below(element: Element) -> list[dict[str, Any]]:
    """Each emoji with its count and the few people whose pictures are shown."""
    return [_reaction(part) for part in element.elements() if "reaction" in part.classes]


def _reaction(part: Element) -> dict[str, Any]:
    emoji, count = part.first("emoji"), part.first("count")
    said = count.words().replace(",", "") if count else ""
    recent = [{"from": name} for name in _names(part)]
    fields = {"count": int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 1, "recent": recent}
    picture = next((link.attribute("href") for link in emoji.elements() if link.name == "a"), None) if emoji else None
    if "paid" in part.classes:
        return {"type": "paid", **fields}
    if picture is not None:
        return {"type": "custom_emoji", "document_id": picture, **fields}
    return {"type": "emoji", "emoji": emoji.words() if emoji else "", **fields}


def _names(part: Element) -> Iterator[str]:
    for picture in part.below():
        if name := picture.attribute("title").strip():
            yield name


def buttons_below(table: Element) -> list[list[dict[str, Any]]]:
    """The rows of buttons; of those that lead to an address, with it."""
    rows = (row for row in table.below() if row.name == "tr")
    return [[_button(part) for part in row.below() if "bot_button" in part.classes] for row in rows]


def _button(part: Element) -> dict[str, Any]:
    address = next((link.attribute("href") for link in part.elements() if link.name == "a"), "")
    return {"text": part.words(), **({"type": "url", "data": address} if address else {"type": "callback"})}
