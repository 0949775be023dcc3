"""What the homeserver gives for a file that is there."""

from __future__ import annotations

import hashlib
import logging
from contextlib import aclosing
from dataclasses import dataclass

from bridge.errors import HomeserverUnavailable
from bridge.matrix.client import Homeserver
from bridge.matrix.events import ContentUri

log = logging.getLogger(__name__)

TRIES = 4
"""How often a file is downloaded until its end comes."""


@dataclass(frozen=True)
class Downloaded:
    """A file's bytes, which nobody keeps: their hash (hex), and how many they are."""

    sha256: str
    size: int


async def weigh_download(homeserver: Homeserver, uri: ContentUri) -> Downloaded:
    """Download a file to its end. Raises Refused when there is none, HomeserverUnavailable when it never ends."""
    for _ in range(TRIES - 1):
        try:
            return await _downloaded(homeserver, uri)
        except HomeserverUnavailable as error:
            log.warning("%s; again", error.detail)
    return await _downloaded(homeserver, uri)


async def _downloaded(homeserver: Homeserver, uri: ContentUri) -> Downloaded:
    digest, size = hashlib.sha256(), 0
    async with aclosing(homeserver.download(uri)) as chunks:
        async for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
    return Downloaded(digest.hexdigest(), size)
