"""A portal's whole life at random: exports come, workers speak, crash and overtake each other; nothing gets lost.

Hypothesis plays it against the simplest model there is: the set of what was staged.
"""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bridge.errors import LeaseLost
from bridge.store import LATE, InboxRow, Portal, State, Store
from tests.support.stores import a_portal, an_event, an_item, finish, stage, start

TTL = 10
BATCH = 4
workers = st.sampled_from(["worker-1", "worker-2"])
outcomes = st.sampled_from([State.DONE, State.MISSING, State.UNSUPPORTED, State.FAILED])


@dataclass
class Memory:
    """What a worker knows while it has not crashed."""

    cursor: str | None
    rows: list[InboxRow] = field(default_factory=list)


class Life(RuleBasedStateMachine):
    """One portal, two workers."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.store = self.loop.run(Store.open(f"sqlite:///{Path(self.folder.name) / 'beringia.db'}"))
        self.staged = set(range(0, 60, 3))
        self.portal = self.loop.run(a_portal(self.store, [an_item(number) for number in self.staged], "worker-1"))
        self.memories = {"worker-1": Memory(None)}
        self.now = 60_000

    def teardown(self) -> None:
        self.loop.run(self.store.close())
        self.loop.close()
        self.folder.cleanup()

    @rule(numbers=st.sets(st.integers(0, 60), min_size=1, max_size=8), present=st.integers(0, 2))
    def bring_an_export(self, numbers, present):
        merged = self.loop.run(stage(self.store, [an_item(number, present=present) for number in sorted(numbers)]))
        assert merged.new == len(numbers - self.staged)
        self.staged |= numbers

    @rule(worker=workers, later=st.sampled_from([0, TTL]))
    def take_the_lease(self, worker, later):
        self.now += later
        if self.loop.run(self.store.portals.take_lease(self.portal, worker, now=self.now, ttl=TTL)):
            self.memories[worker] = Memory(self._portal().cursor)

    @rule(worker=workers)
    def crash(self, worker):
        self.memories.pop(worker, None)

    @precondition(lambda self: self.memories)
    @rule(data=st.data(), outcome=outcomes, count=st.integers(1, 3))
    def say_some(self, data, outcome, count):
        worker = data.draw(st.sampled_from(sorted(self.memories)))
        try:
            for _ in range(count):
                self.loop.run(self._say(worker, outcome))
        except LeaseLost:
            assert self._portal().lease != worker
            del self.memories[worker]

    async def _say(self, worker: str, outcome: State) -> None:
        memory = self.memories[worker]
        if not memory.rows:
            memory.rows = await self.store.inbox.next(self.portal, BATCH)
            begun = memory.rows and memory.rows[0].state is State.SENDING
            if not begun and not (memory.rows and await start(self.store, memory.rows[0], lease=worker)):
                memory.rows = []
        if memory.rows:
            row, *rest = memory.rows
            went_on = await finish(
                self.store,
                row,
                outcome,
                lease=worker,
                cursor=memory.cursor,
                reason="why",
                events=[an_event(event_id=f"${row.message}")],
                following=rest[0] if rest else None,
            )
            memory.cursor, memory.rows = row.message, rest if went_on else []

    @invariant()
    def every_item_has_one_state(self):
        counts = self.loop.run(self.store.inbox.counts(self.portal))
        assert sum(counts.values()) == len(self.staged)

    @invariant()
    def at_most_one_item_is_being_said(self):
        assert len(self._messages(State.SENDING)) <= 1

    @invariant()
    def what_was_said_was_said_once_and_in_order(self):
        said = [int(event.message) for event in self.loop.run(self.store.events.page(self.portal, 0, 1_000))]
        assert said == sorted(set(said))
        ended = set(self._messages(State.DONE, State.MISSING, State.UNSUPPORTED, State.FAILED))
        assert ended == {str(number) for number in said}

    @invariant()
    def only_what_is_older_than_the_room_is_withheld(self):
        rows = self.loop.run(self.store.inbox.page(self.portal, None, 1_000))
        said = [row.order for row in rows if row.state not in (State.WAITING, State.WITHHELD)]
        for row in rows:
            if row.state is State.WITHHELD:
                assert row.reason == LATE
                assert row.order < max(said)

    def _portal(self) -> Portal:
        portal = self.loop.run(self.store.portals.get(self.portal))
        assert portal is not None
        return portal

    def _messages(self, *states: State) -> list[str]:
        rows = self.loop.run(self.store.inbox.page(self.portal, None, 1_000))
        return [row.message for row in rows if row.state in states]


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
