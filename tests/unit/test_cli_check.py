from __future__ import annotations

import json
import os
import socket
import sys

import pytest

from bridge import cli
from registration.install import install


@pytest.fixture
def path(tmp_path, monkeypatch):
    """A sound installation beside a homeserver that does not run."""
    for name in [name for name in os.environ if name.startswith("BERINGIA_")]:
        monkeypatch.delenv(name)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    path = tmp_path / "config.yaml"
    install(path, {("homeserver", "domain"): "example.org", ("homeserver", "address"): address}, {})
    return path


@pytest.fixture
def check(path, monkeypatch, capsys):
    """Runs ``beringia check``: (exit code, output, errors)."""

    def check(*flags):
        monkeypatch.setattr(sys, "argv", ["beringia", "--config", str(path), "check", *flags])
        with pytest.raises(SystemExit) as end:
            cli.main()
        return end.value.code or 0, *capsys.readouterr()

    return check


def test_a_homeserver_that_does_not_run_is_a_finding_with_its_remedy(check):
    code, out, err = check()
    assert code == 1
    assert "✓ registration: namespaces.users: exactly ours, and nobody else's" in out
    assert "✗ homeserver reachable: " in out
    assert "    → see that the homeserver runs" in out
    assert "Do not import yet: 1 of " in out
    assert err == ""


def test_programs_get_the_same_as_json(check):
    code, out, _ = check("--json")
    answer = json.loads(out)
    assert code == 1
    assert answer["sound"] is False
    assert {"name", "ok", "detail", "remedy", "rate"} == answer["findings"][0].keys()


def test_what_is_wrong_with_the_registration_is_found_before_anybody_is_asked(check, path):
    registration = path.parent / "registration.yaml"
    registration.write_text(registration.read_text().replace("rate_limited: false", "rate_limited: true"))
    _, out, _ = check()
    assert "✗ registration: rate_limited: is not false" in out
    assert "2 of " in out


def test_without_a_registration_nobody_is_asked(check, path):
    (path.parent / "registration.yaml").unlink()
    code, out, _ = check()
    assert code == 1
    assert "✗ registration: file: " in out
    assert "homeserver reachable" not in out


def test_without_a_configuration_there_is_nothing_to_check(check, path):
    path.unlink()
    code, _, err = check()
    assert code == 2
    assert "no such file; `beringia init` writes one" in err


def test_the_environment_names_the_configuration(path, monkeypatch, capsys):
    monkeypatch.setenv("BERINGIA_CONFIG", str(path))
    monkeypatch.setattr(sys, "argv", ["beringia", "check"])
    with pytest.raises(SystemExit):
        cli.main()
    assert "homeserver reachable" in capsys.readouterr().out


def test_no_token_is_shown(check, path):
    _, out, err = check()
    tokens = [
        line.split()[1] for line in (path.parent / "registration.yaml").read_text().splitlines() if "_token:" in line
    ]
    assert len(tokens) == 2
    assert not any(token in out + err for token in tokens)


def test_a_day_that_is_none_is_a_mistake_of_usage(check):
    code, _, err = check("--oldest", "yesterday")
    assert code == 2
    assert "--oldest" in err
