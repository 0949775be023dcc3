"""The report of a plan: what became of every item, in numbers, and what verification found.

It tells of messages, and holds none of their words. Numbers are gathered into a :class:`Report`; the items that are
not ``done`` may be millions, so they stream past one by one, see :func:`items_not_done`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from pathlib import PurePath

from bridge.history.plan import ChatPlan, Plan
from bridge.history.proof import ChatProof, newest_proof
from bridge.history.report.contents import (
    ChatReport,
    ExportReport,
    ItemReport,
    KindReport,
    LeftOut,
    PersonReport,
    ReasonReport,
    Report,
)
from bridge.history.report.losses import losses
from bridge.history.report.tally import Books, Tally, close_books, keep_books, outcome_of, tally
from bridge.history.report.verdict import Standing, judge
from bridge.model.ids import PersonId
from bridge.people.cast import Cast
from bridge.people.ghosts import Identities
from bridge.store import Contribution, Export, InboxRow, PlanChat, Portal, State, Store

PAGE = 1_000
"""Items that are read together."""
MOST_REASONS = 200
"""Different reasons for each chat; every item has its own, these are the sums."""
NOBODY = "No sender named"
"""Stands for whoever said what the source gives no sender for."""


_UNSAID = {
    State.WAITING: "waits for the import to go on",
    State.SENDING: "was being said when the import stopped, or is now; the import goes on with it",
}
"""What stands for a reason where there is no outcome yet."""


async def gather(store: Store, identities: Identities, plan: Plan, *, now: int, made_by: str) -> Report:
    """Everything but the single items. ``now`` in ms since 1970; ``made_by`` names program and version."""
    proof = await newest_proof(store, plan.id)
    verified = {chat.portal: chat for chat in proof.chats} if proof is not None else {}
    running = {chat.portal: chat for chat in await store.plans.chats(plan.id)}
    chats = [
        await _chat(store, identities, chat, running.get(chat.portal), verified.get(chat.portal))
        for chat in plan.chosen
    ]
    row = await store.plans.get(plan.id)
    standing = Standing(
        books=close_books(chat.books for chat in chats),
        chats=[chat.books for chat in chats],
        proof=proof,
        proofs=[chat.proof for chat in chats],
        changed_at=await _changed_at(store, {chat.portal for chat in chats}),
    )
    return Report(
        made_by=made_by,
        made_at=now,
        plan=plan.id,
        planned_at=plan.created_at,
        state=row.state if row is not None else "",
        verdict=judge(standing),
        books=standing.books,
        exports=await _exports(store, chats, plan.exports),
        chats=tuple(chats),
        left_out=tuple(map(_left_out, (chat for chat in plan.chats if not chat.chosen))),
        proof=proof,
        outdated=standing.outdated,
        differences=standing.differences,
    )


async def items_not_done(store: Store, chat: ChatReport) -> AsyncGenerator[ItemReport, None]:
    """Every item of a chat that is not ``done``, in the chat's order, read a page at a time."""
    names = chat.names
    rows = await store.inbox.not_done(chat.portal, None, PAGE)
    while rows:
        for row in rows:
            yield _item(row, names)
        rows = await store.inbox.not_done(chat.portal, rows[-1].order, PAGE)


def _item(row: InboxRow, names: Mapping[str | None, str]) -> ItemReport:
    return ItemReport(
        id=row.message,
        time=None if row.kind == "withheld" else row.time,
        kind=row.kind,
        sender=row.sender,
        name=names.get(row.sender, row.sender or NOBODY),
        outcome=outcome_of(row.state),
        reason=row.reason or _UNSAID.get(row.state, ""),
        count=row.count,
    )


