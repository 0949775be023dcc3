from __future__ import annotations

import ast
import re
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bridge
from bridge.history.report.losses import WORDS, losses, parse, words_for

PACKAGE = Path(bridge.__file__).parent
CODE = re.compile(
    r"(media|text|poll|reactions?|votes|thread|reply|pins?|sticker|sender|avatar|topic|room)(-[a-z]+)+(:\d+)?"
)


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("edit-history", ("edit-history", 1)),
        ("text-cleaned:12", ("text-cleaned", 12)),
        ("thumbnail-not-made: 3 frames", ("thumbnail-not-made", 1)),
        ("votes-without-name:²", ("votes-without-name", 1)),
    ],
)
def test_a_note_is_a_code_and_a_number(note, told):
    assert parse(note) == told


@given(st.dictionaries(st.tuples(st.integers(1, 99).map("text-cleaned:{}".format)), st.integers(1, 99)))
def test_numbers_in_notes_count_once_for_each_item(notes):
    expected = sum(parse(note)[1] * items for (note,), items in notes.items())
    assert sum(loss.count for loss in losses(notes)) == expected


def test_what_was_lost_most_comes_first():
    found = losses({("edit-history",): 2, ("text-cleaned:2", "edit-history"): 3})
    assert [(loss.code, loss.count) for loss in found] == [("text-cleaned", 6), ("edit-history", 5)]


def test_a_code_without_words_speaks_for_itself():
    assert words_for("stars-not-shown") == "stars not shown"


def test_every_code_that_is_noted_has_words():
    noted = {code for path in _noting() for code in _codes(path)}
    assert noted >= {"media-lost", "reactions-without-name", "pins-dropped"}
    assert noted - WORDS.keys() == set()


def _noting():
    return chain(
        (PACKAGE / "matrix" / "content").glob("*.py"),
        (PACKAGE / "media" / name for name in ("findings.py", "missing.py")),
        [PACKAGE / "portals" / "worker.py"],
    )


def _codes(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
            yield parse(node.value)[0]
