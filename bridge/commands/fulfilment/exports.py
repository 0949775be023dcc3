"""Exports that people send to the bot."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from pathlib import Path

from bridge.commands.fulfilment.office import Office
from bridge.commands.services import Inspection, Moved, PlannedChat, Progress, SharedFile, Step, Tell
from bridge.errors import ArchiveError, Refused, SpoolError
from bridge.history.inventory import ChatInventory
from bridge.history.plan import ChatPlan, choose_groups, load_plan, make_plan
from bridge.history.proof import keep_proof, take_proof
from bridge.history.stage import stage
from bridge.matrix.events import RoomId, UserId
from bridge.model.chat import ChatKind
from bridge.portals.live.files import download
from bridge.sources.archive import Archive
from bridge.sources.discovery import identify
from bridge.sources.hints import Hints


@dataclass(frozen=True)
class SharedExports:
    """``bridge.commands.services.ExportFiles``."""

    office: Office

    async def take(self, user: UserId, file: SharedFile, tell: Tell) -> Inspection:  # noqa: ARG002 - whose it is does not matter
        """Fetch it, look into it, stage and plan it. Raises ArchiveError when it is no export, or too large."""
        await tell(Progress(step=Step.FETCHING))
        path = await self._fetch(file)
        store, now = self.office.store, self.office.clock()
        archive = await asyncio.to_thread(Archive.open, path, self.office.limits)
        with archive:
            reader = identify(archive)
            staged = await stage(
                store,
                archive,
                reader,
                Hints(),
                now=now,
            )
        plan = await make_plan(store, [staged], choose_groups(private=False), now=now)
        inventories = {chat.chat.title: chat for chat in staged.inventory.chats.values()}
        return Inspection(
            plan=plan.id,
            format=reader.title,
            chats=tuple(_shown(chat, inventories.get(chat.title)) for chat in plan.chats),
            seconds=plan.seconds,
        )

    async def carry_out(self, user: UserId, inspection: Inspection, tell: Tell) -> list[Moved]:
        """Import what was planned, read it back, and let the person into the rooms."""
        plan = await load_plan(self.office.store, inspection.plan)
        total, done = sum(chat.items for chat in plan.chosen), 0
        tasks: set[asyncio.Future[None]] = set()

        def count(_portal: int, items: int, _events: int) -> None:
            nonlocal done
            done += items
            told = asyncio.ensure_future(tell(Progress(step=Step.SENDING, done=done, total=total)))
            tasks.add(told)
            told.add_done_callback(tasks.discard)

        for result in await self.office.importer.run(plan, self.office.runner, count):
            if result.error is not None:
                raise result.error
        await tell(Progress(step=Step.CHECKING))
        proof = await take_proof(
            self.office.verifier, plan, media=False, progress=lambda _: None, now=self.office.clock()
        )
        await keep_proof(self.office.store, proof)
        return [moved for chat in plan.chosen if (moved := await self._moved(user, chat)) is not None]

    async def drop(self, user: UserId, inspection: Inspection) -> None:  # noqa: ARG002 - the door knows whose it is
        """Forget the file. What was staged of it stays: a plan that is made later needs the same file again."""
        plan = await load_plan(self.office.store, inspection.plan)
        for number in plan.exports:
            export = await self.office.store.exports.get(number)
            if export is not None and Path(export.path).parent == (self.office.folder / "shared").resolve():
                await asyncio.to_thread(Path(export.path).unlink, missing_ok=True)

    async def _fetch(self, file: SharedFile) -> Path:
        folder = self.office.folder / "shared"
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        path = folder / f"{hashlib.sha256(file.uri.encode()).hexdigest()[:24]}{_ending(file.name)}"
        if path.exists():
            return path
        part = path.with_name(f"{path.name}.part")
        await asyncio.to_thread(part.unlink, missing_ok=True)
        try:
            await download(self.office.homeserver, file.uri, part)
            await asyncio.to_thread(part.rename, path)
        except Refused as refusal:
            raise ArchiveError("The homeserver does not have this file (any longer); send it again.") from refusal
        except OSError as error:
            raise SpoolError(str(error)) from error
        return path

    async def _moved(self, user: UserId, chat: ChatPlan) -> Moved | None:
        portal = await self.office.store.portals.get(chat.portal)
        if portal is None or portal.room_id is None:
            return None
        room = RoomId(portal.room_id)
        if user not in await self.office.homeserver.live.joined_members(room):
            await self.office.homeserver.live.invite(room, user)
        return Moved(
            title=chat.title,
            room=room,
            messages=chat.total,
            losses=self.office.losses(await self.office.store.inbox.notes(portal.id)),
            live=portal.ear is not None,
        )


def _ending(name: str) -> str:
    """So that readers who look at names recognise it."""
    ending = Path(name).suffix.lower()
    return ending if ending in {".zip", ".json", ".jsonl", ".txt", ".html"} else ""


def _shown(chat: ChatPlan, inventory: ChatInventory | None) -> PlannedChat:
    return PlannedChat(
        title=chat.title,
        kind=ChatKind(chat.kind),
        messages=chat.items,
        people=chat.people,
        size=chat.bytes,
        first=None if inventory is None else inventory.first,
        last=None if inventory is None else inventory.last,
        why_not=chat.why_not,
        losses=chat.losses,
        warnings=chat.warnings,
    )
