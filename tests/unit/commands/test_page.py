"""The page for people says what the table of commands says."""

from __future__ import annotations

import re

import pytest

from bridge.commands.accounts import WORDS_OF_LEVEL
from bridge.commands.linking import METHODS
from bridge.commands.registry import COMMANDS, find
from bridge.people.permissions import Level
from tests.support.source_code import ROOT

PAGE = (ROOT / "docs/users.md").read_text(encoding="utf-8")


def test_the_page_has_every_command_as_help_has_it():
    rows = re.findall(r"^\| `(.+?)` \| (.+?) \|$", PAGE, re.MULTILINE)
    assert rows == [(command.call, command.summary) for command in COMMANDS]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_a_command_is_a_word_a_sentence_and_found_by_its_name(command):
    assert re.fullmatch(r"[a-z]+", command.name)
    assert command.summary.endswith(".")
    assert find(command.name) is command


def test_what_is_shown_as_a_command_is_one():
    shown = re.findall(r"`([a-z]+)(?: [^`]*)?`", PAGE)
    answers = {"yes", "no"}
    assert {word for word in shown if find(word) is None} - answers == set()


def test_ways_to_link_are_in_the_usage():
    login = find("login")
    assert login is not None and [word for word in METHODS if word not in login.usage] == []


def test_there_are_words_for_every_level():
    assert set(WORDS_OF_LEVEL) == set(Level)
