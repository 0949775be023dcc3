"""History from a linked account, from the first request to the verified room."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from bridge.commands.fulfilment.office import Office
from bridge.commands.services import Progress, Step, Tell
from bridge.errors import HomeserverError
from bridge.history.fetch import Fetch
from bridge.history.plan import ChatPlan, Plan, choose_groups, make_plan
from bridge.history.proof import keep_proof, take_proof
from bridge.history.stage import stage
from bridge.model.chat import Numbering
from bridge.model.ids import MessageId
from bridge.sources.archive import Archive
from bridge.sources.connector import Connector
from bridge.sources.discovery import identify
from bridge.sources.hints import Hints
from bridge.store import Portal

UNSOUND = (
    "The history is in the room, but reading it back found differences. Ask whoever runs the bridge to look at"
    " `beringia verify` and its report."
)


@dataclass(frozen=True)
class Landing:
    """Fetches a chat's history into ``folder``, and imports it from there."""

    office: Office
    portal: Portal
    line: Connector
    folder: Path

    async def run(self, until: MessageId, tell: Tell) -> None:
        """Everything that is wanted, up to ``until``. Raises the network's and the homeserver's errors."""
        plan = await self._plan(until, tell)
        if plan is not None:
            await self._import(plan, tell)
            await self._check(plan, tell)

    async def _plan(self, until: MessageId, tell: Tell) -> Plan | None:
        """None: there is nothing before ``until``."""
        fetch = Fetch(self.line, self.portal.chat.id, self.folder, self.office.largest_file)
        after = None if self.portal.since is None else MessageId(self.portal.since)
        await tell(Progress(step=Step.FETCHING))

        def count(messages: int) -> None:
            told = asyncio.ensure_future(tell(Progress(step=Step.FETCHING, done=messages)))
            tasks.add(told)
            told.add_done_callback(tasks.discard)

        tasks: set[asyncio.Future[None]] = set()
        if not await fetch.run(until, count, after):
            return None
        return await self._staged()

    async def _staged(self) -> Plan:
        store, clock = self.office.store, self.office.clock
        archive = await asyncio.to_thread(Archive.open, self.folder, self.office.limits)
        with archive:
            staged = await stage(store, archive, identify(archive), Hints(), now=clock())
        if self.portal.chat.numbering is Numbering.ACCOUNT:
            login = await store.logins.get(self.portal.ear or 0)
            if login is not None:
                await store.aliases.speak_as(login.export, self.portal.id, staged.export)
        return await make_plan(store, [staged], choose_groups(private=False), now=clock())

    async def _import(self, plan: Plan, tell: Tell) -> None:
        chat = _only(plan)
        done = 0

        def count(_portal: int, items: int, _events: int) -> None:
            nonlocal done
            done += items
            told = asyncio.ensure_future(tell(Progress(step=Step.SENDING, done=done, total=chat.items)))
            tasks.add(told)
            told.add_done_callback(tasks.discard)

        tasks: set[asyncio.Future[None]] = set()
        for result in await self.office.importer.run(plan, self.office.runner, count):
            if result.error is not None:
                raise result.error

    async def _check(self, plan: Plan, tell: Tell) -> None:
        await tell(Progress(step=Step.CHECKING))
        proof = await take_proof(
            self.office.verifier, plan, media=False, progress=lambda _: None, now=self.office.clock()
        )
        await keep_proof(self.office.store, proof)
        if not proof.sound:
            raise HomeserverError(UNSOUND)


def _only(plan: Plan) -> ChatPlan:
    return plan.chosen[0]
