"""Files out of an archive, each with its own misfortunes."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from pathlib import Path
from typing import BinaryIO, Protocol

from bridge.errors import ArchiveError, ExportGone
from bridge.media.missing import UNREADABLE_HERE, Missing, too_large
from bridge.media.spool import Spooled, TooLarge, spool
from bridge.model.ids import MediaId
from bridge.model.media import Media

logger = logging.getLogger(__name__)


class Originals(Protocol):
    """Where files come from: an archive, or what was fetched from a network.

    Both methods raise ArchiveError, OSError or KeyError when this one file is not there, or damaged.
    """

    @property
    def path(self) -> Path:
        """Where all of them are; when that is gone, it is not about a single file."""
        ...

    def size(self, name: str, /) -> int:
        """Bytes."""
        ...

    def open_file(self, name: str, /) -> BinaryIO:
        """Its bytes from the beginning."""
        ...


async def fetched(archive: Originals, reference: MediaId, path: Path, limit: int) -> Spooled | Missing:
    """A file's bytes, copied to ``path``; Missing when this one file is too large (``limit``, bytes) or damaged.

    Raises ExportGone when it is not about this one file, and SpoolError.
    """
    return await asyncio.to_thread(_fetched, archive, reference, path, limit)


async def fetched_still(archive: Originals, media: Media, path: Path, limit: int) -> Spooled | None:
    """The small picture that came with a file. None: there is none, or it is damaged, which loses nothing."""
    if media.thumbnail is None:
        return None
    still = await fetched(archive, media.thumbnail, path, limit)
    return None if isinstance(still, Missing) else still


def _fetched(archive: Originals, reference: MediaId, path: Path, limit: int) -> Spooled | Missing:
    try:
        size = archive.size(reference)
        if size > limit:
            return too_large(size)
        return spool(partial(archive.open_file, reference), path, limit)
    except TooLarge:
        return too_large(path.stat().st_size)
    except (ArchiveError, OSError, KeyError) as error:
        if not archive.path.exists():
            raise ExportGone(str(archive.path)) from error
        logger.warning("A file in the archive cannot be read: %s", type(error).__name__)
        return UNREADABLE_HERE
