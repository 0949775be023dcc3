"""What an import would do, before it does anything: rooms, ghosts, events, bytes, losses, and how long it takes."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence

import msgspec
from msgspec import Struct

from bridge.errors import PlanError
from bridge.history.fitting import Fit, fits
from bridge.history.inventory import ChatInventory, foreseeable_losses
from bridge.history.stage import Staged
from bridge.model.chat import Chat, ChatKind
from bridge.store import Inbox, Merged, PlanRow, Portal, State, Store

RATE = "import"
"""What the store calls the measured speed of imports, in events per second over all rooms."""
CHECKED_RATE = "check"
"""And what it calls the speed of one room, as ``beringia check`` measured it."""
PRIVATE = frozenset({ChatKind.DIRECT, ChatKind.SELF})
TITLES_NAMED = 20
"""How many chats an error names."""
JOINING = 2
"""Events that bring a person into a room: the invite and the join."""


class ChatPlan(Struct, frozen=True, kw_only=True):
    """What is planned for one chat. ``items`` wait to be said, ``total`` are in the inbox; ``bytes`` of files."""

    portal: int
    title: str
    network: str
    kind: str
    total: int
    items: int
    people: int
    events: int
    bytes: int
    chosen: bool
    why_not: str = ""
    losses: dict[str, int] = {}
    warnings: tuple[str, ...] = ()
    new: int = 0
    same: int = 0
    improved: int = 0
    changed_after_sent: int = 0
    late: int = 0
    fits: tuple[Fit, ...] = ()
    """How the exports that were staged now fit to what was there, where no id tells."""


class Plan(Struct, frozen=True, kw_only=True):
    """A plan. ``created_at`` in ms since 1970; ``rate`` in events per second, None: never measured here."""

    id: str
    created_at: int
    exports: tuple[int, ...]
    chats: tuple[ChatPlan, ...]
    rate: float | None = None

    @property
    def chosen(self) -> tuple[ChatPlan, ...]:
        """The chats that will be imported."""
        return tuple(chat for chat in self.chats if chat.chosen)

    @property
    def seconds(self) -> float | None:
        """How long the import will take at the measured rate."""
        return sum(chat.events for chat in self.chosen) / self.rate if self.rate else None


Choose = Callable[[Chat, bool], str]
"""Given a chat, and whether it is the only one of its export: why it is *not* to be imported; empty: it is."""


def choose_groups(private: bool, only: Sequence[str] = ()) -> Choose:
    """Groups and channels always; people's private chats when asked for, or when the export holds nothing else.

    ``only``: titles or ids of the chats wanted; empty: all.
    """

    def why_not(chat: Chat, alone: bool) -> str:
        if only and chat.id not in only and chat.title not in only:
            return "not among the chats that were asked for"
        if chat.kind in PRIVATE and not (private or alone or only):
            return "a private chat: --private takes these too"
        return ""

    return why_not


def find_wishes(staged: Sequence[Staged], only: Sequence[str]) -> None:
    """Raises PlanError when a chat that was asked for, by title or id, is in none of the exports."""
    chats = [held.chat for export in staged for held in export.inventory.chats.values()]
    unknown = [wish for wish in only if not any(wish in (chat.id, chat.title) for chat in chats)]
    if unknown:
        titles = sorted({chat.title or chat.id for chat in chats})
        more = f" and {len(titles) - TITLES_NAMED} more" if len(titles) > TITLES_NAMED else ""
        raise PlanError(
            f"No chat here is called {', '.join(map(repr, unknown))}, nor has that id."
            f" There are: {', '.join(titles[:TITLES_NAMED]) or 'none at all'}{more}."
        )


async def make_plan(store: Store, staged: Sequence[Staged], choose: Choose, *, now: int) -> Plan:
    """Draw up the plan for what was staged, and record it. Raises PlanError when there is nothing to import."""
    rate = await store.rates.latest(RATE) or await store.rates.latest(CHECKED_RATE)
    chats = [chat for export in staged for chat in await _chat_plans(store, export, choose)]
    plan = Plan(
        id=secrets.token_hex(3),
        created_at=now,
        exports=tuple(export.export for export in staged),
        chats=_together(chats),
        rate=rate.per_second if rate is not None else None,
    )
    if not plan.chosen:
        raise PlanError(_nothing_chosen(plan))
    async with store.transaction() as tx:
        row = PlanRow(id=plan.id, created_at=now, data=msgspec.json.encode(plan).decode())
        await store.plans.create(tx, row, [chat.portal for chat in plan.chosen])
    return plan


async def load_plan(store: Store, name: str | None) -> Plan:
    """The plan of this name; None: the newest."""
    row = await (store.plans.get(name) if name is not None else store.plans.latest())
    if row is None:
        known = (
            ", ".join(plan.id for plan in await store.plans.list()) or "none yet: make one with beringia plan EXPORT"
        )
        raise PlanError(f"There is no plan {name or ''} here. Plans: {known}.")
    return msgspec.json.decode(row.data, type=Plan)


async def _chat_plans(store: Store, staged: Staged, choose: Choose) -> list[ChatPlan]:
    alone = len(staged.inventory.chats) == 1
    plans = []
    for inventory in staged.inventory.chats.values():
        portal = await store.portals.of_chat(inventory.chat.network, inventory.chat.id)
        if portal is not None:
            why_not = choose(inventory.chat, alone) if inventory.items else "it holds no messages"
            merged = staged.merged.get(portal.id)
            fit = await fits(store, portal.chat.network, staged.export, merged)
            plans.append(await _chat_plan(store.inbox, portal, inventory, merged, fit, why_not))
    return plans


async def _chat_plan(
    inbox: Inbox, portal: Portal, inventory: ChatInventory, merged: Merged | None, fit: tuple[Fit, ...], why_not: str
) -> ChatPlan:
    counts = await inbox.counts(portal.id)
    items = await inbox.unfinished(portal.id)
    share = items / max(1, inventory.items)
    return ChatPlan(
        portal=portal.id,
        title=portal.chat.title or "Unnamed chat",
        network=portal.chat.network_name,
        kind=portal.chat.kind,
        total=sum(counts.values()),
        items=items,
        people=len(inventory.senders),
        events=round(inventory.events * share) + JOINING * len(inventory.senders) if items else 0,
        bytes=round(inventory.bytes * min(1, share)),
        chosen=not why_not,
        why_not=why_not,
        losses=foreseeable_losses(inventory),
        warnings=portal.chat.warnings,
        fits=fit,
        **_merged(merged),
    )


def _merged(merged: Merged | None) -> dict[str, int]:
    if merged is None:
        return {}
    return {
        "new": merged.new,
        "same": merged.same,
        "improved": merged.improved,
        "changed_after_sent": merged.changed_after_sent,
        "late": merged.late,
    }


def _together(chats: Sequence[ChatPlan]) -> tuple[ChatPlan, ...]:
    """One entry for each portal: of several exports of one chat the fullest describes it, and what each brought is added."""
    together: dict[int, ChatPlan] = {}
    for chat in chats:
        other = together.get(chat.portal)
        together[chat.portal] = chat if other is None else _joined(other, chat)
    return tuple(together.values())


def _joined(one: ChatPlan, other: ChatPlan) -> ChatPlan:
    fuller = one if one.events >= other.events else other
    return msgspec.structs.replace(
        fuller,
        items=other.items,
        total=other.total,
        people=max(one.people, other.people),
        chosen=one.chosen or other.chosen,
        why_not="" if one.chosen or other.chosen else one.why_not,
        warnings=tuple(dict.fromkeys((*one.warnings, *other.warnings))),
        new=one.new + other.new,
        same=one.same + other.same,
        improved=one.improved + other.improved,
        changed_after_sent=one.changed_after_sent + other.changed_after_sent,
        late=one.late + other.late,
        fits=(*one.fits, *other.fits),
    )


def _nothing_chosen(plan: Plan) -> str:
    reasons = [f"{chat.title}: {chat.why_not}" for chat in plan.chats]
    return "Nothing to import. " + ("; ".join(reasons) + "." if reasons else "The export holds no chats.")


def is_finished(counts: dict[tuple[State, str], int]) -> bool:
    """Has every item its outcome?"""
    return not any(state in (State.WAITING, State.SENDING) for state, _ in counts)
