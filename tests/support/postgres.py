"""A private PostgreSQL, made of the machine's own server programs: nothing to install, nothing left behind.

It listens on a socket in its own folder only. PostgreSQL refuses to run as root, so root starts it as another user.
"""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg

TEMPLATE = "template_beringia"
_USERS = ("postgres", "nobody")
"""Who runs the server when we are root."""
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")
_PATIENCE = 60.0
"""Seconds to wait for the server to start."""


class Unavailable(Exception):
    """This machine cannot run a PostgreSQL for us; the message says why."""


@dataclass
class Server:
    """A running server."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=count)

    def uri(self, database: str) -> str:
        """The address of one of its databases."""
        return f"postgres://beringia@/{database}?host={self.folder}"

    def make(self, template: str = TEMPLATE) -> str:
        """A new database, a copy of ``template``; returns its address."""
        name = f"test_{next(self._numbers)}"
        asyncio.run(self._execute(f"CREATE DATABASE {name} TEMPLATE {template}"))
        return self.uri(name)

    def make_template(self) -> None:
        """An empty database that later ones are copied from; fill it, then let go of it.

        It sorts texts as English does where the server can, so that whatever relies on the order of bytes shows.
        """
        plain = f"CREATE DATABASE {TEMPLATE} TEMPLATE template0"
        try:
            asyncio.run(self._execute(f"{plain} LOCALE_PROVIDER icu ICU_LOCALE 'en-US'"))
        except asyncpg.PostgresError:
            # Built without ICU, or older than version 15.
            asyncio.run(self._execute(plain))

    async def _execute(self, sql: str) -> None:
        connection: Any = await asyncpg.connect(self.uri("postgres"))
        try:
            await connection.execute(sql)
        finally:
            await connection.close()


@contextmanager
def running() -> Iterator[Server]:
    """A server with an empty cluster, for as long as the block lasts. Raises :class:`Unavailable`."""
    programs, user = _programs(), _user()
    folder = Path(tempfile.mkdtemp(prefix="beringia-postgres-"))
    try:
        if user is not None:
            os.chown(folder, user.pw_uid, user.pw_gid)
        _run([programs / "initdb", "-D", folder / "data", "-U", "beringia", "-A", "trust", "-E", "UTF8", "-N"], user)
        with _serving(programs, folder, user):
            yield Server(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    """The folder of the server programs, the newest version's where there are several."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise Unavailable("no PostgreSQL server programs (initdb, postgres) on PATH or in /usr/lib/postgresql")


def _version(folder: Path) -> float:
    try:
        return float(folder.parent.name)
    except ValueError:
        return 0.0


def _user() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in _USERS:
        if name in known:
            return known[name]
    raise Unavailable(f"PostgreSQL does not run as root, and there is no user {' or '.join(_USERS)} to run it as")


def _run(command: Sequence[str | Path], user: pwd.struct_passwd | None) -> None:
    done = subprocess.run(command, **_as(user), capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unavailable(f"{Path(command[0]).name} failed: {done.stderr.strip()[-500:]}")


@contextmanager
def _serving(programs: Path, folder: Path, user: pwd.struct_passwd | None) -> Iterator[None]:
    settings = [argument for setting in _FAST for argument in ("-c", setting)]
    command: list[str | Path] = [programs / "postgres", "-D", folder / "data", "-h", "", "-k", folder, *settings]
    with (folder / "log").open("wb") as log:
        server: subprocess.Popen[bytes] = subprocess.Popen(command, **_as(user), stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait(server, folder)
        yield
    finally:
        # At once: nobody wants its data to be in order on the disk.
        server.send_signal(signal.SIGQUIT)
        server.wait()


def _wait(server: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not _answers(folder):
        if server.poll() is not None or time.monotonic() > deadline:
            raise Unavailable(f"PostgreSQL did not start: {(folder / 'log').read_text()[-500:]}")
        time.sleep(0.05)


def _answers(folder: Path) -> bool:
    async def ask() -> None:
        await (await asyncpg.connect(Server(folder).uri("postgres"))).close()

    try:
        asyncio.run(ask())
    except (OSError, asyncpg.PostgresError):
        return False
    return True


def _as(user: pwd.struct_passwd | None) -> dict[str, Any]:
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"}
    if user is None:
        return {"env": environment}
    return {"env": environment, "user": user.pw_uid, "group": user.pw_gid, "extra_groups": [], "cwd": "/"}
