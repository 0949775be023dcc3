"""A folder for temporary files of strangers: nobody else may look into it, and none of it stays behind."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bridge.errors import SpoolError

_PREFIX = "beringia-media-"
_LOCK = "owner.lock"
_TRIES = 10


@dataclass(frozen=True)
class Workspace:
    """``lock`` is held for as long as the process lives: that tells a folder in use from what a crash left behind."""

    root: Path
    lock: int

    @classmethod
    def create(cls, parent: Path | None = None) -> Workspace:
        """Make one inside ``parent`` (None: where the system keeps temporary files); sweep up after crashed runs.

        Raises SpoolError when that is impossible.
        """
        place = parent or Path(tempfile.gettempdir())
        _sweep(place)
        for _ in range(_TRIES):
            try:
                root = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
            except OSError as error:
                raise SpoolError(str(error)) from error
            lock = _locked(root)
            if lock is not None:
                return cls(root, lock)
        raise SpoolError(f"Other programs keep removing our folders from {place}.")

    @asynccontextmanager
    async def folder(self) -> AsyncIterator[Path]:
        """A folder for one file's sake, gone afterwards."""
        try:
            path = await asyncio.to_thread(tempfile.mkdtemp, dir=self.root)
        except OSError as error:
            raise SpoolError(str(error)) from error
        try:
            yield Path(path)
        finally:
            # A decoder that was left alone may still write; what it leaves goes with the whole workspace.
            await asyncio.to_thread(shutil.rmtree, path, ignore_errors=True)

    def remove(self) -> None:
        """End of use. What cannot be removed now is swept up by the next run."""
        shutil.rmtree(self.root, ignore_errors=True)
        os.close(self.lock)


def _sweep(place: Path) -> None:
    """Remove folders that nobody holds any more."""
    for root in place.glob(f"{_PREFIX}*"):
        lock = _locked(root)
        if lock is not None:
            shutil.rmtree(root, ignore_errors=True)
            os.close(lock)


def _locked(root: Path) -> int | None:
    """Take the folder's lock; None when another has it, or has just removed the folder, or owns it."""
    path = root / _LOCK
    with contextlib.suppress(OSError):
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(lock).st_ino == path.stat().st_ino:
                return lock
        except OSError:
            os.close(lock)
            raise
        os.close(lock)
    return None
