"""kill -9, for real: the importing process and the homeserver die again and again, and the room is the same."""

from __future__ import annotations

import random
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.synapse import Synapse, bedrock
from tests.support.command import Command
from tests.support.histories import eventful, write_export

KILLS = 24
KILLS_WHILE_LAYING = 12
HOMESERVER_DEATHS = (6, 14)
LONGEST = 1.2
"""Seconds that a run has, once it has begun to send, before it is killed."""


@pytest.fixture
def command(tmp_path: Path) -> Command:
    return Command(tmp_path)


@pytest.fixture
def own_synapse(tmp_path: Path, command: Command) -> Iterator[Synapse]:
    """A homeserver that may be killed without disturbing other tests."""
    synapse = Synapse(tmp_path / "synapse", registrations=[command.registration])
    command.init(synapse)
    with synapse:
        yield synapse


@pytest.fixture
def laying_synapse(tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> Iterator[Synapse]:
    """One that lays history, in many small batches."""
    monkeypatch.setenv("BERINGIA_IMPORTS_BATCH", "20")
    synapse = Synapse(tmp_path / "synapse", registrations=[command.registration], extra={"modules": [bedrock(slice=7)]})
    command.init(synapse)
    with synapse:
        yield synapse


def kill_after(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Kill it with SIGKILL; tells whether it was still at work."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return True
    return False


def test_a_killed_import_goes_on_where_it_was(tmp_path: Path, command: Command, own_synapse: Synapse) -> None:
    dice, started = random.Random(9), time.monotonic()
    command.do("plan", str(write_export(tmp_path / "export", eventful(30))))
    startup = measure_startup(command)
    killed = 0
    for number in range(KILLS):
        if number in HOMESERVER_DEATHS:
            own_synapse.kill()
            own_synapse.start()
        killed += kill_after(command.start("import"), startup + dice.random() * LONGEST)
    assert killed >= KILLS // 2, f"only {killed} kills hit an import, after {time.monotonic() - started:.0f} s"
    command.do("import")
    assert "sound" in command.do("verify")


def test_a_killed_laying_goes_on_where_it_was(tmp_path: Path, command: Command, laying_synapse: Synapse) -> None:
    dice = random.Random(5)
    command.do("plan", str(write_export(tmp_path / "export", eventful(400))))
    startup, killed = measure_startup(command), 0
    for number in range(KILLS_WHILE_LAYING):
        if number in HOMESERVER_DEATHS:
            laying_synapse.kill()
            laying_synapse.start()
        killed += kill_after(command.start("import"), startup + dice.random() * LONGEST)
    assert killed >= KILLS_WHILE_LAYING // 2
    command.do("import")
    assert "sound" in command.do("verify")


def test_a_homeserver_that_dies_while_history_is_laid_changes_nothing(
    tmp_path: Path, command: Command, laying_synapse: Synapse
) -> None:
    command.do("plan", str(write_export(tmp_path / "export", eventful(400))))
    process, dice = command.start("import"), random.Random(3)
    for _ in range(3):
        time.sleep(1 + dice.random())
        laying_synapse.kill()
        laying_synapse.start()
    assert process.wait(120) == 0
    assert "sound" in command.do("verify")


def test_a_homeserver_that_restarts_meanwhile_changes_nothing(
    tmp_path: Path, command: Command, own_synapse: Synapse
) -> None:
    command.do("plan", str(write_export(tmp_path / "export", eventful(12))))
    process = command.start("import")
    for _ in range(2):
        time.sleep(3)
        own_synapse.kill()
        own_synapse.start()
    assert process.wait(120) == 0
    assert "sound" in command.do("verify")


def measure_startup(command: Command) -> float:
    """How long the command takes until it does anything, on this machine, in s."""
    began = time.monotonic()
    command.run("import", "no-such-plan")
    return time.monotonic() - began