async def _chat(
    store: Store, identities: Identities, planned: ChatPlan, running: PlanChat | None, proof: ChatProof | None
) -> ChatReport:
    portal = await store.portals.get(planned.portal)
    assert portal is not None, "a plan names portals that exist"
    counts = await store.inbox.counts(portal.id)
    extent = await store.inbox.extent(portal.id)
    brought = await store.aliases.contributions(portal.id)
    return ChatReport(
        portal=portal.id,
        title=planned.title,
        network=portal.chat.network_name,
        kind=portal.chat.kind,
        chat=portal.chat.id,
        room_id=portal.room_id,
        state=running.state if running is not None else "",
        error=running.error if running is not None else None,
        started_at=running.started_at if running is not None else None,
        finished_at=running.finished_at if running is not None else None,
        first=extent.first,
        last=extent.last,
        books=_books(counts, brought, extent.items - extent.rows),
        kinds=_kinds(counts),
        people=await _people(store, identities, portal),
        losses=losses(await store.inbox.notes(portal.id)),
        reasons=await _reasons(store, portal.id),
        warnings=portal.chat.warnings,
        brought=tuple(brought),
        proof=proof,
    )


def _books(counts: Mapping[tuple[State, str], int], brought: Sequence[Contribution], more: int) -> Books:
    """Staging recorded how many rows it took in; ``more`` items than rows are those that share one."""
    staged = sum(contribution.new for contribution in brought) + more
    return keep_books(staged, tally((state, count) for (state, _), count in counts.items()))


def _kinds(counts: Mapping[tuple[State, str], int]) -> tuple[KindReport, ...]:
    by_kind: defaultdict[str, list[tuple[State, int]]] = defaultdict(list)
    for (state, kind), count in counts.items():
        by_kind[kind].append((state, count))
    reports = [KindReport(kind=kind, items=tally(states)) for kind, states in by_kind.items()]
    return tuple(sorted(reports, key=lambda report: (-report.items.total, report.kind)))


async def _people(store: Store, identities: Identities, portal: Portal) -> tuple[PersonReport, ...]:
    """Who said how much; names as the room shows them, or would."""
    by_person: defaultdict[str | None, list[tuple[State, int]]] = defaultdict(list)
    for (sender, state), count in (await store.inbox.by_sender(portal.id)).items():
        by_person[sender].append((state, count))
    cast = await Cast.of_portal(store, identities, portal.id, portal.chat)
    await cast.learn(PersonId(sender) for sender in by_person if sender is not None)
    reports = [_person(cast, sender, tally(states)) for sender, states in by_person.items()]
    return tuple(sorted(reports, key=lambda report: (-report.items.total, report.name, report.person or "")))


def _person(cast: Cast, sender: str | None, items: Tally) -> PersonReport:
    if sender is None:
        return PersonReport(person=None, user_id=None, name=NOBODY, items=items)
    person = PersonId(sender)
    return PersonReport(person=person, user_id=cast.ghosts[person], name=cast.names[person], items=items)


async def _reasons(store: Store, portal: int) -> tuple[ReasonReport, ...]:
    reasons = await store.inbox.reasons(portal, MOST_REASONS)
    return tuple(
        ReasonReport(outcome=outcome_of(state), reason=reason, items=items)
        for (state, reason), items in reasons.items()
    )


async def _exports(store: Store, chats: Sequence[ChatReport], planned: Sequence[int]) -> tuple[ExportReport, ...]:
    """Those of the plan, and earlier ones that brought something to the same chats."""
    wanted = {*planned, *(contribution.export for chat in chats for contribution in chat.brought)}
    return tuple(_export(export) for export in await store.exports.list() if export.id in wanted)


def _export(export: Export) -> ExportReport:
    return ExportReport(
        id=export.id,
        # Only the last part: the folders above it say who has which account on this machine.
        file=PurePath(export.path).name,
        reader=export.reader,
        network=export.network,
        fingerprint=export.fingerprint,
        staged_at=export.staged_at,
        read=dict(export.counts),
    )


def _left_out(chat: ChatPlan) -> LeftOut:
    return LeftOut(title=chat.title, network=chat.network, kind=chat.kind, items=chat.total, why_not=chat.why_not)


async def _changed_at(store: Store, portals: Collection[int]) -> int | None:
    """When something was last sent to these chats, by whatever plan."""
    times = [
        time
        for plan in await store.plans.list()
        for chat in await store.plans.chats(plan.id)
        if chat.portal in portals
        for time in (chat.started_at, chat.finished_at)
        if time is not None
    ]
    return max(times, default=None)
