"""Locations, live locations and venues."""

from __future__ import annotations

from bridge.model.content import Card, Location
from bridge.sources.telegram.posts.kind import one
from bridge.sources.telegram.record import Malformed, Record
from bridge.sources.telegram.scene import Scene

POINT = "location_information"
"""The one field in which null says something: a location that Telegram does not tell."""


def _location(record: Record, scene: Scene) -> Location | Card:
    point = record.part(POINT, must=True)
    if point is None:
        return Card(label="Location", lines=("The position is not in the export.",), caption=scene.text)
    latitude, longitude = _position(point)
    period = record.whole("live_location_period_seconds")
    return Location(latitude=latitude, longitude=longitude, live_period=period, caption=scene.text)


def _venue(record: Record, scene: Scene) -> Location | Card:
    title, address = record.text("place_name") or "", record.text("address")
    point = record.part(POINT, must=True)
    if point is None:
        return Card(label="Place", title=title, lines=(address,) if address else (), caption=scene.text)
    latitude, longitude = _position(point)
    return Location(latitude=latitude, longitude=longitude, title=title or None, address=address, caption=scene.text)


def _position(point: Record) -> tuple[str, str]:
    point.expect(("latitude", "longitude"))
    latitude, longitude = point.number("latitude"), point.number("longitude")
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        raise Malformed(f"{POINT}: expected degrees of latitude and longitude")
    return f"{latitude:f}", f"{longitude:f}"


KINDS = {
    "place_name": one(_venue, "place_name", "address", POINT),
    POINT: one(_location, POINT, "live_location_period_seconds"),
}
