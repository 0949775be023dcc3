"""What a contributor must know to add a source: the reader of one export format."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from bridge.model.codec import Item
from bridge.model.ids import Network
from bridge.sources.archive import Archive
from bridge.sources.hints import Hints


@dataclass(frozen=True)
class Guide:
    """A row of the table of formats, in words for people. Sentences without a full stop, lower case at the beginning."""

    network: str
    """As people call it: ``WhatsApp``."""
    export: str
    """What to click, or to run, to get the export."""
    kept: str
    """What of it arrives."""
    lost: str
    """What the format itself does not hold, so that no importer can bring it back."""


@dataclass(frozen=True)
class Access:
    """What opens the web addresses of an export's remote files. ``query`` is secret: it is never stored or shown."""

    hosts: frozenset[str]
    """The hosts that may be asked; a host with a leading dot stands for all below it: ``.slack.com``."""
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Added to each address."""


class Reader(ABC):
    """Reads one export format.

    A subclass in any module below ``bridge/sources`` is found by itself (``bridge.sources.discovery``).
    """

    name: ClassVar[str]
    """A short, stable name for fixtures and the store: ``telegram-desktop-json``."""
    network: ClassVar[Network]
    title: ClassVar[str]
    """What people call the format: ``Telegram Desktop export (result.json)``."""
    guide: ClassVar[Guide | None] = None
    """For the table of formats in the README; None: nothing that people export (a demonstration)."""

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

    def unlock(self, archive: Archive, hints: Hints) -> None:  # noqa: B027 - for most readers there is nothing to do
        """Opens what is sealed with a password in an archive, before its files are fetched; most exports have no seal.

        ``read`` does the same by itself. Raises ``ArchiveError`` when the password was not told.
        """

    def access(self, archive: Archive, hints: Hints) -> Access | None:  # noqa: ARG002 - for those that have some
        """How the ``REMOTE`` files of an export are fetched; None: its reader makes none."""
        return None
