"""The page about bridging says what the code's own tables say; whoever adds a kind adds its row."""

from __future__ import annotations

import re

import pytest

from bridge.matrix.from_event import KINDS as IN_MATRIX
from bridge.model.event import Notice
from bridge.portals.live.returning import CAME_BACK
from bridge.sources.connector import Connector, Gate, LoginProcess, Memory
from bridge.sources.telegram.live.hearing import KINDS as HEARD
from bridge.sources.telegram.live.hearing.saying import Kind
from bridge.sources.telegram.live.speaking.kinds import KINDS as SAID
from bridge.sources.telegram.live.speaking.losses import LOSSES
from bridge.store import SAID_IN_MATRIX
from tests.support.live_tables import CONTENTS, FROM_EVENT, IGNORED, IN_PASSING, NOTES, PAGE, TAGS, refusals, written
from tests.support.source_code import ROOT, Module, modules

TEXT = PAGE.read_text(encoding="utf-8")
CODE = re.compile(r"([a-z]+(?:-[a-z]+)+)(?::.*)?")
OF_HTML = {"data-mx-spoiler", "mx-reply"}


def codes(module):
    return {found[1] for _, word in module.words() if (found := CODE.fullmatch(word))}


def test_the_tables_are_those_of_the_code():
    assert written(TEXT) == TEXT, "python -m tests.support.live_tables"


def test_a_kind_without_a_row_is_found(monkeypatch):
    monkeypatch.setitem(HEARD, "MessageMediaHologram", Kind("Card", lambda *_: (), "a card that floats"))
    assert "MessageMediaHologram" in written(TEXT) != TEXT


def test_a_page_without_its_marks_is_no_page():
    with pytest.raises(ValueError, match="from Matrix"):
        written(TEXT.replace("<!-- end of from Matrix -->", ""))


def test_everything_that_the_model_has_can_be_said_on_the_network():
    assert set(SAID) == set(CONTENTS)


@pytest.mark.parametrize("name", HEARD)
def test_what_is_heard_becomes_something_that_the_page_has_words_for(name):
    assert [one for one in HEARD[name].becomes.split(", ") if one not in TAGS.keys() | IN_PASSING.keys()] == []


def test_what_is_typed_becomes_something_of_the_model():
    assert {content for kind in IN_MATRIX for content in kind.becomes} <= set(CONTENTS) - {Notice}


def test_every_code_of_an_event_that_is_not_carried_is_explained():
    explained = {code for code, _, _ in refusals()} | NOTES.keys()
    found = {code for module in modules(FROM_EVENT) for code in codes(module)} - OF_HTML
    assert found <= explained


def test_every_code_of_the_bridge_itself_is_explained():
    found = codes(Module(ROOT / "bridge/portals/live/to_network.py"))
    assert found <= {*IGNORED, *NOTES}
    assert IGNORED.keys() <= found


def test_every_note_that_is_explained_is_noted_somewhere():
    places = [*modules(FROM_EVENT), Module(ROOT / "bridge/portals/live/to_network.py")]
    assert set(NOTES) - {code for module in places for code in codes(module)} == set()


@pytest.mark.parametrize("code", [*LOSSES, *NOTES, *IGNORED, CAME_BACK, SAID_IN_MATRIX])
def test_every_loss_has_words_somewhere(code):
    pages = [TEXT, (ROOT / "docs/importers.md").read_text(encoding="utf-8")]
    assert any(f"| `{code}` |" in page for page in pages)


NETWORKS = (ROOT / "docs/add-a-network.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("interface", [Gate, LoginProcess, Connector])
def test_whoever_adds_a_network_is_told_of_every_method(interface):
    told = re.findall(r"`(\w+)\(", NETWORKS)
    assert sorted(interface.__abstractmethods__ - set(told)) == []


def test_no_method_is_told_of_that_is_not_there():
    there = {name for interface in (Gate, LoginProcess, Connector, Memory) for name in vars(interface)}
    assert set(re.findall(r"`(\w+)\(", NETWORKS)) <= there
