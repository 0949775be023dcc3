"""The administrator's road on a real Synapse: init, restart, check."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from demo.synapse import Synapse, free_port

DOMAIN = "anna.localhost"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("admin")


@pytest.fixture(scope="module")
def beringia(folder):
    """Runs the command in a folder of its own: (exit code, output)."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BERINGIA_")}

    def beringia(*words):
        command = [sys.executable, "-m", "bridge", "--config", str(folder / "config.yaml"), *words]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    return beringia


@pytest.fixture(scope="module")
def synapse(folder, beringia):
    """A real homeserver that has read the registration which ``init`` wrote."""
    synapse = Synapse(folder / "synapse", server_name=DOMAIN, registrations=[folder / "registration.yaml"])
    url = f"http://127.0.0.1:{free_port()}"
    code, out = beringia("init", "--domain", DOMAIN, "--address", synapse.address, "--url", url)
    assert code == 0, out
    with synapse:
        yield synapse


def test_after_init_and_a_restart_all_is_well(beringia, synapse):
    code, out = beringia("check")
    assert code == 0, out
    assert "✗" not in out
    assert "All is well" in out


def test_what_the_homeserver_has_not_read_is_found(folder, beringia, synapse):
    registration = folder / "registration.yaml"
    before = registration.read_text()
    beringia("init", "--force", "--new-tokens")
    code, out = beringia("check", "--json")
    registration.write_text(before)
    wrong = [finding for finding in json.loads(out)["findings"] if finding["ok"] is False]
    assert code == 1
    assert ["M_UNKNOWN_TOKEN" in finding["detail"] for finding in wrong] == [True]
