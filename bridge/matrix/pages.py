"""What is read back from a room, and an address to write a file to."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from bridge.errors import Refused
from bridge.matrix.events import ContentUri

Event = dict[str, Any]
"""An event as the homeserver gives it to clients."""


@dataclass(frozen=True)
class Page:
    """Some events of a room in its order, and where the next page begins: None at the end."""

    events: tuple[Event, ...]
    next: str | None


@dataclass(frozen=True)
class Surrounding:
    """An event and its neighbours, with the tokens from which ``messages`` goes on before and after them."""

    event: Event
    before: tuple[Event, ...]
    after: tuple[Event, ...]
    start: str
    end: str


@dataclass(frozen=True)
class Reservation:
    """An address for a file that is not there yet. ``expires``: ms since 1970; None when the homeserver does not say."""

    uri: ContentUri
    expires: int | None


def parts_of(uri: ContentUri) -> tuple[str, str]:
    """Server name and media id of an ``mxc://`` address. Raises Refused when it is none."""
    server, slash, media = uri.removeprefix("mxc://").partition("/")
    if not (uri.startswith("mxc://") and server and slash and media) or "/" in media:
        raise Refused(f"{uri!r} is not the address of a file.", status=HTTPStatus.BAD_REQUEST, code="M_INVALID_PARAM")
    return server, media
