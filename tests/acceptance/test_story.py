"""The whole story on a real Synapse: an export becomes a proven room, on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from demo.synapse import Synapse, bedrock
from tests.support import postgres
from tests.support.command import ROOT, Command

EXPORT = ROOT / "demo" / "export"
SAMPLES = ROOT.parent / "shared" / "samples" / "telegram"
pytestmark = pytest.mark.xdist_group("story")
LARGE = 1_000_000
"""Bytes of a sample that is left to the homeserver in memory."""


@pytest.fixture(
    scope="module", params=["plain on sqlite", "plain on postgres", "beneath on sqlite", "beneath on postgres"]
)
def command(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Command]:
    """Beringia and a Synapse that knows it, both on the same kind of database, with and without bedrock."""
    way, _, database = request.param.partition(" on ")
    modules = [bedrock()] if way == "beneath" else []
    command = Command(tmp_path_factory.mktemp(database))
    if database == "sqlite":
        yield from served(command, None, "sqlite:///beringia.db", modules)
        return
    try:
        with postgres.running() as server:
            yield from served(command, server.make("template0"), server.make("template0"), modules)
    except postgres.Unavailable as reason:
        pytest.skip(str(reason))


def served(
    command: Command, homeserver_database: str | None, database: str, modules: list[dict[str, Any]]
) -> Iterator[Command]:
    synapse = Synapse(
        command.folder / "synapse",
        registrations=[command.registration],
        database=homeserver_database,
        extra={"modules": modules},
    )
    command.init(synapse, "--database", database)
    with synapse:
        yield command


def imported_and_read_back(command: Command) -> Any:
    command.do("plan", "--private", str(EXPORT))
    command.do("import")
    return command.json("verify")


def test_the_bundled_export_becomes_proven_rooms(command: Command, tmp_path: Path) -> None:
    command.do("plan", "--private", str(EXPORT))
    command.do("import")
    proof = command.json("verify")
    command.do("report", "--output", str(tmp_path))
    report = json.loads((tmp_path / "report.json").read_text())
    assert not [finding for chat in proof["chats"] for finding in chat["findings"]]
    assert report["verdict"]["level"] == "proven"
    assert report["books"]["items"]["failed"] == report["books"]["items"]["not_said"] == 0


def test_importing_it_again_sends_nothing(command: Command) -> None:
    before, after = (imported_and_read_back(command) for _ in range(2))
    assert [chat["events"] for chat in after["chats"]] == [chat["events"] for chat in before["chats"]]


def samples() -> list[Path]:
    """Real exports, where they lie beside the project."""
    found = sorted(SAMPLES.rglob("*.json"))
    return [path for path in found if path.stat().st_size < LARGE]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="no sample exports beside the project")
def test_real_exports_become_proven_rooms(command: Command, tmp_path: Path) -> None:
    command.do("plan", "--private", *(str(path) for path in samples()))
    command.do("import")
    command.do("verify")
    command.do("report", "--output", str(tmp_path))
    report = json.loads((tmp_path / "report.json").read_text())
    unexplained = [item for chat in report["chats"] for item in chat["not_done"] if not item["reason"]]
    assert report["verdict"]["level"] == "proven"
    assert not unexplained
