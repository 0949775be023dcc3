"""Tables ``plan``, ``plan_chat``, ``proof``: what is to be imported, how far each chat has come, what was verified."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bridge.store.database import Database, Row, Transaction


class PlanState(StrEnum):
    """How far a plan, or one chat of it, has come."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """A plan. ``created_at`` in ms since 1970, UTC; ``data`` is JSON that only its maker reads."""

    id: str
    created_at: int
    data: str
    state: PlanState = PlanState.WAITING


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChat:
    """One chat of a plan. Times in ms since 1970, UTC; ``error`` is for people."""

    plan: str
    portal: int
    state: PlanState = PlanState.WAITING
    error: str | None = None
    started_at: int | None = None
    finished_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofRow:
    """A verification of a plan. ``taken_at`` in ms since 1970, UTC; ``data`` is JSON that only its maker reads."""

    plan: str
    taken_at: int
    data: str


class Plans:
    """What is to be imported."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, tx: Transaction, plan: PlanRow, portals: Sequence[int]) -> None:
        """Record a plan with its chats, each of them waiting."""
        await tx.execute(
            "INSERT INTO plan (id, created_at, data, state) VALUES ($1, $2, $3, $4)",
            plan.id,
            plan.created_at,
            plan.data,
            plan.state,
        )
        await tx.executemany(
            "INSERT INTO plan_chat (plan, portal) VALUES ($1, $2)", [(plan.id, portal) for portal in portals]
        )

    async def get(self, plan: str) -> PlanRow | None:
        """One plan by its id."""
        row = await self._database.fetchrow(f"SELECT {_PLAN} FROM plan WHERE id = $1", plan)
        return _plan(row) if row else None

    async def latest(self) -> PlanRow | None:
        """The newest plan."""
        row = await self._database.fetchrow(f"SELECT {_PLAN} FROM plan ORDER BY created_at DESC, id DESC LIMIT 1")
        return _plan(row) if row else None

    async def set_state(self, plan: str, state: PlanState) -> None:
        """Record how far a plan has come."""
        await self._database.execute("UPDATE plan SET state = $2 WHERE id = $1", plan, state)

    async def set_data(self, plan: str, data: str) -> None:
        """Replace what the plan's maker wrote."""
        await self._database.execute("UPDATE plan SET data = $2 WHERE id = $1", plan, data)

    async def chats(self, plan: str) -> list[PlanChat]:
        """The chats of a plan, in the order in which they were first seen."""
        rows = await self._database.fetch(
            "SELECT plan, portal, state, error, started_at, finished_at FROM plan_chat WHERE plan = $1 ORDER BY portal",
            plan,
        )
        return [PlanChat(**{**dict(row), "state": PlanState(row["state"])}) for row in rows]

    async def set_chat_state(
        self, plan: str, portal: int, state: PlanState, *, now: int, error: str | None = None
    ) -> None:
        """Record how far a chat has come, at ``now`` (ms since 1970, UTC), and the error if there is one.

        ``running`` sets ``started_at`` the first time; ``done`` and ``failed`` set ``finished_at``, others clear it.
        """
        await self._database.execute(
            "UPDATE plan_chat SET state = $3, error = $4, started_at = COALESCE(started_at, $5), finished_at = $6"
            " WHERE plan = $1 AND portal = $2",
            plan,
            portal,
            state,
            error,
            now if state is PlanState.RUNNING else None,
            now if state in (PlanState.DONE, PlanState.FAILED) else None,
        )

    async def keep_proof(self, proof: ProofRow) -> None:
        """Remember what a verification found; earlier ones stay."""
        await self._database.execute(
            "INSERT INTO proof (plan, taken_at, data) VALUES ($1, $2, $3)", proof.plan, proof.taken_at, proof.data
        )

    async def newest_proof(self, plan: str) -> ProofRow | None:
        """What was last found; None: this plan was never verified."""
        row = await self._database.fetchrow(
            "SELECT plan, taken_at, data FROM proof WHERE plan = $1 ORDER BY id DESC LIMIT 1", plan
        )
        return ProofRow(**dict(row)) if row else None

    async def list(self) -> list[PlanRow]:
        """Every plan, newest first."""
        rows = await self._database.fetch(f"SELECT {_PLAN} FROM plan ORDER BY created_at DESC, id DESC")
        return [_plan(row) for row in rows]


_PLAN = "id, created_at, data, state"


def _plan(row: Row) -> PlanRow:
    return PlanRow(**{**dict(row), "state": PlanState(row["state"])})
