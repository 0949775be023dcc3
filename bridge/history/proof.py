"""What a verification found, kept for the report."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from msgspec import Struct

from bridge.history.comparison import Finding
from bridge.history.plan import Plan
from bridge.history.verify import ChatVerdict, Verifier
from bridge.store import ProofRow, Store


class Found(Struct, frozen=True, kw_only=True):
    """One thing that is wrong; ``difference`` is a value of ``comparison.Difference``."""

    difference: str
    event_id: str
    message: str
    detail: str


class ChatProof(Struct, frozen=True, kw_only=True):
    """One room. ``waiting`` items have no outcome yet, ``failed`` ones were refused by the homeserver.

    ``setup`` events made the room and stand for no item; ``live`` ones are what people said and did there since.
    """

    portal: int
    items: int
    waiting: int
    events: int
    setup: int
    findings: tuple[Found, ...]
    failed: int = 0
    live: int = 0

    @property
    def sound(self) -> bool:
        """Is the room exactly what was staged, to the end, with nothing refused on the way?"""
        return not self.findings and not self.waiting and not self.failed


class Proof(Struct, frozen=True, kw_only=True):
    """A whole plan's verification. ``taken_at`` in ms since 1970; ``files`` were compared, None: not asked for."""

    plan: str
    taken_at: int
    chats: tuple[ChatProof, ...]
    files: int | None
    file_findings: tuple[Found, ...] = ()

    @property
    def sound(self) -> bool:
        """Is everything there, and nothing else?"""
        return all(chat.sound for chat in self.chats) and not self.file_findings


async def take_proof(
    verifier: Verifier, plan: Plan, *, media: bool, progress: Callable[[int], None], now: int
) -> Proof:
    """Verify every room of a plan, and the files if wanted."""
    verdicts = [await verifier.chat(chat.portal, progress) for chat in plan.chosen]
    files, findings = 0, []
    if media:
        async for finding in verifier.compare_files(progress):
            files += 1
            findings += [finding] if finding is not None else []
    return Proof(
        plan=plan.id,
        taken_at=now,
        chats=tuple(_chat_proof(verdict) for verdict in verdicts),
        files=files if media else None,
        file_findings=tuple(_found(finding) for finding in findings),
    )


async def keep_proof(store: Store, proof: Proof) -> None:
    """Remember what was found; the newest proof of a plan is the one that its report shows."""
    await store.plans.keep_proof(
        ProofRow(plan=proof.plan, taken_at=proof.taken_at, data=msgspec.json.encode(proof).decode())
    )


async def newest_proof(store: Store, plan: str) -> Proof | None:
    """What was last found; None: this plan was never verified."""
    row = await store.plans.newest_proof(plan)
    return None if row is None else msgspec.json.decode(row.data, type=Proof)


def _chat_proof(verdict: ChatVerdict) -> ChatProof:
    return ChatProof(
        portal=verdict.portal,
        items=verdict.items,
        waiting=verdict.waiting,
        events=verdict.events,
        setup=verdict.setup,
        findings=tuple(_found(finding) for finding in verdict.findings),
        failed=verdict.failed,
        live=verdict.live,
    )


def _found(finding: Finding) -> Found:
    return Found(
        difference=finding.difference, event_id=finding.event_id, message=finding.message, detail=finding.detail
    )
