"""An importer on a throw-away homeserver, as the command makes it, and what it needs to be measured."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.bare_client import BareClient
from bridge.app import App, archive_limits, clock, open_app, with_way
from bridge.history.plan import Plan, choose_groups, make_plan
from bridge.history.reading import read_room
from bridge.history.stage import stage
from bridge.matrix.events import RoomId
from bridge.model.codec import Item
from bridge.sources.archive import Archive
from bridge.sources.discovery import identify
from bridge.sources.hints import Hints
from config.load import load
from demo.synapse import Synapse
from registration.document import load as load_registration
from tests.support.histories import write_export

DOMAIN = "bench.localhost"
NOWHERE = "http://127.0.0.1:1"
SLICE = 1_000
"""Events that are stored with one call: the module's own default."""
Module = Mapping[str, Any]
"""What ``homeserver.yaml`` says of a module."""


@dataclass(frozen=True)
class Bench:
    """An importer and a bare client on one homeserver."""

    folder: Path
    app: App
    limits: Any
    bare: BareClient
    in_parallel: int

    async def plan(self, name: str, histories: Sequence[Iterator[Item]]) -> Plan:
        """Write and stage an export."""
        with Archive.open(write_export(self.folder / name, *histories), self.limits) as archive:
            staged = await stage(self.app.store, archive, identify(archive), Hints(), now=clock())
        return await make_plan(self.app.store, [staged], choose_groups(private=True), now=clock())

    async def run_import(self, plan: Plan) -> int:
        """Import it. Returns how many events that took."""
        counted = 0

        def count(_portal: int, _items: int, events: int) -> None:
            nonlocal counted
            counted += events

        results = await self.app.importer.run(plan, self.app.runner, count)
        assert all(result.error is None for result in results), results
        return counted

    async def rooms_of(self, plan: Plan) -> list[RoomId]:
        """Those that a plan's chats became."""
        portals = [await self.app.store.portals.get(chat.portal) for chat in plan.chosen]
        return [RoomId(portal.room_id) for portal in portals if portal is not None and portal.room_id is not None]

    async def said_in(self, room: RoomId, most: int = sys.maxsize) -> list[dict[str, Any]]:
        """The first events that an import said in a room."""
        homeserver = self.app.importer.homeserver
        ground = await homeserver.bedrock.ground(room) if self.app.importer.bedrock is not None else None
        said: list[dict[str, Any]] = []
        async for event in read_room(homeserver, room, ground):
            if len(said) == most:
                break
            if "beringia.source" in event["content"] and event["type"] != "m.room.create":
                said.append(event)
        return said


@asynccontextmanager
async def opened(folder: Path, synapse: Synapse, *, plain: bool) -> AsyncIterator[Bench]:
    """Connected to a homeserver that runs, and writing in one of the two ways."""
    config = load(folder / "config.yaml", {})
    registration = load_registration(config.appservice.registration)
    headers = {"Authorization": f"Bearer {registration.as_token.get_secret_value()}"}
    patience = aiohttp.ClientTimeout(total=None)
    async with (
        open_app(config, registration) as connected,
        aiohttp.ClientSession(headers=headers, timeout=patience) as session,
    ):
        app, way = await with_way(connected, config, plain=plain)
        assert (way.bedrock is None) is plain, way.why
        bare = BareClient(session, synapse.address, DOMAIN)
        yield Bench(folder, app, archive_limits(config), bare, config.imports.rooms_in_parallel)


def homeserver(folder: Path, *modules: Module, database: str | None = None) -> Synapse:
    """A homeserver to be started, and in a new folder the configuration and the registration that go with it."""
    registration = folder / "registration.yaml"
    synapse = Synapse(
        folder / "synapse",
        server_name=DOMAIN,
        registrations=[registration],
        database=database,
        extra={"modules": list(modules)},
    )
    initialise(folder, synapse.address)
    return synapse


def bedrock(pressure: float = 1.0) -> Module:
    """The entry of ``homeserver.yaml``."""
    config = {"appservice": "beringia", "slice": SLICE, "pressure": pressure}
    return {"module": "registration.bedrock.Bedrock", "config": config}


def initialise(folder: Path, address: str = NOWHERE) -> None:
    """Write configuration and registration into a new folder."""
    folder.mkdir(parents=True)
    beringia(folder, "init", "--yes", "--domain", DOMAIN, "--address", address, "--url", "null")


def beringia(folder: Path, *words: str) -> None:
    """Run the command to its end; it must succeed."""
    subprocess.run(command(folder, *words), check=True, stdout=subprocess.DEVNULL)


def command(folder: Path, *words: str) -> list[str]:
    """The command line of ``beringia`` with the configuration in this folder."""
    return [sys.executable, "-m", "bridge", "--config", str(folder / "config.yaml"), *words]
