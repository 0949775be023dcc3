"""The demonstration: a throw-away homeserver, a registered appservice, an export that becomes a proven room.

``make demo`` runs it; ``make demo EXPORT=path`` takes another export, ``KEEP=1`` leaves the server running.
"""

from __future__ import annotations

import argparse
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from demo.people import invite_to_rooms
from demo.summary import read_summary
from demo.synapse import Synapse, bedrock, free_port

EXPORT = Path(__file__).parent / "export"
DOMAIN = "demo.localhost"
LINE = "─" * 78


@dataclass(frozen=True)
class Demo:
    """One demonstration in its own folder."""

    folder: Path
    export: Path

    @property
    def config(self) -> Path:
        return self.folder / "config.yaml"

    def beringia(self, *words: str, check: bool = True) -> int:
        """Run the command as an operator would, and show it."""
        print(f"\n\033[1m$ beringia {' '.join(words)}\033[0m", flush=True)
        command = [sys.executable, "-m", "bridge", "--config", str(self.config), *words]
        code = subprocess.run(command, cwd=self.folder, env=_own_environment(), check=False).returncode
        if check and code:
            raise SystemExit(f"beringia {words[0]} ended with code {code}; everything is in {self.folder}")
        return code


def main(words: Sequence[str] | None = None) -> int:
    """Run the demonstration; the exit code is that of ``beringia verify``."""
    options = _options(words)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ended like Ctrl-C: the homeserver must not stay behind
    folder = Path(tempfile.mkdtemp(prefix="beringia-demo-"))
    demo = Demo(folder, options.export.resolve())
    print(f"A throw-away demonstration in {folder}\n{LINE}", flush=True)
    synapse = Synapse(
        folder / "synapse",
        server_name=DOMAIN,
        registrations=[folder / "registration.yaml"],
        extra={"modules": [bedrock()]},
    )
    try:
        _set_up(demo, synapse)
        return _show(demo, synapse, keep=options.keep)
    except KeyboardInterrupt:
        print("\nStopped.")
        return 130
    finally:
        synapse.stop()


def _options(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="demo", description=__doc__)
    parser.add_argument("export", nargs="?", type=Path, default=EXPORT, help="an export; left out: the bundled one")
    parser.add_argument("--keep", action="store_true", help="leave the homeserver running until Ctrl-C")
    options = parser.parse_args(words)
    if not options.export.exists():
        parser.error(f"there is nothing at {options.export}")
    return options


def _set_up(demo: Demo, synapse: Synapse) -> None:
    """The admin's road: configuration and registration, then a homeserver that knows them, then the preflight."""
    port = free_port()
    flags = {
        "--domain": DOMAIN,
        "--address": synapse.address,
        "--url": f"http://127.0.0.1:{port}",
        "--database": "sqlite:///beringia.db",
    }
    demo.beringia("init", "--yes", *(word for flag in flags.items() for word in flag))
    print(f"\n{LINE}\nStarting a real Synapse at {synapse.address}", flush=True)
    started = time.monotonic()
    synapse.start()
    print(f"Up after {time.monotonic() - started:.1f} s", flush=True)
    demo.beringia("check")


def _show(demo: Demo, synapse: Synapse, *, keep: bool) -> int:
    """The importer's road: plan, import, verify, report; then the doors are opened."""
    demo.beringia("inspect", str(demo.export))
    demo.beringia("plan", "--private", str(demo.export))
    imported = demo.beringia("import", check=False)
    verified = demo.beringia("verify", check=False)
    demo.beringia("report", "--output", str(demo.folder / "report"))
    _sum_up(demo)
    if keep:
        _keep(demo, synapse)
    return imported or verified


def _sum_up(demo: Demo) -> None:
    summary = read_summary(demo.folder / "report" / "report.json")
    print(f"\n{LINE}")
    for title, room in summary.rooms:
        print(f"Room      {title}: {room}")
    print(f"Outcomes  {', '.join(f'{outcome} {count}' for outcome, count in summary.outcomes.items())}")
    rate = summary.items / summary.seconds
    print(f"Speed     {rate:.1f} messages/s ({summary.items} in {summary.seconds:.1f} s, files included)")
    print(f"Report    {demo.folder / 'report' / 'report.html'}\n{LINE}", flush=True)


def _keep(demo: Demo, synapse: Synapse) -> NoReturn:
    """Let somebody look at it with a Matrix client of their own, until Ctrl-C."""
    guest = synapse.register_user("guest", secrets.token_urlsafe(9))
    invite_to_rooms(synapse.address, demo.folder / "registration.yaml", guest)
    print(f"Homeserver {synapse.address}\nUser       {guest.user_id}\nPassword   {guest.password}")
    print("Sign in with any Matrix client that you point at this homeserver. Ctrl-C ends it.", flush=True)
    while True:
        time.sleep(3600)


def _own_environment() -> dict[str, str]:
    """Ours, less what would configure another Beringia."""
    return {name: value for name, value in os.environ.items() if not name.startswith("BERINGIA_")}


if __name__ == "__main__":
    sys.exit(main())
