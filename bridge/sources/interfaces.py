"""What a contributor must know to add a source: the reader of one export format."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from bridge.model.codec import Item
from bridge.model.ids import Network
from bridge.sources.archive import Archive
from bridge.sources.hints import Hints


class Reader(ABC):
    """Reads one export format.

    A subclass in any module below ``bridge/sources`` is found by itself (``bridge.sources.discovery``).
    """

    name: ClassVar[str]
    """A short, stable name for fixtures and the store: ``telegram-desktop-json``."""
    network: ClassVar[Network]
    title: ClassVar[str]
    """What people call the format: ``Telegram Desktop export (result.json)``."""

    @abstractmethod
    def identify(self, archive: Archive) -> bool:
        """Is it mine? Looks inside, since names lie; cheap (a few KiB); never raises for a foreign archive.

        Two readers that claim one archive are an error.
        """

    @abstractmethod
    def read(self, archive: Archive, hints: Hints) -> Iterator[Item]:
        """Everything, streamed in the archive's order. The same archive always gives the same items.

        A chat comes before its messages, a person before the first message that names them. A broken record
        becomes ``Unreadable``; what must never be read becomes ``Withheld``. Raises ``ArchiveError`` only when
        the archive as a whole cannot be read (truncated, not what it seemed); whoever stages then keeps nothing.
        """
