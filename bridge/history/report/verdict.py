"""What a report says in one line: proven, still open, or wrong, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from msgspec import Struct

from bridge.history.proof import ChatProof, Proof
from bridge.history.report.tally import Books


class Level(StrEnum):
    """How good the news is."""

    PROVEN = "proven"
    OPEN = "open"
    """Nothing is known to be wrong, but something is still to be done or to be looked at."""
    WRONG = "wrong"


class Verdict(Struct, frozen=True, kw_only=True):
    """The news: a headline, and a sentence for each reason."""

    level: Level
    headline: str
    reasons: tuple[str, ...]


class Objection(Struct, frozen=True):
    """Something that keeps an import from being proven."""

    level: Level
    headline: str
    reason: str


@dataclass(frozen=True)
class Standing:
    """All that a verdict rests on. ``proofs`` are those of the chats, None: not verified.

    ``changed_at``: when something was last sent to the chats, ms since 1970; None: never.
    """

    books: Books
    chats: Sequence[Books]
    proof: Proof | None
    proofs: Sequence[ChatProof | None]
    changed_at: int | None

    @property
    def outdated(self) -> bool:
        """Was anything staged or said since the verification?"""
        if self.proof is None:
            return False
        later = self.changed_at is not None and self.changed_at > self.proof.taken_at
        return later or any(map(is_outdated, self.chats, self.proofs))

    @property
    def differences(self) -> int:
        """All that verification found."""
        if self.proof is None:
            return 0
        return sum(len(chat.findings) for chat in self.proof.chats) + len(self.proof.file_findings)


def is_outdated(books: Books, proof: ChatProof | None) -> bool:
    """Does the inbox hold something else than what was verified?"""
    if proof is None:
        return True
    return proof.items != books.items.total or proof.waiting != books.items.not_said


def judge(standing: Standing) -> Verdict:
    """The verdict: the worst objection gives the headline, each of them a reason."""
    objections = [found for check in _CHECKS if (found := check(standing)) is not None]
    if not objections:
        return _proven(standing)
    worst = next((found for found in objections if found.level is Level.WRONG), objections[0])
    return Verdict(level=worst.level, headline=worst.headline, reasons=tuple(found.reason for found in objections))


def _proven(standing: Standing) -> Verdict:
    items = standing.books.items
    read_back = (
        "The rooms were read back from the homeserver and compared both ways with what was staged: nothing is missing, "
        "extra, altered, doubled, out of order, or said by the wrong person or at the wrong time. Each file was "
        "downloaded, and is what was uploaded."
    )
    each = (
        f"Of {counted(standing.books.source, 'item')} in the source, {items.done:,} stand in their rooms as they were; "
        f"{items.not_done:,} could not, or must not, and each of them is listed below with its reason."
    )
    none = f"All {counted(standing.books.source, 'item')} of the source stand in their rooms."
    return Verdict(
        level=Level.PROVEN, headline="Proven complete", reasons=(read_back, each if items.not_done else none)
    )


def _not_balanced(standing: Standing) -> Objection | None:
    if standing.books.balanced:
        return None
    return Objection(
        Level.WRONG,
        "The books do not balance",
        f"{standing.books.source:,} items were staged, but {standing.books.items.total:,} are accounted for. Something other than Beringia has "
        "changed its database, or Beringia has a fault: do not rely on this import, and keep the database.",
    )


def _different(standing: Standing) -> Objection | None:
    if not standing.differences:
        return None
    return Objection(
        Level.WRONG,
        "The rooms differ from the source",
        f"Verification found {counted(standing.differences, 'difference')}; each is listed below.",
    )


def _not_finished(standing: Standing) -> Objection | None:
    waiting = standing.books.items.not_said
    if not waiting:
        return None
    return Objection(
        Level.OPEN,
        "Not finished",
        f"{waiting:,} of {counted(standing.books.items.total, 'item')} are not said yet. "
        "The same import command goes on where it stopped.",
    )


def _failed(standing: Standing) -> Objection | None:
    failed = standing.books.items.failed
    if not failed:
        return None
    return Objection(
        Level.OPEN,
        "Some items were refused",
        f"The homeserver refused {counted(failed, 'item')}; each is listed below with the reason.",
    )


def _never_verified(standing: Standing) -> Objection | None:
    if standing.proof is not None:
        return None
    return Objection(
        Level.OPEN,
        "Never verified",
        "The rooms were never read back from the homeserver, so nothing here is proven: run beringia verify.",
    )


def _verified_before(standing: Standing) -> Objection | None:
    if not standing.outdated:
        return None
    return Objection(
        Level.OPEN,
        "Verified before the last change",
        "Something was staged or said since the rooms were read back, so this is not proven: run beringia verify again.",
    )


def _files_not_compared(standing: Standing) -> Objection | None:
    if standing.proof is None or standing.proof.files is not None:
        return None
    return Objection(
        Level.OPEN,
        "Files not compared",
        "The rooms were read back, but their files were not downloaded: run beringia verify with --media.",
    )


_CHECKS: Sequence[Callable[[Standing], Objection | None]] = (
    _not_balanced,
    _different,
    _not_finished,
    _failed,
    _never_verified,
    _verified_before,
    _files_not_compared,
)
"""The gravest first."""


def counted(count: int, thing: str, things: str | None = None) -> str:
    """``1 item``, ``2,000 items``, ``2 people``."""
    return f"{count:,} {thing if count == 1 else things or thing + 's'}"
