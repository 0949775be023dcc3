"""The command ``beringia`` as an operator runs it, in a folder of its own, against a real homeserver."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demo.synapse import Synapse

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Command:
    """``beringia`` with its configuration."""

    folder: Path

    @property
    def registration(self) -> Path:
        return self.folder / "registration.yaml"

    def run(self, *words: str, timeout: float = 300) -> subprocess.CompletedProcess[str]:
        """Run it to its end."""
        return subprocess.run(
            self._line(*words), cwd=ROOT, capture_output=True, text=True, timeout=timeout, check=False
        )

    def do(self, *words: str) -> str:
        """Run it; it must succeed. Returns what it printed."""
        done = self.run(*words)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def json(self, *words: str) -> Any:
        """What it prints with ``--json``."""
        return json.loads(self.do(*words, "--json"))

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """Run it in the background, to be killed; what it logs is in ``errors.log``."""
        with (self.folder / "errors.log").open("ab") as errors:
            return subprocess.Popen(self._line(*words), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=errors)

    def init(self, synapse: Synapse, *more: str) -> None:
        """Write configuration and registration for this homeserver, which need not reach us."""
        self.do("init", "--yes", "--domain", synapse.server_name, "--address", synapse.address, "--url", "null", *more)

    def _line(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "bridge", "--config", str(self.folder / "config.yaml"), *words]
