"""Places: a pin on the map, with the venue's words."""

from __future__ import annotations

import re
from typing import Any

from bridge.matrix.cleaning import clean_line
from bridge.matrix.composing import lines, styled
from bridge.matrix.content.frame import frame_losses, framed
from bridge.matrix.content.pieces import Said, message_piece, voice
from bridge.matrix.content.relation import relate
from bridge.matrix.content.text import say_more, say_words
from bridge.matrix.events import Surroundings
from bridge.model.content import Location
from bridge.model.message import Message
from bridge.model.text import Style, Text

_DEGREES = re.compile(r"[+-]?\d{1,3}(\.\d{1,30})?")


def say_location(item: Message, content: Location, surroundings: Surroundings) -> Said:
    """A place as clients show it (MSC3488); what was said around it follows as a text, for maps show no captions."""
    if not (_DEGREES.fullmatch(content.latitude) and _DEGREES.fullmatch(content.longitude)):
        return say_words(item, location_words(content), surroundings).then(Said((), ("location-without-map",)))
    relations = relate(item, surroundings)
    piece = message_piece(voice(item, surroundings), _fields(content) | relations.first)
    said = Said((piece,), relations.losses + frame_losses(item, surroundings))
    remarks = framed(item, lines([_beside_map(content), content.caption]), surroundings)
    return said.then(say_more(item, remarks, surroundings)) if remarks else said


def location_words(content: Location) -> Text:
    """A place as a text."""
    return lines([Text(_told(content)), content.caption])


def _beside_map(content: Location) -> Text:
    """What a place is called, and that it moved: clients that show a map show no other words."""
    live = "" if content.live_period is None else _what(content)
    return lines(
        [Text(live), styled(clean_line(content.title or ""), Style.BOLD), Text(clean_line(content.address or ""))]
    )


def _fields(content: Location) -> dict[str, Any]:
    uri, told = f"geo:{_plain(content.latitude)},{_plain(content.longitude)}", _told(content)
    return {
        "msgtype": "m.location",
        "body": told,
        "geo_uri": uri,
        "org.matrix.msc1767.text": told,
        "org.matrix.msc3488.location": {"uri": uri, "description": _venue(content) or told},
        "org.matrix.msc3488.asset": {"type": "m.pin"},
    }


def _plain(degrees: str) -> str:
    return degrees.removeprefix("+")


def _told(content: Location) -> str:
    place = f"{clean_line(content.latitude)}, {clean_line(content.longitude)}"
    return "\n".join(filter(None, (f"{_what(content)}: {place}", _venue(content))))


def _what(content: Location) -> str:
    return "Location" if content.live_period is None else f"Live location, shared for {_period(content.live_period)}"


def _venue(content: Location) -> str:
    return ", ".join(filter(None, map(clean_line, (content.title or "", content.address or ""))))


def _period(seconds: int) -> str:
    """``2 h 5 min``."""
    hours, minutes = divmod(max(seconds, 0) // 60, 60)
    words = (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "")
    return " ".join(filter(None, words)) or f"{max(seconds, 0)} s"
