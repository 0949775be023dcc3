from __future__ import annotations

import json
import os
import stat
import sys

import pytest

from bridge import cli
from tests.support.histories import eventful, write_export


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Runs the command in a fresh folder that has a configuration: (exit code, standard output, standard error)."""
    for name in [name for name in os.environ if name.startswith("BERINGIA_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["beringia", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        return end.value.code or 0, *capsys.readouterr()

    assert run("init", "--yes", "--domain", "example.org", "--address", "http://127.0.0.1:1")[0] == 0
    return run


@pytest.fixture
def planned(run, tmp_path):
    """The same, with a plan that was not carried out."""
    assert run("plan", write_export(tmp_path / "export", eventful(2)))[0] == 0
    return run


def test_a_report_without_a_plan_says_what_to_do(run):
    code, _, errors = run("report")
    assert code == 4
    assert "beringia plan EXPORT" in errors


def test_both_files_are_written_and_named(planned, tmp_path):
    code, out, _ = planned("report", "--output", tmp_path / "for" / "audit")
    assert code == 0
    assert out.splitlines() == [
        "Not finished: 0 of 22 items done.",
        str(tmp_path / "for" / "audit" / "report.html"),
        str(tmp_path / "for" / "audit" / "report.json"),
    ]


def test_both_files_are_for_their_owner_only(planned, tmp_path):
    planned("report")
    for name in ("report.html", "report.json"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("flags", "written"),
    [
        (["--json"], ["report.json"]),
        (["--html"], ["report.html"]),
        (["--json", "--html"], ["report.html", "report.json"]),
    ],
)
def test_one_of_them_can_be_asked_for(planned, tmp_path, flags, written):
    planned("report", *flags)
    assert sorted(path.name for path in tmp_path.glob("report.*")) == written


def test_an_earlier_report_is_replaced(planned, tmp_path):
    (tmp_path / "report.json").write_text("old", encoding="utf-8")
    planned("report")
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["books"]["source"] == 22


def test_a_folder_that_is_none_is_one_clear_error(planned, tmp_path):
    (tmp_path / "taken").touch()
    code, _, errors = planned("report", "--output", tmp_path / "taken")
    assert code == 2
    assert "Name another folder with --output" in errors


def test_a_report_that_cannot_be_finished_leaves_the_earlier_one(planned, tmp_path, monkeypatch):
    planned("report")
    before = (tmp_path / "report.json").read_bytes()
    monkeypatch.setattr(os, "fsync", _full)
    code, _, errors = planned("report")
    assert (code, (tmp_path / "report.json").read_bytes()) == (2, before)
    assert "No space left" in errors
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".report")]


def _full(_descriptor):
    raise OSError(28, "No space left on device")
