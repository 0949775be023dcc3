"""A Synapse of two processes: one for everything, and one that stores the events. They talk through Redis.

Besides being a fixture it is a program, to look at such a Synapse by hand: ``python -m tests.acceptance.bedrock.workers``
starts one, says its addresses, and runs until Return is pressed.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg

from demo.synapse import Synapse, free_port, python
from tests.acceptance.bedrock.registration import homeserver
from tests.support import postgres

PERSISTER = "persister1"
PATIENCE = 60.0
"""Seconds to wait for a process to answer."""


class Unavailable(Exception):
    """This machine cannot run it; the message says why."""


@dataclass(frozen=True)
class Ports:
    """On loopback."""

    redis: int
    main: int
    """Where the main process listens to its worker."""
    worker: int
    """Where the worker listens to the main process, and to clients."""


class MainProcess(Synapse):
    """A Synapse whose events are stored by a worker."""

    ports: Ports

    def _configure(self) -> Path:
        path = super()._configure()
        options = json.loads(path.read_text())
        options["listeners"].append(listener(self.ports.main, "replication"))
        options |= {
            "redis": {"enabled": True, "host": "127.0.0.1", "port": self.ports.redis},
            "worker_replication_secret": "of-the-tests",
            "instance_map": {"main": place(self.ports.main), PERSISTER: place(self.ports.worker)},
            "stream_writers": {"events": [PERSISTER]},
        }
        path.write_text(json.dumps(options))
        return path


def listener(port: int, *names: str) -> dict[str, Any]:
    return {"type": "http", "port": port, "bind_addresses": ["127.0.0.1"], "resources": [{"names": list(names)}]}


def place(port: int) -> dict[str, Any]:
    return {"host": "127.0.0.1", "port": port}


@dataclass(frozen=True)
class Processes:
    """Both, running."""

    main: MainProcess
    worker: str
    """Address of the worker's client listener."""
    module_in_worker: bool
    _database: str

    def stored_by(self, room: str) -> set[str]:
        """The processes that stored the room's events, as Synapse noted it."""
        return asyncio.run(self._stored_by(room))

    async def _stored_by(self, room: str) -> set[str]:
        connection: Any = await asyncpg.connect(self._database)
        try:
            rows = await connection.fetch("SELECT DISTINCT instance_name FROM events WHERE room_id = $1", room)
            return {row["instance_name"] for row in rows}
        finally:
            await connection.close()


@contextmanager
def running(folder: Path, *, module_in_worker: bool) -> Iterator[Processes]:
    """A main process with the module and a worker, which has it too or not. Raises Unavailable."""
    ports = Ports(free_port(), free_port(), free_port())
    try:
        with postgres.running() as server, _redis(ports.redis, folder):
            database = server.make("template0")
            main = homeserver(folder, database=database, kind=MainProcess)
            assert isinstance(main, MainProcess)
            main.ports = ports
            with main, _worker(main, module_in_worker):
                yield Processes(main, f"http://127.0.0.1:{ports.worker}", module_in_worker, database)
    except postgres.Unavailable as reason:
        raise Unavailable(str(reason)) from reason


@contextmanager
def _redis(port: int, folder: Path) -> Iterator[None]:
    program = shutil.which("redis-server")
    if program is None:
        raise Unavailable("there is no redis-server on PATH")
    if subprocess.run([python(), "-c", "import hiredis, txredisapi"], capture_output=True, check=False).returncode:
        raise Unavailable("Synapse was installed without its extra for Redis: matrix-synapse[redis]")
    command = [
        program,
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--appendonly",
        "no",
        "--dir",
        str(folder),
    ]
    with _process(command, folder, "redis"):
        yield


@contextmanager
def _worker(main: MainProcess, module: bool) -> Iterator[None]:
    options = {
        "worker_app": "synapse.app.generic_worker",
        "worker_name": PERSISTER,
        "worker_listeners": [listener(main.ports.worker, "client", "replication")],
        "worker_log_config": "log.yaml",
        **({} if module else {"modules": []}),
    }
    path = main.folder / "worker.yaml"
    path.write_text(json.dumps(options))
    command = [
        python(),
        "-m",
        "synapse.app.generic_worker",
        "-c",
        str(main.folder / "homeserver.yaml"),
        "-c",
        str(path),
    ]
    with _process(command, main.folder, "worker"):
        _wait(f"http://127.0.0.1:{main.ports.worker}/_matrix/client/versions")
        yield


@contextmanager
def _process(command: list[str], folder: Path, name: str) -> Iterator[None]:
    with (folder / f"{name}.output").open("ab") as output:
        process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        try:
            yield
        finally:
            process.terminate()
            process.wait()


def _wait(url: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with suppress(OSError), urllib.request.urlopen(url, timeout=5):  # noqa: S310  # our own, on loopback
            return
        time.sleep(0.1)
    raise Unavailable(f"no answer from {url}")


def main() -> None:
    """Start one, and wait."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), module_in_worker=True) as processes:
        print(f"main process: {processes.main.address}\nworker:       {processes.worker}")  # noqa: T201
        input("Press Return to end them. ")


if __name__ == "__main__":
    main()
