"""Tables ``plan`` and ``plan_chat``: what is to be imported, and how far each chat has come."""

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


class Plans:
    """What is to be imported."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, tx: Transaction, plan: PlanRow, portals: Sequence[int]) -> None:
        """Record a plan with its chats, each of them waiting."""
        raise NotImplementedError

    async def get(self, plan: str) -> PlanRow | None:
        """One plan by its id."""
        raise NotImplementedError

    async def latest(self) -> PlanRow | None:
        """The newest plan."""
        raise NotImplementedError

    async def list(self) -> list[PlanRow]:
        """Every plan, newest first."""
        raise NotImplementedError

    async def set_state(self, plan: str, state: PlanState) -> None:
        """Record how far a plan has come."""
        raise NotImplementedError

    async def chats(self, plan: str) -> list[PlanChat]:
        """The chats of a plan, in the order in which they were first seen."""
        raise NotImplementedError

    async def set_chat_state(
        self, plan: str, portal: int, state: PlanState, *, now: int, error: str | None = None
    ) -> None:
        """Record how far a chat has come, at ``now`` (ms since 1970).

        ``running`` sets ``started_at`` the first time and clears error and ``finished_at``; ``done`` and ``failed``
        set ``finished_at``.
        """
        raise NotImplementedError
