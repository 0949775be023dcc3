"""The one guarded way to files at web addresses that an export names.

The addresses were written by strangers, and some are opened with a secret. So only hosts that the export's format is
known to use are asked, over HTTPS, at public addresses of the internet; and all that holds for redirects, too.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from bridge.errors import WebUnavailable
from bridge.media.missing import Missing, too_large
from bridge.media.public import NotPublic, PublicResolver
from bridge.media.spool import CHUNK, Spooled, TooLarge, weigh_arriving
from bridge.model.media import Media
from bridge.sources.interfaces import Access

log = logging.getLogger(__name__)

REDIRECTS = 5
TRIES = 4
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""s between two tries of one file."""
TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=20, sock_read=60)
LATER = frozenset({408, 425, 429, 500, 502, 503, 504})
"""What a host answers that may answer otherwise soon."""
PAGE = "text/html"

NOT_FETCHED = Missing("media-not-fetched", "not in the export, and not fetched")
GONE = Missing("media-gone", "no longer at its address")
FORBIDDEN = Missing("media-forbidden", "at an address that must not be asked")

Sleep = Callable[[float], Awaitable[None]]


class Again(Exception):
    """It may go better after so many seconds."""

    def __init__(self, seconds: float | None = None) -> None:
        super().__init__()
        self.seconds = seconds


class Web:
    """Fetches files from the internet. Use it with ``async with``.

    ``resolver``, ``context`` and ``sleep`` are for tests, whose hosts are on this very machine.
    """

    def __init__(
        self,
        *,
        resolver: Callable[[], AbstractResolver] = PublicResolver,
        context: ssl.SSLContext | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._resolver = resolver
        self._context = context
        self._sleep = sleep

    async def fetch(self, media: Media, access: Access, path: Path, limit: int) -> Spooled | Missing:
        """The file at ``media.reference``, copied to ``path``, or why it is nowhere to be had.

        Raises WebUnavailable when a host does not answer, or not now: then nothing is decided about the file.
        """
        for attempt in range(TRIES):
            try:
                return await self._once(media, access, path, limit)
            except Again as again:
                await asyncio.to_thread(path.unlink, missing_ok=True)
                pause = min(LONGEST_PAUSE, again.seconds or FIRST_PAUSE * 2**attempt)
                if attempt + 1 < TRIES:
                    await self._sleep(pause)
        raise WebUnavailable("Or do without its files: --no-fetch.")

    async def _once(self, media: Media, access: Access, path: Path, limit: int) -> Spooled | Missing:
        address = URL(media.reference or "")
        for _ in range(REDIRECTS + 1):
            if not is_allowed(address, access):
                log.warning("an address of an export is not asked")
                return FORBIDDEN
            answer = await self._asked(address, media, access, path, limit)
            if not isinstance(answer, URL):
                return answer
            address = answer
        return GONE

    async def _asked(
        self, address: URL, media: Media, access: Access, path: Path, limit: int
    ) -> Spooled | Missing | URL:
        """What one address has: the file, another address, or nothing."""
        try:
            async with self._session.get(address.update_query(access.query), allow_redirects=False) as answer:
                return await _understood(answer, media, path, limit)
        except NotPublic:
            return FORBIDDEN
        except aiohttp.ClientConnectorDNSError as error:
            if isinstance(error.os_error, NotPublic):
                return FORBIDDEN
            raise Again from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Again from error

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(resolver=self._resolver(), ssl=self._context or True, use_dns_cache=False)
        self._session = aiohttp.ClientSession(
            connector=connector, timeout=TIMEOUT, cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=True
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()


@dataclass(frozen=True)
class WebFiles:
    """The files of one export at their web addresses."""

    web: Web
    access: Access

    async def fetch(self, media: Media, path: Path, limit: int) -> Spooled | Missing:
        """See :meth:`Web.fetch`."""
        return await self.web.fetch(media, self.access, path, limit)


def is_allowed(address: URL, access: Access) -> bool:
    """Is it a host of the export's network, asked in the usual way?"""
    host = (address.host or "").lower().rstrip(".")
    known = any(host == name or (name.startswith(".") and host.endswith(name)) for name in access.hosts)
    plainly = address.scheme == "https" and address.user is None and address.explicit_port in (None, 443)
    return known and plainly


async def _understood(answer: aiohttp.ClientResponse, media: Media, path: Path, limit: int) -> Spooled | Missing | URL:
    if answer.status in LATER:
        raise Again(_seconds(answer.headers.get("Retry-After", "")))
    if 300 <= answer.status < 400 and "Location" in answer.headers:
        return _joined(answer)
    if answer.status != 200 or _is_login_page(answer, media):
        return GONE
    if (answer.content_length or 0) > limit:
        return too_large(answer.content_length or 0)
    try:
        return await weigh_arriving(answer.content.iter_chunked(CHUNK), path, limit)
    except TooLarge:
        return too_large(limit + 1)


def _joined(answer: aiohttp.ClientResponse) -> URL:
    """Where it says to look instead, without the secret that was sent along: that is added anew, where it belongs."""
    try:
        return answer.url.with_query(None).join(URL(answer.headers["Location"]))
    except ValueError:
        return URL()


def _is_login_page(answer: aiohttp.ClientResponse, media: Media) -> bool:
    """A page, where a file of another kind was expected: what a host shows to those whose secret has expired."""
    return answer.content_type == PAGE and media.mime_type != PAGE


def _seconds(text: str) -> float | None:
    return float(text) if text.isascii() and text.isdigit() and len(text) < 6 else None
