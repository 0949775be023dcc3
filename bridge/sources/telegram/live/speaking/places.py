"""Places: a point, or a venue with its name and address."""

from __future__ import annotations

from functools import partial
from typing import Any

from telethon.tl import types

from bridge.model.content import Location
from bridge.model.text import Style, Text
from bridge.sources.telegram.live.speaking.errand import Errand
from bridge.sources.telegram.live.speaking.parts import Part, Script, captioned, text_script
from bridge.sources.telegram.text_builder import TextBuilder

_NEAR = 0.0001
"""In degrees: Telegram rounds."""


async def place(errand: Errand, content: Location) -> Script:
    """A place as one message; what was written beside it follows. A live one stands still on Telegram."""
    point = _point(content)
    if point is None:
        return await text_script(errand.line, _in_words(content), "location-as-text")
    _, rest = await captioned(errand.line, content.caption, 0)
    part = Part(attach=partial(_attach, content, point), resembles=partial(_resembles, point))
    return Script((part, *rest), ("live-location",) if content.live_period else ())


async def _attach(content: Location, point: tuple[float, float], _: int) -> Any:
    spot = types.InputGeoPoint(lat=point[0], long=point[1])
    if not content.title:
        return types.InputMediaGeoPoint(spot)
    return types.InputMediaVenue(
        geo_point=spot, title=content.title, address=content.address or "", provider="", venue_id="", venue_type=""
    )


def _point(content: Location) -> tuple[float, float] | None:
    try:
        latitude, longitude = float(content.latitude), float(content.longitude)
    except ValueError:
        return None
    on_earth = -90 <= latitude <= 90 and -180 <= longitude <= 180
    return (latitude, longitude) if on_earth else None


def _resembles(point: tuple[float, float], media: Any) -> bool:
    if not isinstance(media, types.MessageMediaGeo | types.MessageMediaVenue):
        return False
    geo = media.geo
    return isinstance(geo, types.GeoPoint) and abs(geo.lat - point[0]) < _NEAR and abs(geo.long - point[1]) < _NEAR


def _in_words(content: Location) -> Text:
    builder = TextBuilder()
    builder.styled(content.title or "Location", Style.BOLD)
    for line in (content.address, f"{content.latitude}, {content.longitude}"):
        if line:
            builder.begin_line()
            builder.add(line)
    if content.caption:
        builder.begin_line()
        builder.append(content.caption)
    return builder.build()
