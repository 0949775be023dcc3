"""Addresses of people and rooms, as pills and other links have them: ``matrix.to`` and ``matrix:``."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from bridge.matrix.events import UserId
from bridge.matrix.from_event.event import user_id

_MATRIX_TO = re.compile(r"https?://(?:www\.)?matrix\.to/#/([^?]*)(?:\?.*)?", re.IGNORECASE)
_MATRIX = re.compile(r"matrix:(?://[^/]*/)?([^?]*)(?:\?.*)?", re.IGNORECASE)
_SIGILS = {"u": "@", "user": "@", "r": "#", "room": "#", "roomid": "!", "e": "$", "event": "$"}
_USER_LINKS = re.compile(
    r"(?:https?://(?:www\.)?matrix\.to/#/(?:@|%40)|matrix:u(?:ser)?/)[^\s\"'<>?&]{1,600}", re.IGNORECASE
)


def user_of_link(address: str) -> UserId | None:
    """Whom a link leads to; None when it is none to a person.

    https://spec.matrix.org/v1.17/appendices/#uris
    """
    identifiers = _identifiers(address)
    return user_id(identifiers[0]) if len(identifiers) == 1 else None


def web_address(address: str) -> str:
    """A ``matrix:`` address in the form that opens everywhere; any other as it is."""
    identifiers = _identifiers(address) if address[:7].lower() == "matrix:" else ()
    return (
        "https://matrix.to/#/" + "/".join(quote(each, safe="@#!$:") for each in identifiers) if identifiers else address
    )


def users_in(html: str) -> list[UserId]:
    """Everybody to whom a link leads, in order."""
    found = (user_of_link(unquote(match[0].replace("&amp;", "&"))) for match in _USER_LINKS.finditer(html))
    return [user for user in found if user is not None]


def _identifiers(address: str) -> tuple[str, ...]:
    address = address.strip()
    if plain := _MATRIX_TO.fullmatch(address):
        return tuple(unquote(part) for part in plain[1].split("/") if part)
    if typed := _MATRIX.fullmatch(address):
        parts = typed[1].split("/")
        pairs = zip(parts[::2], parts[1::2], strict=False)
        return tuple(_SIGILS[kind] + unquote(name) for kind, name in pairs if kind in _SIGILS)
    return ()
