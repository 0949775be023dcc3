"""A throw-away Synapse: a real homeserver in a folder, on loopback, for the demonstration and for tests.

Everything here blocks; from a coroutine say ``await asyncio.to_thread(synapse.start)``.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from demo.synapse_config import write_configuration

START_TIMEOUT = 60.0
"""Seconds until a Synapse that does not answer is given up; a first start on a slow disk takes about ten."""
STOP_TIMEOUT = 30.0
LOG_TAIL = 30
OTHER_SYNAPSE = "BERINGIA_TEST_SYNAPSE"
"""Environment variable: the path of a Python whose environment has the Synapse to be started."""
JSON_HEADERS = {"Content-Type": "application/json"}


class SynapseFailed(Exception):
    """The throw-away homeserver did not start or does not answer."""


@dataclass(frozen=True)
class Account:
    """A real user of the homeserver, able to log in from any client."""

    user_id: str
    password: str = field(repr=False)
    access_token: str = field(repr=False)


class Synapse:
    """One Synapse process, its folder and its port, which stays the same when it is restarted.

    ``registrations`` are appservice registration files. ``database`` is a libpq address
    (``postgresql://…``); without it, SQLite inside the folder. ``extra`` are options of
    ``homeserver.yaml``, which replace ours as a whole.
    """

    def __init__(
        self,
        folder: Path,
        *,
        server_name: str = "demo.localhost",
        registrations: Sequence[Path] = (),
        database: str | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        self.folder = folder.resolve()
        self.server_name = server_name
        self.registrations = tuple(path.resolve() for path in registrations)
        self._database = database
        self._extra = dict(extra or {})
        self._shared_secret = secrets.token_urlsafe(32)
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Base address of the client-server API, without a slash at its end."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def process_id(self) -> int | None:
        """None while it is not running."""
        return self._process.pid if self._process is not None else None

    def start(self) -> Self:
        """Start it and wait until it answers. Raises SynapseFailed with the end of its log."""
        if self._process is not None:
            raise SynapseFailed(f"already running in {self.folder}")
        configuration = self._configure()
        command = [python(), "-m", "synapse.app.homeserver", "--config-path", str(configuration)]
        with (self.folder / "output.log").open("ab") as output:
            # A session of its own, so that Ctrl-C in the terminal reaches us alone and we stop it in order.
            self._process = subprocess.Popen(
                command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
            )
        try:
            self._wait_until_it_answers()
        except BaseException:
            self.kill()
            raise
        return self

    def stop(self) -> None:
        """Ask it to end, and wait; one that does not listen within half a minute is killed."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def kill(self) -> None:
        """SIGKILL: no farewell, nothing flushed."""
        if self._process is None:
            return
        self._process.kill()
        self._process.wait()
        self._process = None

    def restart(self) -> None:
        """Stop, and start again on the same port and data: whatever it kept in memory only is gone."""
        self.stop()
        self.start()

    def reconfigure(self, **extra: Any) -> None:
        """Change options of ``homeserver.yaml``; they hold from the next start on."""
        self._extra.update(extra)

    def register_user(self, name: str, password: str, *, admin: bool = False) -> Account:
        """Create a real user. Raises SynapseFailed when the name is taken."""
        path = "/_synapse/admin/v1/register"
        nonce = self._call("GET", path)["nonce"]
        mac = _registration_mac(self._shared_secret, nonce, name, password, admin)
        form = {"nonce": nonce, "username": name, "password": password, "admin": admin, "mac": mac}
        answer = self._call("POST", path, form)
        return Account(answer["user_id"], password, answer["access_token"])

    def log_tail(self, lines: int = LOG_TAIL) -> str:
        """The last lines of what it printed and of what it logged."""
        paths = (self.folder / "output.log", self.folder / "homeserver.log")
        texts = [path.read_text(errors="replace") for path in paths if path.exists()]
        return "\n".join("\n".join(text.splitlines()[-lines:]) for text in texts if text.strip())

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def _configure(self) -> Path:
        return write_configuration(
            self.folder,
            server_name=self.server_name,
            port=self._port,
            shared_secret=self._shared_secret,
            registrations=self.registrations,
            database=self._database,
            extra=self._extra,
        )

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_TIMEOUT
        while not self._answers():
            self._check_that_it_lives()
            if time.monotonic() > deadline:
                raise SynapseFailed(f"no answer from {self.address} in {START_TIMEOUT:.0f} s\n{self.log_tail()}")
            time.sleep(0.1)

    def _check_that_it_lives(self) -> None:
        code = self._process.poll() if self._process is not None else None
        if code is not None:
            self._process = None
            raise SynapseFailed(f"Synapse ended with code {code} while starting in {self.folder}\n{self.log_tail()}")

    def _answers(self) -> bool:
        try:
            return "versions" in self._call("GET", "/_matrix/client/versions")
        except SynapseFailed:
            return False

    def _call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        data = json.dumps(body).encode() if body is not None else None
        # ruff's S310 asks about schemes: the address is our own, on loopback.
        request = urllib.request.Request(self.address + path, data, JSON_HEADERS, method=method)  # noqa: S310
        try:
            with _direct.open(request, timeout=10) as response:
                answer: dict[str, Any] = json.load(response)
                return answer
        except urllib.error.HTTPError as error:
            raise SynapseFailed(f"{method} {path}: {error.code} {error.read(500).decode(errors='replace')}") from error
        except (OSError, ValueError) as error:
            raise SynapseFailed(f"{method} {path}: {error}") from error


_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""Loopback is never asked for through a proxy, whatever the environment says."""


def python() -> str:
    """The interpreter that runs Synapse: ours, or that of an environment with another release (`scripts/synapse_venv`)."""
    return os.environ.get(OTHER_SYNAPSE) or sys.executable


def bedrock(module: str = "beringia_bedrock.Bedrock", **config: Any) -> dict[str, Any]:
    """What `beringia init` has written into homeserver.yaml: one of its ``modules``. ``config`` are further options."""
    return {"module": module, "config": {"appservice": "beringia", **config}}


def free_port() -> int:
    """A TCP port on loopback that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _registration_mac(secret: str, nonce: str, name: str, password: str, admin: bool) -> str:
    """See https://element-hq.github.io/synapse/latest/admin_api/register_api.html"""
    parts = (nonce, name, password, "admin" if admin else "notadmin")
    return hmac.new(secret.encode(), "\0".join(parts).encode(), hashlib.sha1).hexdigest()
