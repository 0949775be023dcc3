"""What a report holds: numbers and names, never a word of a message."""

from __future__ import annotations

from msgspec import Struct

from bridge.history.proof import ChatProof, Proof
from bridge.history.report.losses import Loss
from bridge.history.report.tally import Books, Tally
from bridge.history.report.verdict import Verdict
from bridge.store import Contribution


class KindReport(Struct, frozen=True, kw_only=True):
    """The items of one kind."""

    kind: str
    items: Tally


class PersonReport(Struct, frozen=True, kw_only=True):
    """The items of one person, under the name and Matrix id that the room shows; no id: the source names nobody."""

    person: str | None
    user_id: str | None
    name: str
    items: Tally


class ReasonReport(Struct, frozen=True, kw_only=True):
    """How many items have an outcome for the same reason."""

    outcome: str
    reason: str
    items: int


class ItemReport(Struct, frozen=True, kw_only=True):
    """One item that is not ``done``. ``time`` in ms since 1970, UTC; None: the source's is not kept.

    ``count`` says how many items of the source it stands for.
    """

    id: str
    time: int | None
    kind: str
    sender: str | None
    name: str
    outcome: str
    reason: str
    count: int


class ChatReport(Struct, frozen=True, kw_only=True):
    """One chat of the plan. Times in ms since 1970, UTC; ``state`` and ``error`` are those of its import."""

    portal: int
    title: str
    network: str
    kind: str
    chat: str
    room_id: str | None
    state: str
    error: str | None
    started_at: int | None
    finished_at: int | None
    first: int | None
    last: int | None
    books: Books
    kinds: tuple[KindReport, ...]
    people: tuple[PersonReport, ...]
    losses: tuple[Loss, ...]
    reasons: tuple[ReasonReport, ...]
    warnings: tuple[str, ...]
    brought: tuple[Contribution, ...]
    proof: ChatProof | None

    @property
    def names(self) -> dict[str | None, str]:
        """What each sender is called."""
        return {person.person: person.name for person in self.people}


class ExportReport(Struct, frozen=True, kw_only=True):
    """An export that the chats come from. ``read``: how many items it holds, by kind, in all its chats."""

    id: int
    file: str
    reader: str
    network: str
    fingerprint: str
    staged_at: int
    read: dict[str, int]


class LeftOut(Struct, frozen=True, kw_only=True):
    """A chat that was staged with the others, but is not to be imported."""

    title: str
    network: str
    kind: str
    items: int
    why_not: str


class Report(Struct, frozen=True, kw_only=True):
    """A plan's report. Times in ms since 1970, UTC."""

    format: str = "beringia-report/1"
    times: str = "milliseconds since 1970-01-01T00:00:00Z"
    made_by: str
    made_at: int
    plan: str
    planned_at: int
    state: str
    verdict: Verdict
    books: Books
    exports: tuple[ExportReport, ...]
    chats: tuple[ChatReport, ...]
    left_out: tuple[LeftOut, ...]
    proof: Proof | None
    outdated: bool
    differences: int
