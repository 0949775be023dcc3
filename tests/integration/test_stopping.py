"""Ctrl-C for real, and a database that goes away: calm words, the right exit code, and nothing lost."""

from __future__ import annotations

import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import asyncpg
import pytest

from bridge.errors import StoreError
from bridge.portals.lease import TTL
from bridge.store import PlanState, Store
from registration.document import load
from tests.support.command import ROOT, Command
from tests.support.histories import eventful, plain, write_export
from tests.support.homeserver import FakeHomeserver, Fault, Moment, Settings, in_a_thread
from tests.support.importing import pause_after, prove, server_of, workshop

STOPPED = 130
CALM = "Stopped. Nothing is lost: the same command goes on from here."
SLOW = Fault(delay=0.01)
LONG_ENOUGH = 60.0
"""Seconds until something that must happen counts as not happening."""


def slowly(moment: Moment) -> Fault | None:
    return SLOW if moment.endpoint == "send" and moment.when == "before" else None


@pytest.fixture
def command(tmp_path: Path) -> Command:
    command = Command(tmp_path)
    command.do("init", "--yes", "--domain", "fake.localhost", "--address", "http://127.0.0.1:9", "--url", "null")
    return command


@pytest.fixture
def fake(command: Command) -> Iterator[FakeHomeserver]:
    """A homeserver that has the registration, and is where the configuration says."""
    registration = load(command.registration)
    settings = Settings(
        as_token=registration.as_token.get_secret_value(),
        bot=f"@{registration.sender_localpart}:fake.localhost",
        ghosts=registration.namespaces.users[0].regex.strip("^$"),
    )
    with in_a_thread(FakeHomeserver(settings, hook=slowly)) as fake:
        config = command.folder / "config.yaml"
        config.write_text(re.sub(r"http://127\.0\.0\.1:9\b", fake.address, config.read_text()))
        yield fake


def stop_when(command: Command, ready: Callable[[int], bool], *words: str) -> tuple[int, str]:
    """Run a command, press Ctrl-C once it is so far (asked with its process id); its exit code and what it said."""
    process = subprocess.Popen(command._line(*words), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    began = time.monotonic()
    while not ready(process.pid):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() - began < LONG_ENOUGH
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=LONG_ENOUGH)
    return process.returncode, said.decode()


@pytest.mark.parametrize("spoken", [1, 40, 120])
def test_ctrl_c_in_an_import_is_calm_and_the_import_goes_on(
    spoken: int, tmp_path: Path, command: Command, fake: FakeHomeserver
) -> None:
    command.do("plan", str(write_export(tmp_path / "export", eventful(20), eventful(20, name="cooks"))))

    def so_far(_process: int) -> bool:
        return sum(moment.endpoint == "send" for moment in list(fake.requests)) >= spoken

    code, said = stop_when(command, so_far, "import")
    assert code == STOPPED
    assert CALM in said
    assert "Traceback" not in said
    command.do("import")
    command.do("verify")


@pytest.mark.parametrize("moment", ["reading", "writing"])
def test_ctrl_c_while_staging_leaves_all_or_nothing(
    moment: str, tmp_path: Path, command: Command, fake: FakeHomeserver
) -> None:
    export = write_export(tmp_path / "export", plain(60_000))

    def so_far(process: int) -> bool:
        if moment == "reading":
            return any(str(file.resolve()).endswith(".jsonl") for file in Path(f"/proc/{process}/fd").iterdir())
        return sum(log.stat().st_size for log in command.folder.glob("*.db-wal")) > 500_000

    code, said = stop_when(command, so_far, "plan", str(export))
    assert code == STOPPED
    assert CALM in said
    assert "There is no plan" in command.run("import").stderr
    [chat] = command.json("plan", str(export))["chats"]
    assert (chat["total"], chat["items"]) == (60_000, 60_000)


@pytest.mark.parametrize("request_number", range(8, 60, 4))
async def test_postgresql_that_cuts_its_connections_loses_nothing(
    request_number: int, tmp_path: Path, postgres_uri: str
) -> None:
    async with FakeHomeserver() as fake, workshop(postgres_uri, server_of(fake)) as shop:
        plan = await shop.stage(write_export(tmp_path / "export", eventful(2)))

        async def cut() -> None:
            connection = await asyncpg.connect(postgres_uri)
            await connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            await connection.close()

        pause_after(shop, request_number, cut)
        [result] = await shop.run()
        assert result.error is None or isinstance(result.error, StoreError)
        assert await state_of(shop.store, plan.id) in (PlanState.DONE, PlanState.FAILED)
        with suppress(StoreError):  # a connection that idled may be found dead only now
            await shop.run()
        shop.clock.now += 2 * TTL  # the lease could not be given back when that very connection was cut
        await prove(shop)


async def state_of(store: Store, plan: str) -> PlanState:
    row = await store.plans.get(plan)
    assert row is not None
    return row.state


@pytest.fixture
def postgres_uri(request: pytest.FixtureRequest) -> str:
    uri: str = request.getfixturevalue("postgres_server").make()
    return uri
