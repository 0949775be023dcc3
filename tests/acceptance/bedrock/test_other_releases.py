"""On a Synapse that it does not know the module does nothing, says why, and leaves Synapse alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from demo.synapse import SynapseFailed
from tests.acceptance.bedrock.registration import MODULE, OTHER_TOKEN, homeserver
from tests.acceptance.bedrock.subject import BEDROCK, Subject

pytestmark = pytest.mark.xdist_group("bedrock releases")
PACKAGE = MODULE.rpartition(".")[0]
UNTESTED = f"""
import {PACKAGE}
from {PACKAGE} import internals
internals.unfit.__defaults__ = (("1.1", "1.2"), internals.REQUIRED)
Bedrock = {PACKAGE}.Bedrock
"""
CHANGED = f"""
import {PACKAGE}
from {PACKAGE} import internals
missing = internals.Requirement("synapse.event_auth", "a_function_of_the_past")
changed = internals.Requirement("synapse.event_auth", "check_state_dependent_auth_rules", ("a_parameter_of_the_past",))
gone = internals.Requirement("synapse.a_module_of_the_past", "f")
internals.unfit.__defaults__ = (internals.TESTED, (*internals.REQUIRED, missing, changed, gone))
Bedrock = {PACKAGE}.Bedrock
"""


@contextmanager
def running(folder: Path, monkeypatch: pytest.MonkeyPatch, source: str) -> Iterator[Subject]:
    """A Synapse that loads the module through another one, which pretends that the release is another."""
    (folder / "pretending.py").write_text(source)
    monkeypatch.setenv("PYTHONPATH", str(folder))
    with homeserver(folder, module="pretending.Bedrock") as synapse:
        yield Subject(synapse).prepare()


def status(subject: Subject) -> dict[str, object]:
    return subject.call("GET", f"{BEDROCK}/status").body


def test_an_untested_release_is_refused_and_runs_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with running(tmp_path, monkeypatch, UNTESTED) as subject:
        told = status(subject)
        assert told["ready"] is False
        assert f"was tested with Synapse 1.1, 1.2, not with {told['synapse']}" in str(told["reason"])
        assert (
            f"WARNING {PACKAGE}.module" in subject.synapse.log_tail()
            and str(told["reason"]) in subject.synapse.log_tail()
        )
        refused = subject.open(subject.make_room())
        assert (refused.status, refused.code, refused.body["error"]) == (409, "BERINGIA_NOT_READY", told["reason"])
        assert subject.call("GET", f"{BEDROCK}/status", token=OTHER_TOKEN).status == 403


def test_a_release_without_what_is_needed_is_refused_and_runs_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with running(tmp_path, monkeypatch, CHANGED) as subject:
        reason = str(status(subject)["reason"])
        for name in ("a_function_of_the_past", "check_state_dependent_auth_rules", "a_module_of_the_past.f"):
            assert name in reason
        assert subject.make_room().startswith("!")


def test_an_appservice_that_is_not_registered_is_said(tmp_path: Path):
    with homeserver(tmp_path, appservice="beringai") as synapse:
        assert "No appservice is registered with the id beringai" in synapse.log_tail()
        assert Subject(synapse).call("GET", f"{BEDROCK}/status").status == 403


@pytest.mark.parametrize(
    "config",
    [
        {"pressure": 0},
        {"pressure": 2},
        {"slice": 0},
        {"slice": 1001},
        {"own_history": 1},
        {"presure": 1},
        {"appservice": 7},
    ],
)
def test_a_mistaken_configuration_is_told_before_synapse_starts(tmp_path: Path, config: dict[str, Any]):
    with pytest.raises(SynapseFailed, match=next(iter(config))):
        homeserver(tmp_path, **config).start()
