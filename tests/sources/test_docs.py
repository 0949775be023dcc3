"""The two pages for those who bring a source: what they show is run."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from bridge.model import amendment, chat, content, event, media, message, person, text, unreadable
from bridge.model.codec import encode
from bridge.sources.archive import Archive
from bridge.sources.hints import Hints
from bridge.sources.jsonl import JsonlReader
from tests.sources.cases import FIXTURES

ROOT = Path(__file__).parents[2]
ADD_A_SOURCE = (ROOT / "docs" / "add-a-source.md").read_text()
NEUTRAL_FORMAT = (ROOT / "docs" / "neutral-format.md").read_text()
GARDEN = FIXTURES / "demo" / "garden" / "input"

MODEL = [
    member
    for module in (amendment, chat, content, event, media, message, person, text, unreadable)
    for member in vars(module).values()
]
STRUCTS = {
    member for member in MODEL if isinstance(member, type) and issubclass(member, Struct) and member is not Struct
}
WORDS = {
    member for member in MODEL if isinstance(member, type) and issubclass(member, StrEnum) and member is not StrEnum
}


def blocks(page, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)


@pytest.fixture
def example(tmp_path):
    """All examples of the format's page, as one export."""
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "seeds.png").write_bytes(b"seeds")
    (tmp_path / "loft.jsonl").write_text("".join(blocks(NEUTRAL_FORMAT, "jsonl")))
    with Archive.open(tmp_path) as archive:
        yield archive


def test_the_examples_of_the_format_are_one_sound_export(example):
    items = list(JsonlReader().read(example, Hints()))
    lines = "".join(blocks(NEUTRAL_FORMAT, "jsonl")).splitlines()
    assert len(items) == len(lines) - 1
    assert not any("line " in item.reason for item in items if isinstance(item, unreadable.Unreadable))
    assert not any(b'"lost"' in encode(item) for item in items)


@pytest.mark.parametrize("kind", sorted(struct.__name__ for struct in STRUCTS if struct.__struct_config__.tag))
def test_the_examples_show_every_kind(example, kind):
    items = list(JsonlReader().read(example, Hints()))
    shown = {type(item).__name__ for item in items}
    said = {type(item.content).__name__ for item in items if isinstance(item, message.Message)}
    assert kind in shown | said


@pytest.mark.parametrize("struct", sorted(STRUCTS, key=str), ids=lambda struct: struct.__name__)
def test_every_key_is_explained(struct):
    assert [key for key in struct.__struct_encode_fields__ if not explained(key)] == []


@pytest.mark.parametrize("words", sorted(WORDS, key=str), ids=lambda words: words.__name__)
def test_every_word_is_explained(words):
    assert [word.value for word in words if not explained(word.value)] == []


def explained(word):
    return re.search(rf"`{word}`|\"{word}\"", NEUTRAL_FORMAT)


def test_the_page_builds_the_demonstration_reader():
    code = "\n\n\n".join(block.strip() for block in blocks(ADD_A_SOURCE, "python"))
    built: dict[str, Any] = {"__name__": "page"}
    exec(code, built)  # noqa: S102 - it is our own page
    assert everything(built["DemoReader"]()) == everything()


def test_the_page_shows_the_module_as_it_is():
    shown = "".join("".join(blocks(ADD_A_SOURCE, "python")).split())
    module = (ROOT / "bridge" / "sources" / "demo" / "reader.py").read_text()
    assert shown == "".join(module.split())


def test_the_page_shows_the_export_as_it_is():
    assert blocks(ADD_A_SOURCE, "text") == [(GARDEN / "garden.demo").read_text()]


def everything(reader=None):
    from bridge.sources.demo.reader import DemoReader  # noqa: PLC0415 - beside the one it is compared with

    with Archive.open(GARDEN) as archive:
        return list((reader or DemoReader()).read(archive, Hints()))
