"""``beringia people``: who may be one person, and how it is told."""

from __future__ import annotations

import json
import sys

import pytest

from bridge import cli
from registration.install import install


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Runs a verb: (exit code, output, errors)."""
    path = tmp_path / "config.yaml"
    install(path, {("homeserver", "domain"): "example.org"}, {})

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["beringia", "--config", str(path), *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        return end.value.code or 0, *capsys.readouterr()

    return run


@pytest.fixture
def staged(run, tmp_path):
    """Two people of one number, and one of another's name."""
    people = [
        {"item": "person", "id": "name:Anna", "name": "Anna", "phone": "+49301"},
        {"item": "person", "id": "phone:1", "name": "+49 30 1", "phone": "+49 30 1"},
        {"item": "person", "id": "name:Bora", "name": "Bora"},
        {"item": "person", "id": "phone:2", "name": "Bora"},
    ]
    chat = {"item": "chat", "network": "pigeon", "id": "loft", "kind": "group", "title": "Loft"}
    said = {"item": "message", "chat": "loft", "id": "1", "time": 1, "place": 1, "sender": "name:Anna"}
    said |= {"content": {"kind": "text", "text": {"plain": "Coo"}}}
    lines = [{"format": "beringia", "version": 1}, chat, *people, said]
    export = tmp_path / "loft.jsonl"
    export.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert run("plan", export)[0] == 0


def decided(run, *arguments):
    code, output, errors = run("people", "--json", *arguments)
    assert code == 0, errors
    return {one["other"]: one["person"] for one in json.loads(output)[0]["decided"]}


def test_nobody_known_is_told(run):
    assert "plan EXPORT" in run("people")[2]


def test_pairs_are_shown_with_their_reasons(run, staged):
    output = run("people")[1]
    assert "have the same phone number" in output and "have a name in common" in output


def test_a_pair_is_joined_by_ids_or_names(run, staged):
    assert decided(run, "--one", "phone:1=Anna") == {"phone:1": "name:Anna"}


def test_all_likely_pairs_are_joined_and_no_others(run, staged):
    assert decided(run, "--all-likely") == {"name:Anna": "phone:1"}


def test_somebody_is_parted(run, staged):
    assert decided(run, "--two", "phone:2") == {"phone:2": "phone:2"}


@pytest.mark.parametrize(
    ("pair", "words"),
    [("Bora=Anna", "2 people are called"), ("Nobody=Anna", "Nobody here is called"), ("Anna", "OTHER=")],
)
def test_what_names_nobody_is_told(run, staged, pair, words):
    code, _, errors = run("people", "--one", pair)
    assert code != 0 and words in errors
