"""Places on the map, in all the forms that clients use (MSC3488)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bridge.matrix.cleaning import clean_line
from bridge.matrix.from_event.event import Event, mapping, string
from bridge.matrix.from_event.known import Known
from bridge.matrix.from_event.outcome import Meaning, Nothing, lost, meaning
from bridge.model.content import Location

_PLACE = re.compile(r"geo:([+-]?\d{1,3}(?:\.\d{1,30})?),([+-]?\d{1,3}(?:\.\d{1,30})?)(?:[,;?].*)?", re.DOTALL)
"""https://www.rfc-editor.org/rfc/rfc5870, as far as it names a place on earth."""

_FIELDS = ("m.location", "org.matrix.msc3488.location")
_LONGEST_TITLE = 256


def hear_location(_: Event, content: Mapping[str, Any], __: Known) -> Meaning | Nothing:
    """A place. What a client describes it by is its title, unless that only says again where it is."""
    detail = next((mapping(content[field]) for field in _FIELDS if field in content), {})
    place = _PLACE.fullmatch(string(detail.get("uri")) or string(content.get("geo_uri")))
    if place is None or not _is_on_earth(place[1], place[2]):
        return lost("place-unknown", "The place cannot be read from the message.")
    return meaning(Location(latitude=place[1], longitude=place[2], title=_title(detail, content)))


def _is_on_earth(latitude: str, longitude: str) -> bool:
    return abs(float(latitude)) <= 90 and abs(float(longitude)) <= 180


def _title(detail: Mapping[str, Any], content: Mapping[str, Any]) -> str | None:
    told = string(detail.get("description"))
    return None if told == content.get("body") else clean_line(told)[:_LONGEST_TITLE] or None
