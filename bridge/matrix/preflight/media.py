"""Checks of the content repository."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import AsyncIterator

from bridge.matrix.preflight.findings import Check, NotApplicable, Unsound
from bridge.matrix.preflight.server import Acquaintance

SIZE = 10_000
"""Bytes of the file that is tried; random, so that no earlier one can be mistaken for it."""
UNITS = ("bytes", "KiB", "MiB", "GiB")


async def large_enough(tried: Acquaintance) -> str:
    """Does the homeserver take our largest file?"""
    limit = await tried.homeserver.upload_limit()
    if limit is None:
        raise NotApplicable("the homeserver does not say how large a file may be")
    largest = tried.subject.largest_file
    if largest is not None and largest > limit:
        raise Unsound(
            f"files may have {_size(limit)}, and the largest wanted has {_size(largest)}:"
            " what is larger would be missing, and reported as such"
        )
    return f"files may have up to {_size(limit)}"


async def round_trip(tried: Acquaintance) -> str:
    """Does a file come back as it was sent?"""
    content = secrets.token_bytes(SIZE)

    async def chunks() -> AsyncIterator[bytes]:
        yield content

    reservation = await tried.homeserver.create_media()
    await tried.homeserver.upload(reservation.uri, chunks, SIZE, "application/octet-stream", "beringia-check.bin")
    digest = hashlib.sha256()
    async for chunk in tried.homeserver.download(reservation.uri):
        digest.update(chunk)
    if digest.digest() != hashlib.sha256(content).digest():
        raise Unsound("a file that was uploaded comes back altered")
    return "a file that was uploaded comes back byte for byte"


def _size(count: int) -> str:
    power = min((max(count, 1).bit_length() - 1) // 10, len(UNITS) - 1)
    return f"{count / 1024**power:.4g} {UNITS[power]}"


MEDIA = (
    Check(
        "large files",
        "raise max_upload_size in homeserver.yaml and the limit of the proxy in front of it, or lower media.max_size",
        large_enough,
    ),
    Check(
        "files unaltered",
        "see that the media repository is enabled, that its disk has room, and that no module scans or alters files",
        round_trip,
    ),
)
